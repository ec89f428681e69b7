import type {
  Extension,
  Observation as FhirObservation,
  Identifier,
  ObservationReferenceRange,
  Quantity,
  Reference,
} from '@medplum/fhirtypes';
import type { Concept } from '../../model/concept.ts';
import type { ReferenceRange } from '../../model/observation.ts';
import type { ReportedObservation } from '../../model/report.ts';
import { resultStatus } from '../../model/status.ts';
import { toAnnotation } from './annotation.ts';
import { toJointConcept, toRequiredConcept } from './codeable-concept.ts';
import { compact, isEmpty } from './compact.ts';
import { deviceReference } from './device.ts';
import { type Corrects, ownNotesOf } from './observation-notes.ts';
import { renderValue } from './observation-value.ts';
import { organizationReference } from './organization.ts';
import { practitionerReference } from './practitioner.ts';
import { directorReference } from './practitioner-role.ts';
import { toQuantity } from './quantity.ts';
import { ownIdentifier, type RenderContext } from './render-context.ts';
import { cleanText } from './text.ts';

/**
 * OBX-11 (HL7 table 0085) to FHIR, after HL7's v2-to-FHIR map. The map leaves U, and the statuses of results
 * that do not exist yet, open; these lines are ours.
 */
const statuses = new Map<string, FhirObservation['status']>([
  ['A', 'amended'],
  ['B', 'amended'],
  ['C', 'corrected'],
  ['D', 'entered-in-error'],
  ['F', 'final'],
  ['I', 'registered'],
  ['N', 'final'],
  ['O', 'registered'],
  ['P', 'preliminary'],
  ['R', 'preliminary'],
  ['S', 'preliminary'],
  ['U', 'final'],
  ['V', 'final'],
  ['W', 'entered-in-error'],
  ['X', 'cancelled'],
]);

export interface ObservationLinks {
  readonly key: string;
  readonly subject: FhirObservation['subject'];
  readonly encounter: FhirObservation['encounter'];
  readonly specimen: FhirObservation['specimen'];
  readonly basedOn: NonNullable<FhirObservation['basedOn']>;
  /** The results of the panel whose head this result is. */
  readonly members: readonly Reference<FhirObservation>[];
  /** The result from which this one follows. */
  readonly derivedFrom: readonly Reference<FhirObservation>[];
  /** OBR-7, otherwise SPM-17, for results without a time of their own. */
  readonly reportObserved: string | undefined;
  readonly corrects: Corrects;
}

export function renderObservation(
  sent: ReportedObservation,
  links: ObservationLinks,
  context: RenderContext,
): FhirObservation {
  const observation = asAsked(sent);
  const value = renderValue(observation, context);
  return compact<FhirObservation>({
    resourceType: 'Observation',
    extension: extensionsOf(observation),
    identifier: [ownIdentifier('observation', links.key, context), ...runOf(observation, context)],
    basedOn: links.basedOn,
    status: statusOf(observation),
    category: [
      {
        coding: [
          { system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'laboratory' },
        ],
      },
    ],
    code: toRequiredConcept(observation.code, context.base),
    subject: links.subject,
    encounter: links.encounter,
    effectiveDateTime: observation.observed?.iso ?? links.reportObserved,
    performer: performersOf(observation, context),
    ...value,
    dataAbsentReason: isEmpty(value) ? absentReason(observation) : undefined,
    interpretation: observation.flags.flatMap((flag) => interpretation(flag)),
    note: [...observation.notes.map(toAnnotation), ...ownNotesOf(sent, links.corrects)],
    bodySite: toJointConcept(observation.bodySites ?? [], context.base),
    method: toJointConcept(methodsOf(observation), context.base),
    specimen: links.specimen,
    device: deviceReference(observation.equipment, context),
    referenceRange: rangesOf(observation),
    hasMember: [...links.members] as NonNullable<FhirObservation['hasMember']>,
    derivedFrom: [...links.derivedFrom] as NonNullable<FhirObservation['derivedFrom']>,
  });
}

/** OBX-4 and OBX-19; FHIR R4 has no elements for them. */
function extensionsOf({ subId, analyzed }: ReportedObservation): Extension[] {
  const id = cleanText(subId);
  return [
    ...(id === undefined
      ? []
      : [
          {
            url: 'http://hl7.org/fhir/StructureDefinition/observation-v2-subid',
            extension: [{ url: 'original-sub-identifier', valueString: id }],
          },
        ]),
    ...(analyzed === undefined
      ? []
      : [
          {
            url: 'http://hl7.org/fhir/StructureDefinition/observation-analysis-date-time',
            valueDateTime: analyzed.iso,
          },
        ]),
  ];
}

/** OBX-21: the run, as the analyzer names it. */
function runOf({ run }: ReportedObservation, { base }: RenderContext): Identifier[] {
  const value = cleanText(run);
  return value === undefined ? [] : [{ system: `${base}/run`, value }];
}

/** OBX-17 may repeat; FHIR has room for one method. */
const methodsOf = ({ method, otherMethods = [] }: ReportedObservation): Concept[] =>
  method === undefined ? otherMethods : [method, ...otherMethods];

function performersOf(
  { performer, otherPerformers = [], performingLaboratory, producer, director }: ReportedObservation,
  context: RenderContext,
): NonNullable<FhirObservation['performer']> {
  const laboratory = organizationReference(performingLaboratory, context);
  const isSame = producer?.name !== undefined && producer.name === performingLaboratory?.name;
  return [
    ...[performer, ...otherPerformers].map((person) => practitionerReference(person, context)),
    laboratory,
    isSame ? undefined : organizationReference(producer, context),
    directorReference(director, laboratory, context),
  ].filter((reference) => reference !== undefined);
}

/** The result in the unit that the site asks for, if it asks for one. */
const asAsked = (observation: ReportedObservation): ReportedObservation =>
  observation.converted === undefined
    ? observation
    : { ...observation, referenceRange: undefined, ...observation.converted };

const statusOf = (observation: ReportedObservation): FhirObservation['status'] =>
  statuses.get(resultStatus(observation) ?? '') ?? 'unknown';

function absentReason(observation: ReportedObservation): FhirObservation['dataAbsentReason'] {
  const hasDocument = observation.values.some(({ kind }) => kind === 'document');
  const text = hasDocument
    ? 'The result is a document: see DiagnosticReport.presentedForm'
    : isDocumentMissing(observation)
      ? 'The document came without content that can be read'
      : undefined;
  const code =
    observation.status === 'N' ? 'not-asked' : observation.status === 'X' ? 'not-performed' : 'unknown';
  return compact<NonNullable<FhirObservation['dataAbsentReason']>>({
    coding: hasDocument
      ? undefined
      : [{ system: 'http://terminology.hl7.org/CodeSystem/data-absent-reason', code }],
    text,
  });
}

/** ED and RP should have a document. */
const isDocumentMissing = ({ valueType, values, isNull, status }: ReportedObservation): boolean =>
  (valueType === 'ED' || valueType === 'RP') &&
  values.length === 0 &&
  !isNull &&
  status !== 'X' &&
  status !== 'N';

/** OBX-8, HL7 table 0078. FHIR's system has these codes; other values become text. */
const interpretationCodes = new Set(
  '< > A AA B D H HH HU I IE IND L LL LU MS N NEG ND NR NS POS R RR S SDD SYN-R SYN-S U VS W WR DET NCL'.split(
    ' ',
  ),
);

function interpretation(flag: string): NonNullable<FhirObservation['interpretation']> {
  const code = flag.toUpperCase();
  if (interpretationCodes.has(code))
    return [
      {
        coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation', code }],
      },
    ];
  const text = cleanText(flag);
  return text === undefined ? [] : [{ text }];
}

/** The reference range, and the critical range with its type. */
function rangesOf({
  referenceRange,
  criticalRange,
  unit,
}: ReportedObservation): FhirObservation['referenceRange'] {
  const critical = rangeOf(criticalRange, unit);
  const ranges = [
    rangeOf(referenceRange, unit) ?? [],
    critical === undefined ? [] : { ...critical, type: { text: 'critical' } },
  ].flat();
  return ranges.length === 0 ? undefined : ranges;
}

/** FHIR counts the limits as part of the range, so an exclusive limit stays text. */
function rangeOf(
  range: ReferenceRange | undefined,
  unit: ReportedObservation['unit'],
): ObservationReferenceRange | undefined {
  const text = cleanText(range?.text);
  if (range === undefined || text === undefined) return undefined;
  const limit = (number: string | undefined): Quantity | undefined =>
    number === undefined || range.isExclusive === true
      ? undefined
      : toQuantity({ number }, range.unit ?? unit);
  return compact<ObservationReferenceRange>({ low: limit(range.low), high: limit(range.high), text });
}
