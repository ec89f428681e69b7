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
  /** Merges of the part's patient that are known by now: see `mergePart`. */
  readonly merges?: readonly ReportPart[];
}

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
  for (const part of [incoming.part, ...(incoming.merges ?? [])])
    if (![...known, ...fresh].some((other) => isSamePart(other, part))) fresh.push(part);
  if (previous !== undefined && fresh.length === 0) return { kind: 'known', report: previous };
  const parts = [...known, ...fresh];
  if (!agreeOnPatient(parts)) return { kind: 'held', reason: 'patient-mismatch' };
  const report = assembleReport({ key: incoming.reportKey, processingId: incoming.processingId }, parts);
  return { kind: 'merged', report, changes: changesBetween(previous, report) };
}

const isSamePart = (a: ReportPart, b: ReportPart): boolean => a.messageId === b.messageId && a.at === b.at;

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
  const oldestFirst = unordered.toSorted(compareParts);
  const leadingFirst = oldestFirst
    .toReversed()
    .sort((a, b) => Number(isSettledPart(b)) - Number(isSettledPart(a)));
  /** What the leading part says; where it is silent, what the next one says. */
  const latest = <K extends keyof ReportPart>(key: K): ReportPart[K] | undefined =>
    leadingFirst.find((part) => !isSilent(part[key]))?.[key];
  const named = leadingFirst.find(
    (part) => part.replaces === undefined && part.patient !== undefined,
  )?.patient;
  const links = effectiveLinks(linksIn(oldestFirst));
  const patient = named === undefined ? undefined : survivorOf(named, links, patientsIn(oldestFirst));
  return {
    ...identity,
    source: oldestFirst.find(({ replaces }) => replaces === undefined)?.source ?? '',
    status: latest('status'),
    patient,
    placerOrder: latest('placerOrder'),
    fillerOrder: latest('fillerOrder'),
    orderStatus: latest('orderStatus'),
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
    observations: assembleObservations(oldestFirst),
    holds: holdsOf(oldestFirst, patient === undefined),
    parts: oldestFirst,
  };
}

const isSilent = (value: unknown): boolean =>
  value === undefined || (Array.isArray(value) && value.length === 0);

function holdsOf(parts: readonly ReportPart[], lacksPatient: boolean): HoldReason[] {
  const holds = new Set(parts.flatMap((part) => part.holds));
  if (lacksPatient) holds.add('no-patient');
  return [...holds].sort();
}

function compareParts(a: ReportPart, b: ReportPart): number {
  return (
    a.watermark.statusTime - b.watermark.statusTime ||
    a.watermark.messageTime - b.watermark.messageTime ||
    a.watermark.receivedTime - b.watermark.receivedTime ||
    compareText(a.messageId, b.messageId) ||
    a.at.localeCompare(b.at, 'en', { numeric: true })
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
}

function assembleObservations(oldestFirst: readonly ReportPart[]): ReportedObservation[] {
  const slots = new Map<string, Statement[]>();
  for (const part of oldestFirst) {
    for (const observation of part.observations) {
      const statements = slots.get(observation.slot) ?? [];
      statements.push({
        observation,
        messageId: part.messageId,
        reportStatus: part.status,
        isSettled: isSettled(observation, part),
      });
      slots.set(observation.slot, statements);
    }
  }
  return [...slots.values()].map(assembleObservation);
}

/**
 * OBX-11 (table 0085) that a preliminary may not replace. Where OBX-11 is empty, OBR-25 speaks
 * for it.
 */
const isSettled = (observation: Observation, part: ReportPart): boolean =>
  observation.status === undefined
    ? isSettledPart(part)
    : ['F', 'C', 'U', 'D', 'W', 'X', 'A', 'B', 'V'].includes(observation.status);

/** The newest settled statement stands; before there is one, the newest of all. The rest is history. */
function assembleObservation(oldestFirst: readonly Statement[]): ReportedObservation {
  const ordered = oldestFirst.toReversed().sort((a, b) => Number(b.isSettled) - Number(a.isSettled));
  const [current, ...rest] = ordered;
  if (current === undefined) throw new Error('a slot without a statement');
  const replaced = rest.filter(({ isSettled }) => isSettled);
  return {
    ...current.observation,
    messageId: current.messageId,
    reportStatus: current.reportStatus,
    isUnmarkedCorrection: replaced.some((one) => isAmendment(current.observation, one.observation)),
    history: rest.map(({ observation, messageId }) => ({ ...observation, messageId })),
  };
}

/** A final value over another final value, without the status that says so; also where others came between. */
const isAmendment = (current: Observation, replaced: Observation): boolean =>
  (current.status === undefined || ['F', 'U', 'V'].includes(current.status)) &&
  resultOf(current) !== resultOf(replaced);

/** As sent: what a newer map says of it is no change of the result. */
const resultOf = ({ values, unit }: Observation): string =>
  canonicalJson([
    values,
    unit && { ...unit, codings: unit.codings.filter(({ isMapped }) => isMapped !== true) },
  ]);

function changesBetween(previous: Report | undefined, next: Report): string[] {
  const before = new Map((previous?.observations ?? []).map((one) => [one.slot, statementOf(one)]));
  const changed = next.observations
    .filter((one) => before.get(one.slot) !== statementOf(one))
    .map(({ slot }) => slot);
  return previous !== undefined && headOf(previous) === headOf(next) ? changed : ['report', ...changed];
}

/** Everything a reader of the result sees, and not where it came from. */
function statementOf(observation: ReportedObservation): string {
  const { messageId: _, history: __, at: ___, ...seen } = observation;
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
