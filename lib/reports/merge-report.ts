import type { HoldReason } from '../model/hold-reason.ts';
import type { Patient } from '../model/patient.ts';
import type { Report, ReportedObservation, ReportPart } from '../model/report.ts';
import { resultStatus } from '../model/status.ts';
import { canonicalJson } from '../shared/canonical-json.ts';
import { assembleReport } from './assemble-report.ts';
import { currentParts, isSamePlace, revisionOf } from './parts.ts';
import { linksIn, subjectOfParts } from './patients/links-of-parts.ts';
import { areOnePerson, effectiveLinks } from './patients/patient-links.ts';
import { withSpellings } from './patients/patient-spellings.ts';

/** A part with the report it belongs to. */
export interface PartOfReport {
  readonly reportKey: string;
  readonly processingId: string;
  readonly part: ReportPart;
  /** Links of the part's patient that are known by now: see `linkPart`. */
  readonly linkParts?: readonly ReportPart[];
}

/**
 * The part as it is filed when its message is read again: a new revision if it differs, otherwise the part on
 * file.
 */
export function asRevision(previous: Report | undefined, part: ReportPart): ReportPart {
  const standing = currentParts(previous?.parts ?? []).find((other) => isSamePlace(other, part));
  if (standing === undefined || standing === part || contentOf(standing) === contentOf(part))
    return standing ?? part;
  return { ...part, revision: revisionOf(standing) + 1 };
}

/** The part, withdrawn: its message no longer states these results, or states them for another report. */
export const withdrawnPart = (part: ReportPart): ReportPart => ({ ...part, isWithdrawn: true, holds: [] });

/** A copy of a culture is compared with the report of each of its isolates. */
const knownContents = new WeakMap<ReportPart, string>();

function contentOf(part: ReportPart): string {
  const known = knownContents.get(part);
  if (known !== undefined) return known;
  const { revision: _, ...content } = part;
  const text = canonicalJson(content);
  knownContents.set(part, text);
  return text;
}

export type Merged =
  | {
      readonly kind: 'merged';
      readonly report: Report;
      /** The slots that changed, and `report` for the head. Empty if the part changes nothing. */
      readonly changes: readonly string[];
    }
  /** The report already has this part. */
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
  if (!areOfOnePatient(parts)) return { kind: 'held', reason: 'patient-mismatch' };
  const report = assembleReport({ key: incoming.reportKey, processingId: incoming.processingId }, parts);
  return { kind: 'merged', report, changes: changesBetween(previous, report) };
}

const isSamePart = (a: ReportPart, b: ReportPart): boolean =>
  isSamePlace(a, b) && revisionOf(a) === revisionOf(b);

const liveParts = (parts: readonly ReportPart[]): ReportPart[] =>
  currentParts(parts).filter(({ isWithdrawn }) => isWithdrawn !== true);

/** Whether parts name one patient. A part that names another patient than its report is not merged: a person must look. */
export function areOfOnePatient(all: readonly ReportPart[]): boolean {
  const parts = liveParts(all);
  return areOnePerson(
    withSpellings(patientsIn(parts)),
    effectiveLinks(linksIn(parts), subjectOfParts(parts)),
  );
}

/** The patients as the messages with results name them. */
export const patientsIn = (parts: readonly ReportPart[]): Patient[] =>
  parts.flatMap(({ patient, replaces }) =>
    patient === undefined || replaces !== undefined ? [] : [patient],
  );

/** Whether a report has a result that was neither taken back nor cancelled. */
export const isStanding = ({
  observations,
  isWithdrawn,
}: Pick<Report, 'observations' | 'isWithdrawn'>): boolean =>
  isWithdrawn !== true && observations.some(({ status }) => !['W', 'D', 'X'].includes(status ?? ''));

/** The slots that differ, and `report` for the head. */
export function changesBetween(previous: Report | undefined, next: Report): string[] {
  const before = new Map(previous?.observations.map((one) => [one.slot, seenIn(previous, one)]));
  const after = new Map(next.observations.map((one) => [one.slot, seenIn(next, one)]));
  const changed = [...after].flatMap(([slot, seen]) => (before.get(slot) === seen ? [] : [slot]));
  const gone = [...before.keys()].filter((slot) => !after.has(slot));
  const slots = [...changed, ...gone];
  return previous !== undefined && headOf(previous) === headOf(next) ? slots : ['report', ...slots];
}

/** Everything that a reader of the result sees, without its place of origin. */
function seenIn(report: Report, observation: ReportedObservation): string {
  const { messageId: _, history: __, at: ___, corrects: ____, marks: _____, ...seen } = observation;
  const { observed, observedEnd, parent } = seen.collection ?? report;
  return canonicalJson({
    ...seen,
    // a final result that turns out to have replaced another one is shown as corrected
    shown: resultStatus(observation),
    collection: { observed: observed?.iso, observedEnd: observedEnd?.iso, parent },
    notes: seen.notes.map(({ text }) => text),
  });
}

function headOf(report: Report): string {
  const { observations: _, parts: __, ...head } = report;
  return canonicalJson({
    ...head,
    notes: head.notes.map(({ text }) => text),
    patient: head.patient === undefined ? undefined : { ...head.patient, notes: [] },
  });
}
