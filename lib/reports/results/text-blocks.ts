import type { Observation } from '../../model/observation.ts';
import { isSusceptibility } from '../../model/susceptibility.ts';
import { isAppended } from '../statements/appended.ts';
import { codesOf, isTakenBack, type Said } from '../statements/statement.ts';

/**
 * The results of one order, with each text joined: the lines of one text become one value. TX and FT rows of
 * one OBX-3 are lines. ST rows are lines only if nothing shows that each is a result of its own. An OBX-4
 * that also groups other tests (the parts of a pathology report) has its own text. Other messages may show
 * that it does (`known`). So has each of several OBX-4 with a letter: letters number no lines.
 */
export function withWholeTexts(
  observations: readonly Observation[],
  known: ReadonlySet<string> = new Set(),
): readonly Observation[] {
  if (observations.filter(mayBeLine).length < 2) return observations;
  const tests = byTest(observations);
  if (tests.size === observations.length) return observations;
  const subIds = subIdsOf(tests);
  const blocks = new Map<Observation, readonly Observation[]>();
  for (const rows of tests.values()) {
    if (rows.length === 1) continue;
    const lines = isTextOfStrings(rows) ? rows : rows.filter(isLine);
    const isGrouping = new Set([
      ...groupingSubIds(lines, subIds, tests),
      ...(isNumbered(lines) ? [] : known),
    ]);
    const texts = Map.groupBy(lines, ({ subId }) =>
      subId !== undefined && isGrouping.has(subId) ? subId : undefined,
    );
    for (const text of texts.values()) for (const line of text) blocks.set(line, text);
  }
  return observations.flatMap((observation) => {
    const lines = blocks.get(observation);
    if (lines === undefined || lines.length === 1) return [observation];
    return lines[0] === observation ? [asOne(observation, lines)] : [];
  });
}

/** The OBX-4 values that group tests in a message, for example the parts A and B of a pathology report. */
export function groupingSubIdsIn(
  messages: readonly { readonly observations: readonly Observation[] }[],
): ReadonlySet<string> {
  const grouping = new Set<string>();
  const lettered = new Map<string, Set<string>>();
  for (const { observations } of messages) {
    const lines = observations.filter((one) => isLine(one) && one.subId !== undefined);
    if (lines.length === 0) continue;
    const tests = byTest(observations);
    const subIds = subIdsOf(tests);
    for (const [test, rows] of byTest(lines)) {
      for (const subId of groupingSubIds(rows, subIds, tests)) grouping.add(subId);
      const ofTest = lettered.get(test) ?? new Set();
      lettered.set(test, ofTest);
      for (const subId of letteredSubIds(rows)) ofTest.add(subId);
    }
  }
  for (const subIds of lettered.values())
    if (subIds.size > 1) for (const subId of subIds) grouping.add(subId);
  return grouping;
}

/**
 * The texts that state only some lines of a text whose lines another message numbers from 1 (OBX-4): they
 * begin at a later line, or take back fewer lines. Each is named by its message and its first line: see
 * `nameOfText`.
 */
export function someLinesIn(said: readonly Said[], grouping: ReadonlySet<string>): ReadonlySet<string> {
  const isNumber = ({ subId }: Observation): boolean =>
    subId !== undefined && /^\d{1,9}$/.test(subId) && !grouping.has(subId);
  const texts = said.flatMap(({ part: { messageId }, observations }) =>
    [...byTest(observations.filter(isLine))]
      .filter(([, lines]) => lines.every(isNumber))
      .map(([test, lines]) => ({ test, lines, messageId })),
  );
  const lengths = new Map<string, number>();
  for (const { test, lines } of texts)
    if (lines.length > 1 && isNumbered(lines))
      lengths.set(test, Math.max(lines.length, lengths.get(test) ?? 0));
  const isOfSome = ({ test, lines }: (typeof texts)[number]): boolean => {
    const length = lengths.get(test);
    if (length === undefined || lines.some(isAppended)) return false;
    return Number(lines[0]?.subId) > 1 || (lines.length < length && lines.every(isTakenBack));
  };
  return new Set(
    texts
      .filter(isOfSome)
      .flatMap(({ messageId, lines: [first] }) =>
        first === undefined ? [] : [nameOfText(messageId, first)],
      ),
  );
}

export const nameOfText = (messageId: string, { at }: Observation): string => `${messageId} ${at}`;

const byTest = (observations: readonly Observation[]): Map<string, Observation[]> =>
  Map.groupBy(observations, (one) => `${codesOf(one)} ${one.code.text ?? ''}`);

type RowsByTest = ReadonlyMap<string, readonly Observation[]>;

const mayBeLine = ({ valueType }: Observation): boolean =>
  valueType === 'ST' || valueType === 'TX' || valueType === 'FT';

/** TX and FT. */
export const isLine = ({ valueType }: Observation): boolean => valueType === 'TX' || valueType === 'FT';

/**
 * ST rows of an instrument are separate results, and so are susceptibilities. Rows are lines of a text only if they
 * have nothing but words.
 */
function isTextOfStrings(rows: readonly Observation[]): boolean {
  const subIds = new Set(rows.flatMap(({ subId }) => subId ?? []));
  return (
    subIds.size <= 1 &&
    !areOfTwoNames(rows) &&
    rows.every(mayBeLine) &&
    !rows.some(isSusceptibility) &&
    rows.every(
      ({ values, unit, flags, referenceRange, equipment, analyzed, run }) =>
        values.every(({ kind }) => kind === 'text') &&
        unit === undefined &&
        flags.length === 0 &&
        referenceRange === undefined &&
        equipment.length === 0 &&
        analyzed === undefined &&
        run === undefined,
    )
  );
}

/** Whether OBX-14 or OBX-17 tells some rows apart. */
const areOfTwoNames = (rows: readonly Observation[]): boolean =>
  new Set(rows.map(({ observed }) => observed?.iso)).size > 1 ||
  new Set(rows.map(({ method }) => method?.codings[0]?.code ?? method?.text)).size > 1;

/** The OBX-4 values, and for each the tests that use it. */
function subIdsOf(tests: RowsByTest): ReadonlyMap<string, ReadonlySet<string>> {
  const users = new Map<string, Set<string>>();
  for (const [test, rows] of tests)
    for (const { subId } of rows)
      if (subId !== undefined) users.set(subId, (users.get(subId) ?? new Set()).add(test));
  return users;
}

/**
 * The OBX-4 values that group tests. Values that only number the lines of each text (1 to 4, then 1 to 7) are
 * left out.
 */
function groupingSubIds(
  rows: readonly Observation[],
  users: ReadonlyMap<string, ReadonlySet<string>>,
  tests: RowsByTest,
): ReadonlySet<string> {
  const own = new Set(rows.flatMap(({ subId }) => subId ?? []));
  const shared = [...own].filter((subId) => (users.get(subId)?.size ?? 0) > 1);
  const others = new Set(shared.flatMap((subId) => [...(users.get(subId) ?? [])]));
  const isOfLines =
    isNumbered(rows) &&
    [...others].some((other) => {
      const theirs = tests.get(other) ?? [];
      return theirs.length > 1 && theirs.length !== rows.length && isNumbered(theirs);
    });
  const lettered = letteredSubIds(rows);
  return new Set([...(isOfLines ? [] : shared), ...(lettered.size > 1 ? lettered : [])]);
}

/** OBX-4 with a letter, for example the parts A and B. */
const letteredSubIds = (rows: readonly Observation[]): ReadonlySet<string> =>
  new Set(rows.flatMap(({ subId }) => (subId !== undefined && /[a-z]/i.test(subId) ? [subId] : [])));

const isNumbered = (rows: readonly Observation[]): boolean =>
  rows.every(({ subId }, index) => subId === String(index + 1));

function asOne(first: Observation, lines: readonly Observation[]): Observation {
  const flags = [...new Set(lines.flatMap((line) => line.flags))];
  const said = new Set(lines.map(({ status }) => status));
  return {
    ...first,
    // one line that was corrected, amended or appended says so of the text
    status: ['C', 'A', 'B'].find((status) => said.has(status)) ?? first.status,
    // line numbers are not the sub-id of the text
    ...(lines.every(({ subId }) => subId === first.subId) ? {} : { subId: undefined }),
    // an empty line separates paragraphs
    values: lines.flatMap(({ values }) =>
      values.length === 0 ? [{ kind: 'text' as const, text: '' }] : values,
    ),
    flags,
    notes: lines.flatMap(({ notes }) => notes),
    isTextBlock: true,
  };
}
