import type { Concept } from '../model/concept.ts';
import type { Observation } from '../model/observation.ts';
import type { Patient } from '../model/patient.ts';
import type { HoldReason, Report, ReportedObservation, ReportPart } from '../model/report.ts';
import { canonicalJson } from './canonical-json.ts';
import { areOnePerson, effectiveLinks, linksIn, survivorOf } from './patient-links.ts';

/** A part with the report it belongs to. */
export interface PartOfReport {
  readonly reportKey: string;
  readonly processingId: string;
  readonly part: ReportPart;
  /** Merges of the part's patient that are known by now: see `linkPart`. */
  readonly linkParts?: readonly ReportPart[];
}

/** A message that was read again, as the report should have it: a revision where it says something else. */
export function asRevision(previous: Report | undefined, part: ReportPart): ReportPart {
  const standing = currentParts(previous?.parts ?? []).find((other) => isSamePlace(other, part));
  if (standing === undefined || contentOf(standing) === contentOf(part)) return standing ?? part;
  return { ...part, revision: revisionOf(standing) + 1 };
}

/** The part without its results: the message that told them tells them no more, or of another report. */
export const withdrawnPart = (part: ReportPart): ReportPart => ({ ...part, isWithdrawn: true, holds: [] });

const contentOf = ({ revision: _, ...content }: ReportPart): string => canonicalJson(content);

export type Merged =
  | {
      readonly kind: 'merged';
      readonly report: Report;
      /** Slots that changed, and `report` for its head; empty where the part says nothing new. */
      readonly changes: readonly string[];
    }
  /** The report has this part already. */
  | { readonly kind: 'known'; readonly report: Report }
  | { readonly kind: 'held'; readonly reason: HoldReason };

/**
 * Adds one part to a report. The report is a function of the set of its parts and of nothing else,
 * so that any order of arrival, and any number of repetitions, gives the same report.
 */
export function mergeReport(previous: Report | undefined, incoming: PartOfReport): Merged {
  const known = previous?.parts ?? [];
  const fresh: ReportPart[] = [];
  for (const part of [incoming.part, ...(incoming.linkParts ?? [])])
    if (![...known, ...fresh].some((other) => isSamePart(other, part))) fresh.push(part);
  if (previous !== undefined && fresh.length === 0) return { kind: 'known', report: previous };
  const parts = [...known, ...fresh];
  if (!agreeOnPatient(liveParts(parts))) return { kind: 'held', reason: 'patient-mismatch' };
  const report = assembleReport({ key: incoming.reportKey, processingId: incoming.processingId }, parts);
  return { kind: 'merged', report, changes: changesBetween(previous, report) };
}

const isSamePlace = (a: ReportPart, b: ReportPart): boolean => a.messageId === b.messageId && a.at === b.at;

const isSamePart = (a: ReportPart, b: ReportPart): boolean =>
  isSamePlace(a, b) && revisionOf(a) === revisionOf(b);

const revisionOf = ({ revision }: ReportPart): number => revision ?? 0;

/** What each message says of the report as it was last read. */
export function currentParts(parts: readonly ReportPart[]): ReportPart[] {
  const newest = new Map<string, number>();
  for (const part of parts)
    if (part.revision !== undefined) {
      const place = placeOf(part);
      newest.set(place, Math.max(part.revision, newest.get(place) ?? 0));
    }
  if (newest.size === 0) return [...parts];
  return parts.filter((part) => revisionOf(part) === (newest.get(placeOf(part)) ?? 0));
}

const placeOf = ({ messageId, at }: ReportPart): string => `${messageId} ${at}`;

const liveParts = (parts: readonly ReportPart[]): ReportPart[] =>
  currentParts(parts).filter(({ isWithdrawn }) => isWithdrawn !== true);

/** A result that names another patient than its report is never merged: somebody must look. */
const agreeOnPatient = (parts: readonly ReportPart[]): boolean =>
  areOnePerson(patientsIn(parts), effectiveLinks(linksIn(parts)));

/** As the messages with results name them. */
const patientsIn = (parts: readonly ReportPart[]): Patient[] =>
  parts.flatMap(({ patient, replaces }) =>
    patient === undefined || replaces !== undefined ? [] : [patient],
  );

/** Builds the report that a set of parts makes. */
export function assembleReport(
  identity: { readonly key: string; readonly processingId: string },
  unordered: readonly ReportPart[],
): Report {
  const all = unordered.toSorted(compareParts);
  const oldestFirst = currentParts(all);
  const results = oldestFirst.filter(({ replaces }) => replaces === undefined);
  const live = oldestFirst.filter((part) => part.isWithdrawn !== true);
  const leadingFirst = (live.some(({ replaces }) => replaces === undefined) ? live : oldestFirst)
    .toReversed()
    .sort((a, b) => Number(isSettledPart(b)) - Number(isSettledPart(a)));
  /** What says the whole of its report, and so ends what it leaves out. */
  const whole = leadingFirst.find(({ isWhole }) => isWhole === true);
  const end = leadingFirst.find(({ isEnd, isWhole }) => isEnd === true || isWhole === true);
  const isTakenBack = end?.isEnd === true;
  const isWithdrawn =
    results.length > 0 && (isTakenBack || results.every((part) => part.isWithdrawn === true));
  /** What the leading part says; where it is silent, what the next one says. */
  const latest = <K extends keyof ReportPart>(key: K): ReportPart[K] | undefined =>
    leadingFirst.find((part) => !isSilent(part[key]))?.[key];
  const named = leadingFirst.find(
    (part) => part.replaces === undefined && part.patient !== undefined,
  )?.patient;
  const links = effectiveLinks(linksIn(oldestFirst));
  const patient = named === undefined ? undefined : survivorOf(named, links, patientsIn(oldestFirst));
  const observations = assembleObservations(all, oldestFirst, { whole, isTakenBack });
  return {
    ...identity,
    source: results[0]?.source ?? '',
    status: latest('status'),
    patient,
    visit: latest('visit'),
    placerOrder: latest('placerOrder'),
    fillerOrder: latest('fillerOrder'),
    orderStatus: latest('orderStatus'),
    priority: latest('priority'),
    service: latest('service'),
    section: latest('section'),
    observed: latest('observed'),
    observedEnd: latest('observedEnd'),
    issued: latest('issued'),
    orderingProvider: latest('orderingProvider'),
    clinicalInformation: latest('clinicalInformation'),
    specimenAction: latest('specimenAction'),
    parent: latest('parent'),
    specimens: latest('specimens') ?? [],
    notes: latest('notes') ?? [],
    observations,
    holds: isWithdrawn ? [] : holdsOf(live, observations, patient),
    ...(isWithdrawn ? { isWithdrawn } : {}),
    parts: all,
  };
}

const isSilent = (value: unknown): boolean =>
  value === undefined || (Array.isArray(value) && value.length === 0);

function holdsOf(
  parts: readonly ReportPart[],
  observations: readonly ReportedObservation[],
  patient: Patient | undefined,
): HoldReason[] {
  const holds = new Set(parts.flatMap((part) => part.holds));
  if (patient === undefined) holds.add('no-patient');
  const waiting = new Set(
    parts.filter((part) => part.holdsUnmarkedCorrections === true).map(({ messageId }) => messageId),
  );
  if (observations.some((one) => one.isUnmarkedCorrection && waiting.has(one.messageId)))
    holds.add('unmarked-correction');
  return [...holds].sort();
}

function compareParts(a: ReportPart, b: ReportPart): number {
  return (
    a.watermark.statusTime - b.watermark.statusTime ||
    a.watermark.messageTime - b.watermark.messageTime ||
    a.watermark.receivedTime - b.watermark.receivedTime ||
    compareText(a.messageId, b.messageId) ||
    a.at.localeCompare(b.at, 'en', { numeric: true }) ||
    revisionOf(a) - revisionOf(b)
  );
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** OBR-25 (table 0123) that says the report is not preliminary any more. */
const isSettledPart = (part: ReportPart): boolean =>
  part.status === undefined || ['F', 'C', 'X'].includes(part.status);

/** One statement about one slot. */
interface Statement {
  readonly observation: Observation;
  readonly messageId: string;
  /** OBR-25 of the part that made it. */
  readonly reportStatus: string | undefined;
  readonly isSettled: boolean;
  readonly isWithdrawn: boolean;
  /** It is of the one document that counts. */
  readonly isLeading: boolean;
}

function assembleObservations(
  all: readonly ReportPart[],
  current: readonly ReportPart[],
  { whole, isTakenBack }: { readonly whole: ReportPart | undefined; readonly isTakenBack: boolean },
): ReportedObservation[] {
  const slots = new Map<string, Statement[]>();
  const say = (part: ReportPart, observation: Observation, isWithdrawn: boolean) => {
    const statements = slots.get(observation.slot) ?? [];
    statements.push({
      observation,
      messageId: part.messageId,
      reportStatus: part.status,
      isSettled: isSettled(observation, part),
      isWithdrawn,
      isLeading: part === whole,
    });
    slots.set(observation.slot, statements);
  };
  for (const { part, observation } of droppedIn(all, current)) say(part, observation, true);
  const wholeSlots = new Set(whole?.observations.map(({ slot }) => slot));
  for (const part of current) {
    // of documents one counts: an older one is history, and a newer one that is not signed waits for it
    const isOther = part.isWhole === true && part !== whole;
    if (isOther && whole !== undefined && compareParts(part, whole) > 0) continue;
    for (const observation of part.observations) {
      const isLeftOut = isOther && !wholeSlots.has(observation.slot);
      say(part, observation, part.isWithdrawn === true || isTakenBack || isLeftOut);
    }
  }
  return [...slots.values()].map(assembleObservation);
}

/** What a message was read to say before, and says nothing of any more: each slot of each place once, as it was last. */
function droppedIn(all: readonly ReportPart[], current: readonly ReportPart[]) {
  if (all.length === current.length) return [];
  const dropped = new Map<string, { readonly part: ReportPart; readonly observation: Observation }>();
  for (const part of all) {
    const now = current.find((other) => isSamePlace(other, part));
    if (now === part) continue;
    const said = new Set(now?.observations.map(({ slot }) => slot));
    for (const observation of part.observations)
      if (!said.has(observation.slot))
        dropped.set(`${part.messageId} ${part.at} ${observation.slot}`, { part, observation });
  }
  return [...dropped.values()];
}

/**
 * OBX-11 (table 0085) that a preliminary may not replace. Where OBX-11 is empty, OBR-25 speaks
 * for it.
 */
const isSettled = (observation: Observation, part: ReportPart): boolean =>
  observation.status === undefined
    ? isSettledPart(part)
    : ['F', 'C', 'U', 'D', 'W', 'X', 'A', 'B', 'V'].includes(observation.status);

/**
 * The newest settled statement stands; before there is one, the newest of all. The rest is history.
 * What was withdrawn stands only where nothing else does, as wrong.
 */
function assembleObservation(oldestFirst: readonly Statement[]): ReportedObservation {
  const rank = (one: Statement) => (one.isWithdrawn ? -1 : one.isLeading ? 2 : Number(one.isSettled));
  const ordered = oldestFirst.toReversed().sort((a, b) => rank(b) - rank(a));
  const [current, ...rest] = ordered;
  if (current === undefined) throw new Error('a slot without a statement');
  const replaced = current.isWithdrawn
    ? []
    : rest.filter(({ isSettled, isWithdrawn }) => isSettled && !isWithdrawn);
  const amended = replaced.find((one) => isAnother(current.observation, one.observation));
  const isUnmarkedCorrection = amended !== undefined && !saysCorrection(current.observation);
  return {
    ...current.observation,
    ...(current.isWithdrawn ? { status: 'W' } : {}),
    messageId: current.messageId,
    reportStatus: current.reportStatus,
    isUnmarkedCorrection,
    ...(amended === undefined
      ? {}
      : { corrects: { messageId: amended.messageId, at: amended.observation.at } }),
    history: rest.map(({ observation, messageId }) => ({ ...observation, messageId })),
  };
}

/** Whether a statement that replaces another is one that says so (HL7 table 0085). */
const saysCorrection = ({ status }: Observation): boolean =>
  status !== undefined && !['F', 'U', 'V'].includes(status);

/** Whether two statements tell two results, or the newer one none at all. */
const isAnother = (current: Observation, replaced: Observation): boolean =>
  resultOf(current) !== resultOf(replaced);

/** As sent: what a newer map says of it is no change of the result. */
const resultOf = ({ values, unit }: Observation): string =>
  canonicalJson([
    values.map((value) => (value.kind === 'quantity' ? { ...value, unit: asSent(value.unit) } : value)),
    asSent(unit),
  ]);

function asSent(unit: Concept | undefined): Concept | undefined {
  if (unit === undefined) return undefined;
  const codings = unit.codings.filter(({ isMapped }) => isMapped !== true);
  return codings.length === 0 && unit.text === undefined ? undefined : { ...unit, codings };
}

function changesBetween(previous: Report | undefined, next: Report): string[] {
  const before = new Map((previous?.observations ?? []).map((one) => [one.slot, statementOf(one)]));
  const changed = next.observations
    .filter((one) => before.get(one.slot) !== statementOf(one))
    .map(({ slot }) => slot);
  return previous !== undefined && headOf(previous) === headOf(next) ? changed : ['report', ...changed];
}

/** Everything a reader of the result sees, and not where it came from. */
function statementOf(observation: ReportedObservation): string {
  const { messageId: _, history: __, at: ___, corrects: ____, ...seen } = observation;
  return canonicalJson({ ...seen, notes: seen.notes.map(({ text }) => text) });
}

function headOf(report: Report): string {
  const { observations: _, parts: __, ...head } = report;
  return canonicalJson({
    ...head,
    notes: head.notes.map(({ text }) => text),
    patient: head.patient === undefined ? undefined : { ...head.patient, notes: [] },
  });
}
