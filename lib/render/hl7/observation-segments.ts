import type { ComponentContent, FieldContent, SegmentContent } from '@labwire/hl7/message/write';
import type { Note } from '../../model/concept.ts';
import type { EncapsulatedDocument, ReferenceRange, Value } from '../../model/observation.ts';
import { nameOfNote, type PassedNotes, type PassedThrough, placeOfResult } from '../../model/pass-through.ts';
import type { ReportedObservation } from '../../model/report.ts';
import { resultStatus } from '../../model/status.ts';
import { copiedSegment, withCopied } from './copied.ts';
import {
  coded,
  codedAll,
  moment,
  none,
  numbered,
  organization,
  personName,
  personNames,
  postalAddress,
  repeated,
  wordsOf,
} from './fields.ts';

/** The differences between the versions that an EHR may ask for. */
export interface Dialect {
  readonly version: '2.3.1' | '2.4' | '2.5.1';
  /** `CE` before v2.5. */
  readonly codedType: 'CE' | 'CWE';
}

/** The numbered OBX of each result, with its notes (HL7 v2.5.1 §7.4.2). */
export function resultSegments(
  observations: readonly ReportedObservation[],
  dialect: Dialect,
  passed: PassedThrough['results'] = new Map(),
): SegmentContent[] {
  let ordinal = 0;
  return observations.flatMap((observation) => {
    const { obx, notes: passedNotes, segments = [] } = passed.get(placeOfResult(observation)) ?? {};
    const own = withDocumentsApart(observation).flatMap((piece) => {
      const [first, ...notes] = observationSegments(piece, ++ordinal, dialect, passedNotes);
      return [withCopied(first, obx), ...notes];
    });
    return [...own, ...segments.map(copiedSegment)];
  });
}

/**
 * Splits a result, because an OBX has one type: a document beside other values gets its own OBX. Each line of
 * a text gets its own OBX too, as received, because not every receiver reads more than the first repetition
 * of OBX-5.
 */
function withDocumentsApart(observation: ReportedObservation): ReportedObservation[] {
  if (observation.isTextBlock === true)
    return observation.values.map((line, index, lines) => ({
      ...observation,
      values: [line],
      notes: index === lines.length - 1 ? observation.notes : [],
    }));
  const documents = observation.values.filter(({ kind }) => kind === 'document');
  const others = observation.values.filter(({ kind }) => kind !== 'document');
  if (documents.length === 0 || others.length === 0) return [observation];
  return [
    { ...observation, values: others },
    { ...observation, values: documents, notes: [] },
  ];
}

const isStated = <T>(value: T | undefined): value is T => value !== undefined;

function observationSegments(
  observation: ReportedObservation,
  ordinal: number,
  dialect: Dialect,
  passedNotes: PassedNotes | undefined,
): [SegmentContent, ...SegmentContent[]] {
  const { values, isNull } = observation;
  const type = typeOf(observation, dialect);
  const isEarly = dialect.version !== '2.5.1';
  const { performingLaboratory: laboratory } = observation;
  // OBX-23 is of v2.5.1: before, the laboratory has OBX-15
  const producer = isEarly ? laboratory : observation.producer;
  const fields: Record<number, FieldContent> = {
    1: String(ordinal),
    2: type,
    3: coded(observation.code, dialect.codedType),
    4: observation.subId,
    5: isNull ? '""' : repeated(values.map((value) => written(value, type ?? '', dialect))),
    6: observation.isUnitNull === true ? '""' : coded(observation.unit, dialect.codedType),
    7: rangeText(observation.referenceRange),
    8: repeated(observation.flags.map((flag) => [flag])),
    11: resultStatus(observation),
    14: moment(observation.observed),
    15: producer && [producer.id?.value, producer.name],
    16: personNames([observation.performer, ...(observation.otherPerformers ?? [])].filter(isStated)),
    17: codedAll(
      [observation.method, ...(observation.otherMethods ?? [])].filter(isStated),
      dialect.codedType,
    ),
  };
  if (dialect.version !== '2.3.1') {
    fields[18] = repeated(observation.equipment.map((one) => [one]));
    fields[19] = moment(observation.analyzed);
  }
  if (!isEarly) {
    fields[20] = codedAll(observation.bodySites);
    fields[21] = observation.run;
    fields[23] = organization(laboratory);
    fields[24] = laboratory?.address && postalAddress(laboratory.address);
    fields[25] = personName(observation.director);
  }
  const { criticalRange, notes, bodySites = [] } = observation;
  const critical =
    criticalRange === undefined
      ? []
      : [{ text: `Critical range: ${rangeText(criticalRange)}`, source: 'L', at: observation.at }];
  // OBX-20 is newer than these versions
  const places = bodySites.map(wordsOf).filter((one) => one !== undefined);
  const place =
    isEarly && places.length > 0
      ? [{ text: `Place in the body: ${places.join(', ')}`, source: 'L', at: observation.at }]
      : [];
  return [
    { name: 'OBX', fields: numbered(fields) },
    ...noteSegments([...critical, ...place, ...notes], passedNotes),
  ];
}

/** OBX-7 as sent, but with the decimal point of the numbers beside it. */
function rangeText(range: ReferenceRange | undefined): string | undefined {
  const { low, high, text } = range ?? {};
  const isCommaRead = [low, high].some((limit) => limit !== undefined && text?.includes(limit) === false);
  return isCommaRead ? text?.replaceAll(/(?<=\d),(?=\d)/g, '.') : text;
}

/** OBX-2: the type as received if the values still have it, otherwise the type that fits them. */
function typeOf({ values, valueType }: ReportedObservation, { codedType }: Dialect): string | undefined {
  const kinds = new Set(values.map(({ kind }) => kind));
  const [only] = kinds.size === 1 ? values : [];
  if (only === undefined) return values.length === 0 ? valueType : 'ST';
  switch (only.kind) {
    case 'quantity':
      if (values.some((value) => value.kind === 'quantity' && value.unit !== undefined)) return 'CQ';
      return values.some((value) => value.kind === 'quantity' && value.comparator !== undefined)
        ? 'SN'
        : 'NM';
    case 'range':
    case 'ratio':
      return 'SN';
    case 'coded':
      return codedType;
    case 'moment':
      return values.every((value) => /^\d{0,8}$/.test(writtenMoment(value) ?? '')) ? 'DT' : 'TS';
    case 'document':
      return only.document.data === undefined ? 'RP' : 'ED';
    default:
      return valueType === 'FT' || valueType === 'TX' ? valueType : values.some(isLong) ? 'TX' : 'ST';
  }
}

const writtenMoment = (value: Value): string | undefined =>
  value.kind === 'moment' ? moment(value.moment) : undefined;

/** ST holds one line. */
const isLong = ({ text }: Value): boolean => text.includes('\n') || text.length > 200;

function written(value: Value, type: string, { codedType }: Dialect): string | readonly ComponentContent[] {
  if (type === 'ST' || type === 'TX' || type === 'FT') return value.text;
  switch (value.kind) {
    case 'quantity':
      if (type === 'SN') return [value.comparator, value.number];
      if (type !== 'CQ') return value.number;
      return [`${value.comparator ?? ''}${value.number}`, coded(value.unit, codedType)?.slice(0, 3)];
    case 'range':
      return [undefined, value.low, '-', value.high];
    case 'ratio':
      return [undefined, value.numerator, value.text.includes('/') ? '/' : ':', value.denominator];
    case 'coded':
      return coded(value.concept, codedType) ?? value.text;
    case 'moment':
      return moment(value.moment) ?? value.text;
    case 'document':
      return type === 'RP' ? pointer(value.document) : data(value.document);
    default:
      return value.text;
  }
}

const mediaParts = ({ mediaType }: EncapsulatedDocument): (string | undefined)[] => [
  mediaType?.split('/')[0],
  mediaType?.split('/')[1],
];

/** ED (§2.A.24). */
const data = (document: EncapsulatedDocument): ComponentContent[] => [
  undefined,
  ...mediaParts(document),
  document.encoding,
  // line breaks inside base64 or hex are not part of the document
  /^(?:base64|hex)$/i.test(document.encoding ?? '') ? document.data?.replaceAll(/\s/g, '') : document.data,
];

/** RP (§2.A.68). */
const pointer = (document: EncapsulatedDocument): ComponentContent[] => [
  document.pointer,
  ...none(1),
  ...mediaParts(document),
];

/** NTE, with a repetition for each line (§2.15.10). */
export const noteSegments = (notes: readonly Note[], passed: PassedNotes = new Map()): SegmentContent[] =>
  notes.map(({ text, source, at }, index) =>
    withCopied(
      {
        name: 'NTE',
        fields: [String(index + 1), source, repeated(text.split('\n').map((line) => [line]))],
      },
      passed.get(nameOfNote({ at, text })),
    ),
  );
