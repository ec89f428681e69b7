import { isAnswer } from '../../model/organisms.ts';
import { repeatsOf } from '../sets/result-sets.ts';
import { isSettled, type Statement } from '../statements/statement.ts';
import { isNumeric, unitsAmong } from './same-result.ts';
import { isLine } from './text-blocks.ts';

/** A field that tells the results of one test apart. */
export interface Naming {
  /** The name that the row states itself. */
  own(row: Statement): string | undefined;
  /** The name that the row has if it states none. */
  assumed(row: Statement): string | undefined;
  /** The names that mean the same result, the closest first. */
  alike(name: string): readonly string[];
  /** A row with a new name is another result, unless it says that it corrects one. */
  readonly isNewsByName: boolean;
  /** So is one whose report is corrected (OBR-25), if OBX-11 does not say that the row is. */
  readonly isNewsInCorrected?: boolean;
}

/** The fields that tell the results of a test apart, the strongest first. They are asked one after the other. */
export function namingsOf(statements: readonly Statement[]): readonly Naming[] {
  const isOpen = statements.every(
    ({ observation, part }) =>
      !isLine(observation) && (observation.run === undefined || repeatsOf(part) === 'replace'),
  );
  return isOpen ? [forms, runs, times, devices, methods, kinds, unitsOf(statements)] : [forms];
}

/** OBX-6. One message states a percentage and a count under one code, or a result in two units. */
function unitsOf(statements: readonly Statement[]): Naming {
  const unitOf = unitsAmong(statements.map(({ observation }) => observation));
  return exactly(({ observation }) => unitOf(observation), false);
}

/** Whether the field tells several of these results apart. OBX-4 is asked first, by the set. */
export function tells(naming: Naming, statements: readonly Statement[]): boolean {
  if (statements.every((row) => naming.own(row) === undefined)) return false;
  if (new Set(statements.flatMap(({ observation }) => observation.subId ?? [])).size > 1) return false;
  if (naming === forms) return areOfTwoForms(statements);
  if (naming === times) return areOfTwoTimes(statements);
  if (naming === kinds) return areOfTwoKinds(statements);
  return (
    statements.every(isMeasured) &&
    (isSideBySide(naming, statements) || (naming === runs && comesAgain(statements)))
  );
}

/** Two times that are less than 5 minutes apart count as one time. */
const NEAR_MINUTES = 5;

const minuteIn = (iso: string | undefined): string | undefined =>
  iso?.includes('T') === true ? String(Math.floor(Date.parse(iso) / 60_000)) : undefined;

/** OBX-14, if it is exact to the minute; otherwise OBR-7. */
const times: Naming = {
  own: ({ observation }) => minuteIn(observation.observed?.iso),
  assumed: ({ observation, part }) =>
    observation.observed === undefined ? minuteIn(part.observed?.iso) : undefined,
  alike: (minute) =>
    Array.from({ length: NEAR_MINUTES }, (_, distance) =>
      distance === 0 ? [minute] : [String(Number(minute) - distance), String(Number(minute) + distance)],
    ).flat(),
  isNewsByName: true,
};

const exactly = (own: Naming['own'], isNewsByName: boolean): Naming => ({
  own,
  assumed: () => undefined,
  alike: (name) => [name],
  isNewsByName,
});

/**
 * Whether OBX-5 is a document (ED, RP) or data. Laboratories send the report of a test as a document under the code of the
 * test, in the message of its number or later. A withdrawal tells its form by OBX-2 or its unit.
 */
const forms: Naming = {
  ...exactly(({ observation: { values, valueType = '', unit } }) => {
    if (values.length > 0) return values.every(({ kind }) => kind === 'document') ? 'document' : 'data';
    if (['ED', 'RP'].includes(valueType)) return 'document';
    return unit !== undefined || ['NM', 'SN'].includes(valueType) ? 'data' : undefined;
  }, true),
  isNewsInCorrected: true,
};

/** OBX-21 of a LIS. Some senders number it anew in each message, so it counts only if `tells` says so. */
const runs = exactly(({ observation }) => observation.run, true);

/** OBX-18. */
const devices = exactly(
  ({ observation: { equipment } }) => (equipment.length === 0 ? undefined : JSON.stringify(equipment)),
  false,
);

/** OBX-17. */
const methods = exactly(({ observation: { method } }) => method?.codings[0]?.code ?? method?.text, false);

/**
 * Whether OBX-5 is a number or an answer: one message states the index of a serology and its interpretation. Other words
 * may take the place of a number (`HEMOLYZED`).
 */
const kinds = exactly(({ observation: { values } }) => {
  if (values.length === 0) return undefined;
  if (values.every(isNumeric)) return 'number';
  return values.every(isAnswer) ? 'answer' : undefined;
}, false);

/**
 * One message has a number and words. Until they are final, the words may be about the run and not about the
 * result.
 */
function areOfTwoKinds(statements: readonly Statement[]): boolean {
  const valued = statements.filter(
    ({ observation, part }) => observation.values.length > 0 && isSettled(observation, part),
  );
  const isNumber = (row: Statement): boolean => kinds.own(row) === 'number';
  const withNumber = new Set(valued.filter(isNumber).map(({ messageId }) => messageId));
  return valued.some((row) => !isNumber(row) && withNumber.has(row.messageId));
}

/** A document and a value are both settled. A preliminary document may only say that the result will come. */
function areOfTwoForms(statements: readonly Statement[]): boolean {
  const settled = statements.filter(({ observation, part }) => isSettled(observation, part));
  const isData = (row: Statement): boolean => row.observation.values.length > 0 && forms.own(row) === 'data';
  return settled.some((row) => forms.own(row) === 'document') && settled.some(isData);
}

/** The documents apart from the results of a set (isolates), of which they are the report. */
export function documentsApart(statements: readonly Statement[]): readonly (readonly Statement[])[] {
  if (!areOfTwoForms(statements)) return [statements, []];
  const byForm = Map.groupBy(statements, (row) => forms.own(row) === 'document');
  return [byForm.get(false) ?? [], byForm.get(true) ?? []];
}

/**
 * The comments of a number apart from the number: words (TX, FT) under its code that always come beside it. Words that also
 * come alone may be in place of the number, and an answer (`Reactive`) may be of the number that is corrected.
 */
export function commentsApart(statements: readonly Statement[]): readonly (readonly Statement[])[] {
  const isComment = ({ observation }: Statement): boolean => isLine(observation);
  const [comments = [], numbers = []] = [true, false].map((is) =>
    statements.filter((row) => isComment(row) === is),
  );
  const numbered = new Set(numbers.map(({ messageId }) => messageId));
  const areApart =
    comments.length > 0 &&
    new Set(statements.map(({ observation: { subId } }) => subId ?? '')).size === 1 &&
    comments.every(
      ({ messageId, observation: { values } }) => numbered.has(messageId) && !values.some(isAnswer),
    ) &&
    numbers.every(({ observation: { values, valueType = '' } }) =>
      values.length > 0 ? values.every(isNumeric) : ['NM', 'SN'].includes(valueType),
    ) &&
    statements.every(({ part }) => repeatsOf(part) === 'replace');
  return areApart ? [numbers, comments] : [statements];
}

function areOfTwoTimes(statements: readonly Statement[]): boolean {
  const minutes = statements.flatMap((row) => times.own(row) ?? times.assumed(row) ?? []).map(Number);
  const [first = 0] = minutes;
  return minutes.some((minute) => Math.abs(minute - first) >= NEAR_MINUTES);
}

/** Isolates and other words are a set, which a later message may state whole. Answers (`Negative`) are not. */
const isMeasured = ({ observation: { values } }: Statement): boolean =>
  values.every((value) => value.kind === 'quantity' || isAnswer(value));

/** One message has two results with two names. */
function isSideBySide({ own }: Naming, statements: readonly Statement[]): boolean {
  const names = new Map<string, string>();
  return statements.some((row) => {
    const name = own(row);
    if (name === undefined) return false;
    const before = names.get(row.messageId) ?? name;
    names.set(row.messageId, before);
    return before !== name;
  });
}

/** Of several runs, one comes in a second message. */
function comesAgain(statements: readonly Statement[]): boolean {
  const messages = new Map<string, string>();
  let isRepeated = false;
  for (const row of statements) {
    const run = runs.own(row);
    if (run === undefined) continue;
    const message = messages.get(run) ?? row.messageId;
    messages.set(run, message);
    isRepeated ||= message !== row.messageId;
  }
  return isRepeated && messages.size > 1;
}
