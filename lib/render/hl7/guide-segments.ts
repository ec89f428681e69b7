import type { ComponentContent, FieldContent, SegmentContent } from '@labwire/hl7/message/write';
import type { Guide } from '@labwire/hl7/standard/guides';
import { product } from '../../shared/product.ts';
import type { GuideLaboratory } from './guide-report.ts';

/** The form of a message in an implementation guide. */
export interface GuideForm {
  readonly guide: Guide;
  readonly laboratory: GuideLaboratory;
  /** OIDs: of this sender (MSH-3), of the receiver (MSH-5, MSH-6), and of assigners by their name. */
  readonly application: string | undefined;
  readonly receivingApplication: string | undefined;
  readonly receivingFacility: string | undefined;
  readonly assigners: ReadonlyMap<string, string>;
}

/** The time that a guide requires and that nobody stated. */
const UNKNOWN_TIME = '0000';

/** The segments of an ORU as a guide wants them. `createdAt`: the time of the report version, for OBR-22. */
export function guideSegments(
  segments: readonly SegmentContent[],
  form: GuideForm,
  createdAt: string,
): SegmentContent[] {
  const isElr = form.guide.name === 'elr';
  return segments.flatMap((segment) => {
    const fields = changesOf(segment, form, createdAt);
    const changed = Object.entries(fields).reduce(
      (one, [number, change]) => withField(one, Number(number), change),
      segment,
    );
    return segment.name === 'MSH' && isElr ? [changed, software] : [changed];
  });
}

const software: SegmentContent = {
  name: 'SFT',
  fields: [[product.name], product.version, product.name, product.version],
};

type Change = (field: FieldContent) => FieldContent;
type Changes = Readonly<Record<number, Change>>;

function changesOf({ name }: SegmentContent, form: GuideForm, createdAt: string): Changes {
  const isElr = form.guide.name === 'elr';
  switch (name) {
    case 'MSH':
      return headerChanges(form);
    case 'PID':
      // U: unknown, in HL7 tables 0200 and 0001
      return {
        5: orElse([...Array(6), 'U']),
        8: orElse('U'),
        ...(isElr ? { 13: telephones, 14: telephones } : {}),
      };
    case 'ORC':
      return isElr ? { 14: telephones, 23: telephones } : {};
    case 'OBR':
      return { 7: orElse(UNKNOWN_TIME), 22: orElse(createdAt), ...(isElr ? { 17: telephones } : {}) };
    case 'OBX':
      return isElr ? { 8: inTable('HL70078') } : {};
    case 'SPM':
      return isElr ? { 11: inTable('HL70369'), 17: orElse(UNKNOWN_TIME), 18: orElse(UNKNOWN_TIME) } : {};
    default:
      return {};
  }
}

/** The numbers of MSH, counted from MSH-3 as 1: `SegmentContent` has its fields without the delimiters. */
function headerChanges({ guide, laboratory, ...oids }: GuideForm): Changes {
  const [accept, application] = guide.acknowledgments;
  const designated =
    (oid: string | undefined): Change =>
    (field) =>
      oid === undefined ? field : [typeof field === 'string' ? field : undefined, oid, 'ISO'];
  return {
    1: designated(oids.application),
    2: designated(laboratory.oid),
    3: designated(oids.receivingApplication),
    4: designated(oids.receivingFacility),
    13: () => accept,
    14: () => application,
    19: () => ({ repetitions: guide.identifiers.map(([id, oid]) => [id, undefined, oid, 'ISO']) }),
  };
}

const orElse =
  (value: FieldContent): Change =>
  (field) =>
    isEmpty(field) ? value : field;

/** Codes of a field that repeats, with the name of their table. */
const inTable =
  (table: string): Change =>
  (field) =>
    changeEach(field, (components) =>
      components[2] === undefined ? [components[0], components[1], table] : components,
    );

/** XTN by its parts: a number of ten digits has an area code, and an extension may follow it (§2.A.89). */
const telephones: Change = (field) =>
  changeEach(field, (components) => {
    const [text, use, equipment = 'PH', ...others] = components;
    const [number = '', extension, ...more] = typeof text === 'string' ? text.split(/[xX]/) : [];
    const digits = number.replaceAll(/[\s().+-]/g, '').replace(/^1(?=\d{10}$)/, '');
    const isRead =
      /^\d{4,10}$/.test(digits) && /^\d{1,5}$/.test(extension?.trim() ?? '1') && more.length === 0;
    if (!isRead || others.some((one) => one !== undefined)) return components;
    const local = digits.length === 10 ? [digits.slice(0, 3), digits.slice(3)] : [undefined, digits];
    return [undefined, use, equipment, undefined, undefined, ...local, extension?.trim()];
  });

function changeEach(
  field: FieldContent,
  change: (components: readonly ComponentContent[]) => readonly ComponentContent[],
): FieldContent {
  if (field === undefined || typeof field === 'string' || !('repetitions' in field)) return field;
  return { repetitions: field.repetitions.map((one) => change(typeof one === 'string' ? [one] : one)) };
}

const isEmpty = (field: FieldContent): boolean => {
  if (field === undefined || field === '') return true;
  if (typeof field === 'string') return false;
  const repetitions = 'repetitions' in field ? field.repetitions : [field];
  return repetitions.every(
    (one) => one === '' || (typeof one !== 'string' && one.every((part) => part === undefined)),
  );
};

function withField({ name, fields }: SegmentContent, number: number, change: Change): SegmentContent {
  const changed = change(fields[number - 1]);
  if (changed === fields[number - 1]) return { name, fields };
  const length = Math.max(fields.length, number);
  return {
    name,
    fields: Array.from({ length }, (_, index) => (index === number - 1 ? changed : fields[index])),
  };
}
