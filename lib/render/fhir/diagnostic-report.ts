import type { DiagnosticReport, Observation } from '@medplum/fhirtypes';
import type { Report } from '../../model/report.ts';
import { reportStatus } from '../../model/status.ts';
import { renderAttachment } from './attachment.ts';
import { toRequiredConcept } from './codeable-concept.ts';
import { compact } from './compact.ts';
import { documentsOf } from './documents.ts';
import { toFhirIdentifier } from './identifier.ts';
import { ownIdentifier, type RenderContext } from './render-context.ts';
import { interpretersOf, otherStaffOf } from './staff.ts';
import { cleanText } from './text.ts';
import { orUnknown } from './unknown.ts';

/** OBR-25 (HL7 table 0123) to FHIR, after HL7's v2-to-FHIR map. */
const statuses = new Map<string, DiagnosticReport['status']>([
  ['A', 'partial'],
  ['C', 'corrected'],
  ['F', 'final'],
  ['I', 'registered'],
  ['O', 'registered'],
  ['P', 'preliminary'],
  ['R', 'partial'],
  ['S', 'registered'],
  ['X', 'cancelled'],
  ['Y', 'entered-in-error'],
  ['Z', 'entered-in-error'],
]);

/** Statuses of reports with results. US Core requires the time of these. */
const withResults: ReadonlySet<DiagnosticReport['status']> = new Set([
  'partial',
  'preliminary',
  'final',
  'corrected',
]);

export interface ReportLinks {
  readonly subject: DiagnosticReport['subject'];
  readonly encounter: DiagnosticReport['encounter'];
  readonly basedOn: NonNullable<DiagnosticReport['basedOn']>;
  readonly specimens: DiagnosticReport['specimen'];
  readonly results: DiagnosticReport['result'];
  readonly performers: DiagnosticReport['performer'];
  readonly observations: readonly Observation[];
}

export function renderDiagnosticReport(
  report: Report,
  links: ReportLinks,
  context: RenderContext,
): DiagnosticReport {
  const { fillerOrder, placerOrder } = report;
  const status = statusOf(report, links.observations);
  return compact<DiagnosticReport>({
    resourceType: 'DiagnosticReport',
    identifier: [
      ownIdentifier('report', report.key, context),
      ...(fillerOrder === undefined ? [] : [toFhirIdentifier(fillerOrder, { ...context, type: 'FILL' })]),
      ...(placerOrder === undefined ? [] : [toFhirIdentifier(placerOrder, { ...context, type: 'PLAC' })]),
    ],
    basedOn: links.basedOn,
    status,
    category: sectionsOf(report).map((code) => ({
      coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0074', code }],
    })),
    code: toRequiredConcept(report.service, context.base),
    subject: links.subject,
    encounter: links.encounter,
    ...effectiveOf(report, status),
    ...issuedOf(report, status),
    performer: [...(links.performers ?? []), ...otherStaffOf(report, context)],
    resultsInterpreter: interpretersOf(report, context),
    specimen: links.specimens,
    result: links.results,
    conclusion: cleanText(report.notes.map(({ text }) => text).join('\n')),
    presentedForm: documentsOf(report).flatMap(
      ({ document, title }) => renderAttachment(document, title) ?? [],
    ),
  });
}

/** OBR-25. If it is empty or unknown, the status follows from the results. */
function statusOf(report: Report, observations: readonly Observation[]): DiagnosticReport['status'] {
  if (report.isWithdrawn === true) return 'entered-in-error';
  const said = statuses.get(reportStatus(report) ?? '');
  if (said !== undefined) return said;
  const kinds = new Set(observations.map(({ status }) => status));
  if (kinds.size === 0) return 'unknown';
  if (kinds.has('corrected')) return 'corrected';
  return kinds.size === 1 && kinds.has('final') ? 'final' : 'partial';
}

/** Sections of a hospital that are not part of a laboratory (HL7 table 0074). */
const otherSections = new Set(
  'CG CTH CT CUS EC EN NMR NMS NRS OUS OT OTH PHR PHY PT RAD RC RT RUS RX VR VUS XRC'.split(' '),
);

/** OBR-24 (HL7 table 0074), and LAB, by which readers find laboratory reports. */
function sectionsOf({ section }: Report): string[] {
  if (section === undefined || !/^[A-Z]{2,3}$/.test(section)) return ['LAB'];
  return otherSections.has(section) ? [section] : [...new Set(['LAB', section])];
}

function effectiveOf(report: Report, status: DiagnosticReport['status']) {
  const { observed, observedEnd } = report;
  if (observed === undefined) return withResults.has(status) ? orUnknown('effectiveDateTime', undefined) : {};
  if (observedEnd === undefined || !(Date.parse(observedEnd.iso) > Date.parse(observed.iso)))
    return { effectiveDateTime: observed.iso };
  return { effectivePeriod: { start: observed.iso, end: observedEnd.iso } };
}

/** A FHIR `instant` requires a time of day, so a date alone is left out. */
function issuedOf({ issued }: Report, status: DiagnosticReport['status']) {
  if (issued?.iso.includes('T') === true) return { issued: issued.iso };
  return withResults.has(status) ? orUnknown('issued', undefined) : {};
}
