import type {
  Annotation,
  Observation as FhirObservation,
  ObservationComponent,
  ObservationReferenceRange,
  Quantity,
} from '@medplum/fhirtypes';
import type { Value } from '../../model/observation.ts';
import type { ReportedObservation } from '../../model/report.ts';
import {
  cleanText,
  compact,
  toAnnotation,
  toCodeableConcept,
  toQuantity,
  toRequiredConcept,
} from './datatypes.ts';
import { ownIdentifier, type RenderContext } from './render-context.ts';

/**
 * OBX-11 (HL7 table 0085) to FHIR, after HL7's v2-to-FHIR map; U, and the statuses of results that
 * are not there yet, are ours, because the map leaves them open.
 */
const statuses: Readonly<Record<string, FhirObservation['status']>> = {
  A: 'amended',
  B: 'amended',
  C: 'corrected',
  D: 'entered-in-error',
  F: 'final',
  I: 'registered',
  N: 'final',
  O: 'registered',
  P: 'preliminary',
  R: 'preliminary',
  S: 'preliminary',
  U: 'final',
  V: 'final',
  W: 'entered-in-error',
  X: 'cancelled',
};

export interface ObservationLinks {
  readonly key: string;
  readonly subject: FhirObservation['subject'];
  readonly specimen: FhirObservation['specimen'];
  readonly basedOn: NonNullable<FhirObservation['basedOn']>;
  /** OBR-7, for results that carry no time. */
  readonly reportObserved: string | undefined;
}

export function renderObservation(
  sent: ReportedObservation,
  links: ObservationLinks,
  context: RenderContext,
): FhirObservation {
  const observation = asAsked(sent);
  const value = renderValue(observation, context);
  const performer = performerName(observation);
  return compact<FhirObservation>({
    resourceType: 'Observation',
    identifier: [ownIdentifier('observation', links.key, context)],
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
    effectiveDateTime: observation.observed?.iso ?? links.reportObserved,
    performer: performer === undefined ? undefined : [{ display: performer }],
    ...value,
    dataAbsentReason: Object.keys(value).length > 0 ? undefined : absentReason(observation),
    interpretation: observation.flags.flatMap((flag) => interpretation(flag)),
    note: [...observation.notes.map(toAnnotation), ...originalOf(sent)],
    method: methodOf(observation, context),
    specimen: links.specimen,
    device:
      cleanText(observation.equipment[0]) === undefined
        ? undefined
        : { display: cleanText(observation.equipment.join(' / ')) ?? '' },
    referenceRange: referenceRangeOf(observation),
  });
}

/** In the unit that the site asks for, where it asks for one. */
const asAsked = (observation: ReportedObservation): ReportedObservation =>
  observation.converted === undefined
    ? observation
    : { ...observation, referenceRange: undefined, ...observation.converted };

/** A converted value never stands without what the laboratory wrote. */
function originalOf({ converted, values, unit, referenceRange }: ReportedObservation): Annotation[] {
  if (converted === undefined) return [];
  const name = unit?.codings[0]?.code ?? unit?.text;
  const value = values.map(({ text }) => text).join('; ');
  const range = referenceRange === undefined ? '' : `, reference range ${referenceRange.text}`;
  const text = cleanText(`Reported by the laboratory as ${[value, name].join(' ').trim()}${range}`);
  return text === undefined ? [] : [{ text }];
}

function statusOf(observation: ReportedObservation): FhirObservation['status'] {
  // a value that replaced a final one is a correction, whatever the sender calls it
  if (observation.isUnmarkedCorrection) return 'corrected';
  const status = observation.status ?? observation.reportStatus;
  return status === undefined ? 'unknown' : (statuses[status] ?? 'unknown');
}

type RenderedValue = Pick<
  FhirObservation,
  | 'valueQuantity'
  | 'valueRange'
  | 'valueRatio'
  | 'valueCodeableConcept'
  | 'valueDateTime'
  | 'valueString'
  | 'component'
>;

/** One value is the value; several lines of text are one text; several of anything else are components. */
function renderValue(observation: ReportedObservation, context: RenderContext): RenderedValue {
  const { values } = observation;
  const documentsApart = values.filter(({ kind }) => kind !== 'document');
  const [first, ...others] = documentsApart;
  if (first === undefined) return {};
  if (others.length === 0) return renderOne(first, observation, context);
  if (documentsApart.every(({ kind }) => kind === 'text')) {
    const text = cleanText(documentsApart.map((value) => value.text).join('\n'));
    return text === undefined ? {} : { valueString: text };
  }
  return {
    component: documentsApart.map((value) =>
      compact<ObservationComponent>({
        code: toRequiredConcept(observation.code, context.base),
        ...renderOne(value, observation, context),
      }),
    ),
  };
}

function renderOne(
  value: Value,
  observation: ReportedObservation,
  context: RenderContext,
): Omit<RenderedValue, 'component'> {
  const quantity = (number: string): Quantity => toQuantity({ number }, observation.unit);
  switch (value.kind) {
    case 'quantity':
      return { valueQuantity: toQuantity(value, value.unit ?? observation.unit) };
    case 'range':
      // a range that runs backwards is no FHIR Range
      return Number(value.low) <= Number(value.high)
        ? { valueRange: { low: quantity(value.low), high: quantity(value.high) } }
        : { valueString: value.text };
    case 'ratio':
      // a unit of the whole has no place in a FHIR Ratio
      if (observation.unit !== undefined) return { valueString: withUnit(value.text, observation) };
      return {
        valueRatio: {
          numerator: { value: Number(value.numerator) },
          denominator: { value: Number(value.denominator) },
        },
      };
    case 'coded': {
      const concept = toCodeableConcept(value.concept, context.base);
      return Object.keys(concept).length === 0 ? {} : { valueCodeableConcept: concept };
    }
    case 'moment':
      return { valueDateTime: value.moment.iso };
    default: {
      const text = cleanText(value.text);
      return text === undefined ? {} : { valueString: withUnit(text, observation) };
    }
  }
}

/** A unit belongs to its value, also where the value is not a number that could carry it. */
function withUnit(text: string, { unit }: ReportedObservation): string {
  const name = cleanText(unit?.codings[0]?.display ?? unit?.codings[0]?.code ?? unit?.text);
  return name === undefined || text.endsWith(name) ? text : `${text} ${name}`;
}

function absentReason(observation: ReportedObservation): FhirObservation['dataAbsentReason'] {
  const hasDocument = observation.values.some(({ kind }) => kind === 'document');
  const text = hasDocument ? 'The result is a document: see DiagnosticReport.presentedForm' : undefined;
  const code =
    observation.status === 'N' ? 'not-asked' : observation.status === 'X' ? 'not-performed' : 'unknown';
  return compact<NonNullable<FhirObservation['dataAbsentReason']>>({
    coding: hasDocument
      ? undefined
      : [{ system: 'http://terminology.hl7.org/CodeSystem/data-absent-reason', code }],
    text,
  });
}

/** OBX-8, HL7 table 0078. FHIR's own system has the same codes; what is not in it is text. */
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

/** FHIR's limits are within the range; one that is outside it stays text. */
function referenceRangeOf({ referenceRange, unit }: ReportedObservation): FhirObservation['referenceRange'] {
  const text = cleanText(referenceRange?.text);
  if (referenceRange === undefined || text === undefined) return undefined;
  const limit = (number: string | undefined): Quantity | undefined =>
    number === undefined || referenceRange.isExclusive === true ? undefined : toQuantity({ number }, unit);
  return [
    compact<ObservationReferenceRange>({
      low: limit(referenceRange.low),
      high: limit(referenceRange.high),
      text,
    }),
  ];
}

function methodOf({ method }: ReportedObservation, context: RenderContext): FhirObservation['method'] {
  const rendered = method === undefined ? {} : toCodeableConcept(method, context.base);
  return Object.keys(rendered).length === 0 ? undefined : rendered;
}

function performerName({ performer }: ReportedObservation): string | undefined {
  if (performer === undefined) return undefined;
  const name = [...performer.given, performer.family].filter((part) => part !== undefined).join(' ');
  return cleanText(name) ?? cleanText(performer.id?.value);
}
