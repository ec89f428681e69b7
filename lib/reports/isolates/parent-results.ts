import type { Parent, ReportPart } from '../../model/report.ts';
import { isSusceptibility } from '../../model/susceptibility.ts';
import { canonicalJson } from '../../shared/canonical-json.ts';
import type { PlacedResult } from '../assemble-results.ts';
import { currentParts } from '../parts.ts';
import { originOf } from '../specimens/origins.ts';
import { asLeftOut } from '../statements/standing-result.ts';
import type { StatedResult } from '../statements/stated-results.ts';
import { compareClocksOf } from '../statements/statement-order.ts';
import { isEndedBy, isOnlyRepeatedIn } from './isolate-end.ts';
import {
  type Culture,
  culturesIn,
  type Isolate,
  isGone,
  isIsolate,
  isOfOrder,
  namesOf,
} from './parent-isolates.ts';
import { wordsOf } from './parent-names.ts';
import { isLongerName } from './refined-name.ts';

/** Whether a part says something about isolates: it states some, or cancels the order. */
export const statesIsolates = ({ observations, cancels, statesParent }: ReportPart): boolean =>
  statesParent === undefined && (cancels !== undefined || observations.some(isIsolate));

/**
 * What a report says of its isolates, as the reports of these isolates keep it: the parts without results of their own.
 * Each names all services of its report, because a service may be renamed.
 */
export function parentCopiesOf(parts: readonly ReportPart[]): readonly ReportPart[] {
  const before = knownCopies.get(parts);
  if (before !== undefined) return before;
  const copies = readCopies(parts);
  knownCopies.set(parts, copies);
  return copies;
}

/** A culture with many isolates is copied to the report of each. */
const knownCopies = new WeakMap<readonly ReportPart[], readonly ReportPart[]>();

function readCopies(parts: readonly ReportPart[]): readonly ReportPart[] {
  const current = currentParts(parts).filter(statesIsolates);
  const named = current.flatMap(({ service, isWithdrawn }) =>
    isWithdrawn === true || service === undefined ? [] : [service],
  );
  const all = new Map(
    named.flatMap(({ codings }) => codings.map((coding) => [canonicalJson(coding), coding])),
  );
  const codings = [...all.keys()].sort().flatMap((key) => all.get(key) ?? []);
  return current.map(({ service, ...part }) =>
    copyOf(service === undefined ? part : { ...part, service: { ...service, codings } }),
  );
}

function copyOf({ observations, ...part }: ReportPart): ReportPart {
  const { patient: _, visit: __, patientFrom: ___, ...copied } = part;
  return {
    ...copied,
    notes: [],
    holds: [],
    observations: [],
    statesParent: observations.filter(isIsolate).map((one) => ({ ...one, notes: [], flags: [] })),
  };
}

/** Whether any of these copies can end a result: an isolate was stated more than once, or was taken back. */
export const mayEndReports = (copies: readonly ReportPart[]): boolean =>
  copies.length > 1 ||
  copies.some(({ statesParent = [] }) => statesParent.some(({ status }) => isGone(status)));

/**
 * Ends the results whose isolate ended. The isolates are in the copies of the parents' parts, or in parts of the
 * same report. If several cultures may be meant, a result ends only if each of them ends it.
 */
export function withoutEndedParents(
  results: readonly PlacedResult[],
  parts: readonly ReportPart[],
): readonly PlacedResult[] {
  const cultures = culturesStatedIn(parts);
  if (cultures.length === 0) return results;
  const meant = new Map<Parent, readonly Culture[]>();
  return results.map((result) => {
    const { parent } = originOf(result);
    if (parent === undefined) return result;
    const ofParent = meant.get(parent) ?? culturesMeant(parent, cultures);
    meant.set(parent, ofParent);
    return ofParent.every(({ isolates }) => isEndedIn(result, parent, isolates)) ? asLeftOut(result) : result;
  });
}

/** Whether OBR-26 names the parent's result by its test and OBX-4, and not by its words. */
export const lacksName = (parent: Parent | undefined): boolean =>
  parent?.result?.subId !== undefined && parent.result.value === undefined;

/**
 * Adds the name of the isolate to a parent that only says its OBX-4 (OBR-26.2), if one culture is meant and one isolate
 * stands under that number.
 */
export function namingParents(parts: readonly ReportPart[]): (parent: Parent) => Parent {
  const cultures = culturesStatedIn(parts);
  return (parent) => {
    const { result } = parent;
    if (result === undefined || !lacksName(parent)) return parent;
    const ofOrder = cultures.filter(({ order }) => isOfOrder(parent, order));
    const [culture, ...others] = ofOrder.length === 0 ? [] : culturesMeant(parent, ofOrder);
    if (culture === undefined || others.length > 0) return parent;
    const [only, ...more] = ofTest(culture.isolates, parent).filter(
      ({ subId, end }) => subId === result.subId && end?.kind !== 'gone',
    );
    return only?.title === undefined || more.length > 0
      ? parent
      : { ...parent, result: { ...result, value: only.title } };
  };
}

function culturesStatedIn(parts: readonly ReportPart[]): readonly Culture[] {
  const hasChildren = parts.some(({ parent }) => parent !== undefined);
  const own = parentCopiesOf(hasChildren ? parts.filter(({ parent }) => parent === undefined) : []);
  const copies = parts.filter(({ statesParent }) => statesParent !== undefined);
  return own.length === 0 ? culturesOfCopies(copies) : culturesOf([...copies, ...own]);
}

const culturesOf = (copies: readonly ReportPart[]): readonly Culture[] =>
  culturesIn(copies.map((part) => ({ ...part, observations: part.statesParent ?? [] })));

interface KnownCultures {
  readonly copies: readonly ReportPart[];
  readonly cultures: readonly Culture[];
}

const knownCultures = new WeakMap<object, KnownCultures>();

/** The reports of all isolates of a culture keep the same copies: they are read once for all. */
function culturesOfCopies(copies: readonly ReportPart[]): readonly Culture[] {
  const rows = copies[0]?.statesParent;
  if (rows === undefined) return [];
  const before = knownCultures.get(rows);
  if (before !== undefined && areSameCopies(before.copies, copies)) return before.cultures;
  const cultures = culturesOf(copies);
  knownCultures.set(rows, { copies, cultures });
  return cultures;
}

const areSameCopies = (some: readonly ReportPart[], others: readonly ReportPart[]): boolean =>
  some.length === others.length && some.every((one, index) => hasSameFields(one, others[index]));

function hasSameFields(one: ReportPart, other: ReportPart | undefined): boolean {
  if (other === undefined) return false;
  const [fields, others] = [Object.entries(one), new Map(Object.entries(other))];
  return fields.length === others.size && fields.every(([name, value]) => others.get(name) === value);
}

/** The cultures that OBR-29 and OBR-26 may mean, at least one. A field tells them apart only if it fits one of them. */
function culturesMeant(parent: Parent, cultures: readonly Culture[]): readonly Culture[] {
  if (cultures.length === 1) return cultures;
  const isCalled = calledBy(wordsOf(parent));
  const subId = parent.result?.subId;
  const codes = parent.result?.code.codings.map(({ code }) => code) ?? [];
  const having = (isMeant: (isolate: Isolate) => boolean) => (culture: Culture) =>
    culture.isolates.some(isMeant);
  return [
    ({ order }: Culture) => isOfOrder(parent, order),
    having(({ hasGrown }) => hasGrown),
    having(({ isNamed }) => isNamed),
    having((isolate) => codes.some((code) => isolate.codes.has(code))),
    having(({ names }) => isCalled(names)),
    having(({ rows }) => rows.some(({ lead }) => lead.observation.subId === subId)),
  ].reduce<readonly Culture[]>((left, isMeant) => {
    const fitting = left.filter(isMeant);
    return fitting.length === 0 ? left : fitting;
  }, cultures);
}

/**
 * Whether a result ends with its isolate in one culture. Which isolate it belongs to is told by OBR-26: by its words if
 * they name one isolate, otherwise by its OBX-4 as it was used at the time of the result.
 */
function isEndedIn(result: PlacedResult, parent: Parent, all: readonly Isolate[]): boolean {
  const isolates = ofTest(all, parent);
  // a reflex test confirms an answer, and has no isolate
  if (!isSusceptibility(result.observation) && isolates.every(({ isAnswer }) => isAnswer)) return false;
  const words = wordsOf(parent);
  const isCalled = calledBy(words);
  const subId = parent.result?.subId;
  const numbered = subId === undefined ? undefined : meantBy(result, subId, isolates);
  const named = isolates.filter(
    (one) =>
      words !== undefined && (one.names.has(words) || (one === numbered?.isolate && isCalled(one.names))),
  );
  const areTwins = areSideBySide(named, isCalled);
  const isStanding = ({ name, end }: Isolate): boolean => isCalled(name) && end?.kind !== 'gone';
  if (!areTwins && named.filter(isStanding).length === 1) return false;
  if (subId === undefined)
    return named.length === 0
      ? isolates.every(({ end }) => end?.kind === 'gone')
      : named.every(({ end }) => end !== undefined && isEndedBy(end, result.stated, result.all));
  return isEndedByNumber(result, (areTwins ? meantBy(result, subId, named) : undefined) ?? numbered);
}

function isEndedByNumber(result: PlacedResult, meant: Meant | undefined): boolean {
  const end = meant?.isolate.end;
  if (meant === undefined || end === undefined) return false;
  const { row, isSameMessage } = meant;
  if (isSameMessage && end.kind === 'gone' && end.by?.messageId === row.messageId)
    return isOnlyRepeatedIn(row.messageId, result.stated, result.all);
  return isEndedBy(end, isSameMessage ? row : result.stated);
}

type IsCalled = (names: ReadonlySet<string>) => boolean;

/** Whether one of the names is OBR-26.3, or is a longer or shorter form of it. */
const calledBy =
  (words: string | undefined): IsCalled =>
  (names) =>
    words !== undefined && (names.has(words) || [...names].some((name) => isLongerName(name, words)));

/** Whether a message states several of these isolates under this name, for example two morphotypes of one organism. */
function areSideBySide(isolates: readonly Isolate[], isCalled: IsCalled): boolean {
  const known = new Set<string>();
  return (
    isolates.length > 1 &&
    isolates.some(({ rows }) => {
      const messages = new Set(
        rows
          .filter(
            ({ lead: { observation } }) =>
              !isGone(observation.status) && isCalled(namesOf(observation.values)),
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
