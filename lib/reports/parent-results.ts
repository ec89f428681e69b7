import type { Observation, Value } from '../model/observation.ts';
import { mayBeIsolate, mayBeOrganism } from '../model/organisms.ts';
import type { Parent, ReportPart } from '../model/report.ts';
import { isSusceptibility } from '../model/susceptibility.ts';
import { asLeftOut, assembleResults, originOf, type PlacedResult } from './assemble-results.ts';
import { endOf, type IsolateEnd, isEndedBy, isOnlyRepeatedIn } from './isolate-end.ts';
import { wordsOf } from './parent-names.ts';
import type { StatedResult } from './stated-results.ts';
import { compareClocksOf } from './statement-order.ts';
import { takeBack } from './taken-back.ts';

const isIsolate = ({ subId, valueType, code }: Observation): boolean =>
  mayBeIsolate({ subId, valueType, codes: code.codings.map((coding) => coding.code) });

/** Whether a part says something about isolates: it states some, or cancels the order. */
export const statesIsolates = ({ observations, cancels, statesParent }: ReportPart): boolean =>
  statesParent === undefined && (cancels !== undefined || observations.some(isIsolate));

/** The part as the reports of its isolates keep it: with the isolates, and without results of its own. */
export const parentCopyOf = ({
  observations,
  ...part
}: ReportPart): ReportPart & { readonly statesParent: Observation[] } => {
  const { patient: _, visit: __, patientFrom: ___, ...copied } = part;
  return {
    ...copied,
    notes: [],
    holds: [],
    observations: [],
    statesParent: observations.filter(isIsolate).map((one) => ({ ...one, notes: [], flags: [] })),
  };
};

/** Whether any of these copies can end a result: an isolate was stated more than once, or was taken back. */
export const mayEndReports = (copies: readonly ReportPart[]): boolean =>
  copies.length > 1 ||
  copies.some(({ statesParent = [] }) => statesParent.some(({ status }) => isGone(status)));

const isGone = (status: string | undefined): boolean => status === 'W' || status === 'D' || status === 'X';

/**
 * Ends the results whose isolate ended. The isolates are in the copies of the parent's parts, or in parts of the
 * same report. Which isolate a result belongs to is told by OBR-26: by its words if no message has two isolates of this
 * name side by side, otherwise by its OBX-4 as it was used at the time of the result.
 */
export function withoutEndedParents(
  results: readonly PlacedResult[],
  parts: readonly ReportPart[],
): readonly PlacedResult[] {
  const isolates = isolatesIn(parts);
  if (isolates.length === 0) return results;
  return results.map((result) => (isEnded(result, isolates) ? asLeftOut(result) : result));
}

interface Isolate {
  readonly rows: readonly StatedResult[];
  readonly codes: ReadonlySet<string>;
  /** Its name in its standing statement, in several forms. */
  readonly name: ReadonlySet<string>;
  /** Every name that it ever had. */
  readonly names: ReadonlySet<string>;
  /** Whether it was only ever an answer (`Positive`, `Negative`), as in a serology, and never an organism. */
  readonly isAnswer: boolean;
  readonly end: IsolateEnd | undefined;
}

function isolatesIn(parts: readonly ReportPart[]): Isolate[] {
  const hasChildren = parts.some(({ parent }) => parent !== undefined);
  const ofParent = parts.flatMap((part) => {
    if (part.statesParent !== undefined) return [{ ...part, observations: part.statesParent }];
    return hasChildren && part.parent === undefined && statesIsolates(part) ? [part] : [];
  });
  if (ofParent.length === 0) return [];
  const said = ofParent.map((part) => ({
    part,
    observations: part.observations.filter(isIsolate),
    isWithdrawn: part.isWithdrawn === true,
  }));
  const live = ofParent.filter(({ isWithdrawn }) => isWithdrawn !== true);
  return takeBack(assembleResults(said).results, live).results.map(({ all, observation, stated }) => {
    const values = all.flatMap(({ lead }) => lead.observation.values);
    return {
      rows: all.flatMap((one) => [
        one,
        ...one.repeats.map((lead) => ({ ...one, lead, messageId: lead.messageId })),
      ]),
      codes: new Set(observation.code.codings.map(({ code }) => code)),
      name: namesOf(observation.values),
      names: namesOf(values),
      isAnswer: values.length > 0 && !values.some(mayBeOrganism),
      end: endOf(all, isGone(observation.status) && !isGone(stated.lead.observation.status)),
    };
  });
}

const namesOf = (values: readonly Value[]): ReadonlySet<string> =>
  new Set(
    values
      .flatMap((value) =>
        value.kind === 'coded'
          ? [value.concept.text, ...value.concept.codings.flatMap(({ code, display }) => [code, display])]
          : [value.text],
      )
      .flatMap((name) => name?.toLowerCase() ?? []),
  );

function isEnded(result: PlacedResult, all: readonly Isolate[]): boolean {
  const { parent } = originOf(result);
  if (parent === undefined) return false;
  const isolates = ofTest(all, parent);
  // a reflex test confirms an answer, and has no isolate
  if (!isSusceptibility(result.observation) && isolates.every(({ isAnswer }) => isAnswer)) return false;
  const words = wordsOf(parent);
  const named = words === undefined ? [] : isolates.filter(({ names }) => names.has(words));
  const areTwins = words !== undefined && areSideBySide(named, words);
  const isStanding = ({ name, end }: Isolate): boolean =>
    words !== undefined && name.has(words) && end?.kind !== 'gone';
  if (!areTwins && named.filter(isStanding).length === 1) return false;
  const subId = parent.result?.subId;
  if (subId === undefined)
    return named.length === 0
      ? isolates.every(({ end }) => end?.kind === 'gone')
      : named.every(({ end }) => end !== undefined && isEndedBy(end, result.stated, result.all));
  const meant = (areTwins ? meantBy(result, subId, named) : undefined) ?? meantBy(result, subId, isolates);
  const end = meant?.isolate.end;
  if (meant === undefined || end === undefined) return false;
  const { row, isSameMessage } = meant;
  if (isSameMessage && end.kind === 'gone' && end.by?.messageId === row.messageId)
    return isOnlyRepeatedIn(row.messageId, result.stated, result.all);
  return isEndedBy(end, isSameMessage ? row : result.stated);
}

/** Whether a message states several of these isolates under this name, for example two morphotypes of one organism. */
function areSideBySide(isolates: readonly Isolate[], words: string): boolean {
  const known = new Set<string>();
  return (
    isolates.length > 1 &&
    isolates.some(({ rows }) => {
      const messages = new Set(
        rows
          .filter(
            ({ lead: { observation } }) =>
              !isGone(observation.status) && namesOf(observation.values).has(words),
          )
          .map(({ lead }) => lead.messageId),
      );
      const isKnown = [...messages].some((message) => known.has(message));
      for (const message of messages) known.add(message);
      return isKnown;
    })
  );
}

/** The isolates of the test in OBR-26.1. All, if the test has another code there. */
function ofTest(isolates: readonly Isolate[], { result }: Parent): readonly Isolate[] {
  const codes = result?.code.codings.map(({ code }) => code) ?? [];
  const own = isolates.filter((isolate) => codes.some((code) => isolate.codes.has(code)));
  return own.length === 0 ? isolates : own;
}

interface Meant {
  readonly isolate: Isolate;
  /** The statement about the isolate that the result refers to. */
  readonly row: StatedResult;
  readonly isSameMessage: boolean;
}

/** The isolate that had this OBX-4 in the message of the result, otherwise at its time, otherwise at first. */
function meantBy({ stated }: PlacedResult, subId: string, isolates: readonly Isolate[]): Meant | undefined {
  const numbered = isolates.flatMap((isolate) =>
    isolate.rows.filter(({ lead }) => lead.observation.subId === subId).map((row) => ({ isolate, row })),
  );
  const messages = new Set([stated, ...stated.repeats].map(({ messageId }) => messageId));
  const here = numbered.filter(({ row }) => messages.has(row.lead.messageId));
  // one OBX-4 of a message may take an isolate back and name the next
  const together = here.find(({ isolate }) => isolate.end?.kind !== 'gone') ?? here[0];
  if (together !== undefined) return { ...together, isSameMessage: true };
  const oldestFirst = numbered.toSorted((a, b) => compareClocksOf(a.row, b.row));
  const before = oldestFirst.findLast(({ row }) => compareClocksOf(row, stated) <= 0) ?? oldestFirst[0];
  return before === undefined ? undefined : { ...before, isSameMessage: false };
}
