import type { DiagnosticReport, Observation } from '@medplum/fhirtypes';
import type { Report, ReportedObservation } from '../../model/report.ts';
import { renderAttachment } from './attachment.ts';
import { cleanText, compact, toFhirIdentifier, toRequiredConcept } from './datatypes.ts';
import { ownIdentifier, type RenderContext } from './render-context.ts';

/** OBR-25 (HL7 table 0123) to FHIR, after HL7's v2-to-FHIR map. */
const statuses: Readonly<Record<string, DiagnosticReport['status']>> = {
  A: 'partial',
  C: 'corrected',
  F: 'final',
  I: 'registered',
  O: 'registered',
  P: 'preliminary',
  R: 'partial',
  S: 'registered',
  X: 'cancelled',
  Y: 'entered-in-error',
  Z: 'entered-in-error',
};

export function renderDiagnosticReport(
  report: Report,
  links: {
    readonly subject: DiagnosticReport['subject'];
    readonly basedOn: NonNullable<DiagnosticReport['basedOn']>;
    readonly specimens: DiagnosticReport['specimen'];
    readonly results: DiagnosticReport['result'];
    readonly observations: readonly Observation[];
  },
  context: RenderContext,
): DiagnosticReport {
  const { fillerOrder, observations } = report;
  return compact<DiagnosticReport>({
    resourceType: 'DiagnosticReport',
    identifier: [
      ownIdentifier('report', report.key, context),
      ...(fillerOrder === undefined ? [] : [toFhirIdentifier(fillerOrder, { ...context, type: 'FILL' })]),
    ],
    basedOn: links.basedOn,
    status: statusOf(report, links.observations),
    category: [
      {
        coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0074', code: sectionOf(report) }],
      },
    ],
    code: toRequiredConcept(report.service, context.base),
    subject: links.subject,
    ...effectiveOf(report),
    issued: instantOf(report.issued?.iso),
    specimen: links.specimens,
    result: links.results,
    conclusion: cleanText(report.notes.map(({ text }) => text).join('\n')),
    presentedForm: observations
      .filter(isStanding)
      .flatMap(({ values, code }) =>
        values.flatMap((value) =>
          value.kind === 'document' ? [renderAttachment(value.document, code.text)] : [],
        ),
      ),
  });
}

/** OBR-25; where it is empty or unknown, what the results together are. */
/** OBX-11 W and D: the result is wrong, and so is its document. */
const isStanding = ({ status }: ReportedObservation): boolean => status !== 'W' && status !== 'D';

function statusOf(report: Report, observations: readonly Observation[]): DiagnosticReport['status'] {
  if (report.isWithdrawn === true) return 'entered-in-error';
  const said = statuses[report.status ?? ''];
  const isAmended = report.observations.some(({ isUnmarkedCorrection }) => isUnmarkedCorrection);
  if (isAmended && (said === undefined || said === 'final')) return 'corrected';
  if (said !== undefined) return said;
  const kinds = new Set(observations.map(({ status }) => status));
  if (kinds.size === 0) return 'unknown';
  if (kinds.has('corrected')) return 'corrected';
  return kinds.size === 1 && kinds.has('final') ? 'final' : 'partial';
}

/** OBR-24, HL7 table 0074; LAB where the sender names none of its codes. */
const sectionOf = ({ section }: Report): string =>
  section !== undefined && /^[A-Z]{2,3}$/.test(section) ? section : 'LAB';

function effectiveOf(report: Report): Pick<DiagnosticReport, 'effectiveDateTime' | 'effectivePeriod'> {
  const { observed, observedEnd } = report;
  if (observed === undefined) return {};
  if (observedEnd === undefined || !(Date.parse(observedEnd.iso) > Date.parse(observed.iso)))
    return { effectiveDateTime: observed.iso };
  return { effectivePeriod: { start: observed.iso, end: observedEnd.iso } };
}

/** FHIR `instant` wants a time of day; a mere date is not made into one. */
const instantOf = (iso: string | undefined): string | undefined =>
  iso?.includes('T') === true ? iso : undefined;
