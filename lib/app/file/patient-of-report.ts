import { reportKeyOf } from '../../model/identity.ts';
import type { ReportPart, ReportVersion } from '../../model/report.ts';
import type { IncomingPart } from '../../normalize/kinds/report-part.ts';
import type { KnownReports } from '../../ports/report-names.ts';
import type { ReportStore } from '../../ports/report-store.ts';
import { preferringService, reportsOfOrder } from '../../reports/find/renamed-service.ts';
import { fitsNone } from '../../reports/patients/patient-as-known.ts';
import type { Site } from '../../site/site.ts';
import { NumberBook } from './number-book.ts';
import { numberLimitsOf, toSought } from './sought-report.ts';

interface Reported {
  readonly site: Site;
  readonly known: KnownReports;
  readonly reports: Pick<ReportStore, 'latest'>;
}

/**
 * The parts, with a patient for each correction and withdrawal that names none: the only patient whose reports
 * have its filler number, otherwise its placer number. A name or a birth date that contradicts this patient
 * leaves the part without one. It reads one report for each such part.
 */
export const withReportedPatients = (
  parts: readonly IncomingPart[],
  reported: Reported,
): Promise<readonly IncomingPart[]> => Promise.all(parts.map((incoming) => withReported(incoming, reported)));

async function withReported(incoming: IncomingPart, reported: Reported): Promise<IncomingPart> {
  const { part, identity, described } = incoming;
  if (part.patient !== undefined || !['filler', 'placer'].includes(identity.order.kind)) return incoming;
  const origin = originOf(await reportOf(incoming, reported));
  if (origin?.patient === undefined) return incoming;
  const { patient, messageId, at } = origin;
  if (described !== undefined && fitsNone(described, [patient], reported.site.patients.placeholderNames))
    return incoming;
  const withPatient = { ...identity, hasPatient: true };
  return {
    ...incoming,
    identity: withPatient,
    reportKey: reportKeyOf(withPatient),
    part: { ...part, patient, patientFrom: { kind: 'report', messageId, at } },
  };
}

/**
 * The report that has the number of a correction, and its service if one has it. Undefined if the reports
 * belong to several patients, or if the part is not a correction.
 */
async function reportOf(
  { part, senderScope, processingId }: IncomingPart,
  { site, known, reports }: Reported,
): Promise<ReportVersion | undefined> {
  const sought = toSought(part, { site, senderScope });
  if (!sought.isCorrection) return undefined;
  const named = new NumberBook(known, processingId).reportsOf(sought.numbers);
  const owned = named.filter(({ patients }) => patients.length > 0);
  const ofOrder = reportsOfOrder(sought, owned, numberLimitsOf(site));
  const [first, ...others] = preferringService(sought, ofOrder);
  const isOfOne = others.every(({ patients }) => patients.some((key) => first?.patients.includes(key)));
  return first === undefined || !isOfOne ? undefined : reports.latest(first.key);
}

/** The first part with results that named the patient itself. Links apply to that patient. */
const originOf = (version: ReportVersion | undefined): ReportPart | undefined =>
  version?.report.parts.find(
    ({ patient, patientFrom, replaces }) =>
      patient !== undefined && replaces === undefined && patientFrom?.kind !== 'report',
  );
