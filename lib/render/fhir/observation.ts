import type {
  Annotation,
  Extension,
  Observation as FhirObservation,
  Identifier,
  ObservationComponent,
  ObservationReferenceRange,
  Quantity,
  Reference,
} from '@medplum/fhirtypes';
import type { Reagent, ReferenceRange, Value } from '../../model/observation.ts';
import type { Mark, ReportedObservation } from '../../model/report.ts';
import { resultStatus } from '../../model/status.ts';
import { bearsUnit, namesUnit, statesNumber } from '../../model/value-text.ts';
import { toAnnotation } from './annotation.ts';
import { toCodeableConcept, toOptionalConcept, toRequiredConcept } from './codeable-concept.ts';
import { compact, isEmpty } from './compact.ts';
import { deviceReference } from './device.ts';
import { organizationReference } from './organization.ts';
import { practitionerReference } from './practitioner.ts';
import { directorReference } from './practitioner-role.ts';
import { toQuantity, unitName } from './quantity.ts';
import { ownIdentifier, type RenderContext } from './render-context.ts';
import { cleanText, joined } from './text.ts';

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
  /** The earlier reported statement that this result supersedes; it is in the history. */
  readonly corrects: { readonly messageId: string; readonly at: string } | undefined;
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
    note: [
      ...observation.notes.map(toAnnotation),
      ...originalOf(sent),
      ...otherUnitOf(sent),
      ...correctionOf(sent, links.corrects),
      ...doubtsOf(sent),
      ...(observation.reagents ?? []).flatMap(reagentNote),
    ],
    method: toOptionalConcept(observation.method, context.base),
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

function performersOf(
  { performer, performingLaboratory, director }: ReportedObservation,
  context: RenderContext,
): NonNullable<FhirObservation['performer']> {
  const laboratory = organizationReference(performingLaboratory, context);
  return [
    practitionerReference(performer, context),
    laboratory,
    directorReference(director, laboratory, context),
  ].filter((reference) => reference !== undefined);
}

/**
 * A note with the original value of a corrected result and the time of its report (42 CFR 493.1291(k)). Text
 * values are not quoted, because an excerpt out of context could be read as the result.
 */
function correctionOf(
  { history }: ReportedObservation,
  corrects: ObservationLinks['corrects'],
): Annotation[] {
  const replaced = history.find(
    ({ messageId, at }) => messageId === corrects?.messageId && at === corrects.at,
  );
  if (replaced === undefined) return [];
  const at = replaced.reported === undefined ? '' : ` (${replaced.reported})`;
  return [{ text: `Corrects the result reported before${quoted(replaced)}${at}` }];
}

/** Texts longer than a line are not quoted. */
const LONG_TEXT = 80;

function quoted({ values, unit: own }: ReportedObservation['history'][number]): string {
  if (values.some(({ kind }) => kind === 'document')) return ', a document';
  const text = joined(values.map(shortText));
  if (text === undefined) return ': no value';
  if (
    text.length > LONG_TEXT ||
    /[\r\n]/.test(text) ||
    (values.length > 1 && values.every(({ kind }) => kind === 'text'))
  )
    return ', a text';
  const unit = values.some(bearsUnit) ? unitName(own) : undefined;
  // a non-breaking space keeps number and unit on one line
  return `: ${[text, unit].filter((part) => part !== undefined).join('\u00a0')}`;
}

/** A value in one line, as a reader knows it: the name of a code, and no delimiters of HL7. */
function shortText(value: Value): string | undefined {
  switch (value.kind) {
    case 'quantity':
      return `${value.comparator ?? ''}${value.number}`;
    case 'range':
      return `${value.low}-${value.high}`;
    case 'ratio':
      return `${value.numerator}:${value.denominator}`;
    case 'coded': {
      const { text, codings } = value.concept;
      return text ?? codings.find(({ display }) => display !== undefined)?.display ?? codings[0]?.code;
    }
    case 'moment':
      return value.moment.iso;
    default:
      return value.text;
  }
}

const doubts: Readonly<Record<Mark, string | undefined>> = {
  'order-unknown':
    'Several messages about this result bear the same time; the one that was received last is shown',
  'un-verified': 'A preliminary result came after this final one and is not shown',
  'no-original': undefined,
};

const doubtsOf = ({ marks = [] }: ReportedObservation): Annotation[] =>
  marks.flatMap((mark) => {
    const text = doubts[mark];
    return text === undefined ? [] : [{ text }];
  });

function reagentNote({ substance, lot, expires }: Reagent): Annotation[] {
  const name = substance?.codings[0]?.display ?? substance?.codings[0]?.code ?? substance?.text;
  const text = joined(
    [
      name,
      lot === undefined ? undefined : `lot ${lot}`,
      expires === undefined ? undefined : `expires ${expires.iso}`,
    ],
    ', ',
  );
  return text === undefined ? [] : [{ text: `Reagent: ${text}` }];
}

/** The result in the unit that the site asks for, if it asks for one. */
const asAsked = (observation: ReportedObservation): ReportedObservation =>
  observation.converted === undefined
    ? observation
    : { ...observation, referenceRange: undefined, ...observation.converted };

/** A note with the laboratory's own value beside a converted one. */
function originalOf({ converted, values, unit, referenceRange }: ReportedObservation): Annotation[] {
  if (converted === undefined) return [];
  const name = unit?.codings[0]?.code ?? unit?.text;
  const value = values.map(shortText).join('; ');
  const range = referenceRange === undefined ? '' : `, reference range ${referenceRange.text}`;
  const text = cleanText(`Reported by the laboratory as ${[value, name].join(' ').trim()}${range}`);
  return text === undefined ? [] : [{ text }];
}

/**
 * A note with the unit of a text value. Text in OBX-6 that cannot be read as a unit may belong to the value
 * (`B Pos`). If the text names a unit itself, OBX-6 contradicts it.
 */
function otherUnitOf({ values, unit }: ReportedObservation): Annotation[] {
  const name = unitName(unit);
  const isText = values.length > 0 && values.every(({ kind }) => kind === 'text');
  if (name === undefined || !isText) return [];
  const isRead = unit?.codings.some(({ system }) => system?.toUpperCase() === 'UCUM') === true;
  const isOther = values.some(({ text }) => namesUnit(text) && !endsWith(text, name));
  return isOther || (!isRead && !values.some(bearsUnit)) ? [{ text: `Sent as its unit: ${name}` }] : [];
}

const statusOf = (observation: ReportedObservation): FhirObservation['status'] =>
  statuses.get(resultStatus(observation) ?? '') ?? 'unknown';

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

/**
 * One value becomes the value. Several lines of text become one text. Several other values become components.
 */
function renderValue(observation: ReportedObservation, context: RenderContext): RenderedValue {
  const { values } = observation;
  const documentsApart = values.filter(({ kind }) => kind !== 'document');
  const [first, ...others] = documentsApart;
  if (first === undefined) return {};
  if (others.length === 0) return renderOne(first, observation, context);
  if (documentsApart.every(({ kind }) => kind === 'text')) {
    const lines = documentsApart.flatMap(
      (value) => cleanText(value.text) ?? (observation.isTextBlock === true ? '' : []),
    );
    const text = cleanText(
      lines.map((line) => (line === '' ? line : withUnit(line, observation))).join('\n'),
    );
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
      // a range that runs backwards is not a FHIR Range
      return Number(value.low) <= Number(value.high)
        ? { valueRange: { low: quantity(value.low), high: quantity(value.high) } }
        : { valueString: withUnit(value.text, observation) };
    case 'ratio':
      // a FHIR Ratio has no place for a unit of the whole
      if (observation.unit !== undefined) return { valueString: withUnit(value.text, observation) };
      return {
        valueRatio: {
          numerator: { value: Number(value.numerator) },
          denominator: { value: Number(value.denominator) },
        },
      };
    case 'coded': {
      const concept = toCodeableConcept(value.concept, context.base);
      return isEmpty(concept) ? {} : { valueCodeableConcept: concept };
    }
    case 'moment':
      return { valueDateTime: value.moment.iso };
    default: {
      const text = cleanText(value.text);
      return text === undefined ? {} : { valueString: withUnit(text, observation) };
    }
  }
}

const endsWith = (text: string, name: string): boolean => text.toLowerCase().endsWith(name.toLowerCase());

/** A number as text, with its unit. Words get no unit. */
function withUnit(text: string, { unit }: ReportedObservation): string {
  const name = unitName(unit);
  const isSaid = name === undefined || endsWith(text, name);
  return isSaid || !statesNumber(text) || namesUnit(text) ? text : `${text} ${name}`;
}

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
