import { isPassable, passedFields } from '../model/pass-through.ts';

/** Fields of one segment that a report does not keep, and the reason. `4, 14-17` are numbers of the segment's fields. */
export interface NotKept {
  readonly segment: string;
  readonly fields: string;
  readonly reason: string;
}

const count = 'counts the segments; HL7 out counts anew';
const registration = 'registration data: the EHR has them from ADT';
const account = 'billing';
const logistics = 'transport and planning, before the result';
const placer = 'free use by agreement of two systems';
const order = 'about the order, not about its results';
const instrument = 'for the instrument, not for the reader';

/** A test puts a value into every field of these segments: it comes out, or the field is in this list. */
export const notKept: readonly NotKept[] = [
  { segment: 'PID', fields: '1', reason: count },
  { segment: 'PID', fields: '4, 6, 12, 15-17, 20, 23, 26-40', reason: registration },
  { segment: 'PID', fields: '21', reason: "read: a newborn under the mother's number is held" },
  { segment: 'PID', fields: '24', reason: 'read: tells newborns of one birth apart' },
  { segment: 'PD1', fields: '1-22', reason: registration },
  { segment: 'PV1', fields: '1', reason: count },
  { segment: 'PV1', fields: '4-6, 8-18, 36-45, 50-54', reason: registration },
  { segment: 'PV1', fields: '20-35, 46-49', reason: account },
  { segment: 'ORC', fields: '1', reason: 'read: decides whether the order is cancelled; HL7 out says RE' },
  { segment: 'ORC', fields: '4, 6-11, 13, 15-19, 25-31, 33', reason: order },
  { segment: 'ORC', fields: '20, 32', reason: account },
  { segment: 'OBR', fields: '1', reason: count },
  { segment: 'OBR', fields: '6, 12, 30, 36-38, 40-43', reason: logistics },
  { segment: 'OBR', fields: '10', reason: 'who drew the sample: not part of the result' },
  { segment: 'OBR', fields: '18-21', reason: placer },
  { segment: 'OBR', fields: '23, 44-45, 48', reason: account },
  { segment: 'OBR', fields: '39', reason: 'read: a control is known by it' },
  { segment: 'OBR', fields: '46-47, 49-54', reason: order },
  { segment: 'OBX', fields: '1', reason: count },
  { segment: 'OBX', fields: '9-10', reason: 'how the flag was made; the flag is kept' },
  {
    segment: 'OBX',
    fields: '12',
    reason: 'about the table of ranges of the laboratory, not about the result',
  },
  { segment: 'OBX', fields: '13, 26', reason: 'rules of access by agreement of two systems' },
  { segment: 'OBX', fields: '22', reason: 'a request or a goal (mood) is no result' },
  { segment: 'SPM', fields: '1', reason: count },
  { segment: 'SPM', fields: '10, 13, 15-16, 19-20, 25-26, 29, 32', reason: logistics },
  {
    segment: 'SPM',
    fields: '22-23, 28',
    reason: 'the condition (SPM-24) and the reason of a rejection (SPM-21) are kept',
  },
  { segment: 'SPM', fields: '30-31', reason: 'further numbers of the same specimen' },
  { segment: 'SAC', fields: '4-5, 9-26, 29, 43', reason: instrument },
  { segment: 'SAC', fields: '6, 27-28', reason: 'the specimen is that of SPM or OBR-15' },
  { segment: 'SAC', fields: '7, 30-31, 44', reason: logistics },
  {
    segment: 'SAC',
    fields: '32-42',
    reason: 'laboratories report indices and interferences as results (OBX)',
  },
  { segment: 'NTE', fields: '1', reason: count },
  { segment: 'NTE', fields: '4-8', reason: 'about the note, not its text' },
  { segment: 'TQ1', fields: '1', reason: count },
  { segment: 'TQ1', fields: '2-8, 10-14', reason: 'when the test is to be done, not when it was' },
  { segment: 'TXA', fields: '1', reason: count },
  { segment: 'TXA', fields: '3', reason: 'the type of the content is that of its OBX' },
  { segment: 'TXA', fields: '5-6, 9-11, 22-23', reason: 'persons and times of writing' },
  { segment: 'TXA', fields: '12', reason: 'read: names the report, whose key is derived from it' },
  { segment: 'TXA', fields: '16, 18, 20-21, 24-26', reason: 'how a document system stores it' },
];

/** Segments of messages with results of which nothing comes out, and the reason. */
export const notRead: readonly { readonly segments: readonly string[]; readonly reason: string }[] = [
  {
    segments: ['PV2', 'NK1', 'GT1', 'IN1', 'IN2', 'IN3', 'AL1', 'DG1'],
    reason: 'registration data: the EHR has them from ADT',
  },
  { segments: ['EVN', 'SFT', 'CTI', 'FT1'], reason: 'about the message, a study or the bill' },
  {
    segments: ['PRT', 'ROL', 'CTD'],
    reason:
      'persons and places beside the fields of OBR and OBX; of v2.7 and later, send OBX-16 and OBX-23 to OBX-25',
  },
];

/** Parts of fields that are kept which are not kept themselves. */
const partsNotKept: readonly (readonly [part: string, fields: string])[] = [
  ['persons after the first; ORC-12 beside another OBR-16', 'OBR-16, ORC-12, PV1-7'],
  ['facilities after the first', 'ORC-21'],
  ['a number, if the second of the two fields has one', 'PID-2, PID-3; SAC-1, SAC-2'],
  ['assigning facility, period of validity (CX-6 to CX-8)', 'PID-3, PID-18, PV1-19'],
  [
    'other designation, census tract, period of validity (XAD-8, XAD-10 to XAD-12)',
    'PID-11, ORC-22, ORC-24, OBX-24',
  ],
  ['words about a number (XTN-9)', 'PID-13, PID-14, OBR-17, ORC-14, ORC-23'],
  ['academic degree (XPN-6, XCN-7), source table (XCN-8)', 'all persons'],
  ['version of a coding system (CWE-7, CWE-8)', 'all codes'],
  ['words and coding system of a flag', 'OBX-8'],
  ['name of the assigner', 'OBX-18, OBX-21'],
  ['times of the work, its place (NDL-2 to NDL-11)', 'OBR-32 to OBR-35'],
  ['name of the sending application (ED-1, RP-2)', 'OBX-5'],
  ['newer fields behind these (v2.8)', 'OBX-26, NTE-8'],
];

/** The numbers of `4, 14-17`. */
export const numbersIn = (fields: string): number[] =>
  fields.split(', ').flatMap((range) => {
    const [first = 0, last = first] = range.split('-').map(Number);
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  });

/** A field, and the places where a reader finds it. */
export interface FieldOutcome {
  readonly field: string;
  readonly name: string;
  readonly feed: boolean;
  readonly fhir: boolean;
  readonly hl7: boolean;
}

/** The page docs/fields.md. */
export function describeFields(outcomes: readonly FieldOutcome[]): string {
  const mark = (is: boolean) => (is ? 'yes' : '—');
  return [
    '# Where each field comes out',
    '',
    '_Written by the program: `LABWIRE_DOCS=write npx jest test/unit/normalize/fields-not-kept`. A test puts a value into each field of',
    'these segments and looks for it in the feed, in FHIR and in HL7 out._',
    '',
    'The message as received keeps every field (`labwire show`). [fhir-mapping.md](fhir-mapping.md) says where in FHIR each part is.',
    '',
    '## Kept',
    '',
    '| Field | Name | Feed | FHIR | HL7 out (v2.5.1) |',
    '| --- | --- | --- | --- | --- |',
    ...outcomes.map(
      ({ field, name, feed, fhir, hl7 }) =>
        `| ${field} | ${name} | ${mark(feed)} | ${mark(fhir)} | ${mark(hl7)} |`,
    ),
    '',
    'PID-19, and a number of type SS in PID-3, come out for receivers with `socialSecurity: true`',
    '([ADR 65](adr/0065-social-security-numbers-are-withheld.md)).',
    '',
    '## Not kept',
    '',
    'The last column has the fields that come out in HL7 with `passThrough: all`, or if the destination names them',
    '([site.md](site.md#fields-and-z-segments-of-the-original-messages)). HL7 out has no TXA.',
    '',
    '| Segment | Fields | Reason | Passes through |',
    '| --- | --- | --- | --- |',
    ...notKept.map(
      ({ segment, fields, reason }) =>
        `| ${segment} | ${fields} | ${reason} | ${rangesOf(numbersIn(fields).filter((one) => isPassable(`${segment}-${one}`)))} |`,
    ),
    '',
    'Of two SAC with one number, of several without one, and of several PD1 nothing passes through.',
    '',
    'These fields are kept by their meaning. With `passThrough` they have every component that was sent:',
    `${partlyKept()}.`,
    '',
    '## Parts of fields that are not kept',
    '',
    '| Part | Of |',
    '| --- | --- |',
    ...partsNotKept.map(([part, fields]) => `| ${part} | ${fields} |`),
    '',
    '## Segments that are not read',
    '',
    'Nothing comes out of these segments in a message with results. Nor does a note in front of PID. Z segments pass through.',
    '',
    '| Segments | Reason |',
    '| --- | --- |',
    ...notRead.map(({ segments, reason }) => `| ${segments.join(', ')} | ${reason} |`),
    '',
    'Notes, diagnoses, persons and copies of an order message are not added to its results.',
    '',
  ].join('\n');
}

/** Fields that a report keeps, and that pass through nevertheless. */
function partlyKept(): string {
  const apart = new Set(
    notKept.flatMap(({ segment, fields }) => numbersIn(fields).map((field) => `${segment}-${field}`)),
  );
  return Object.entries(passedFields)
    .flatMap(([segment, fields]) => {
      const kept = fields.filter((field) => !apart.has(`${segment}-${field}`));
      return kept.length === 0 ? [] : `${segment}-${rangesOf(kept)}`;
    })
    .join('; ');
}

/** `4, 14-17`; a dash if there is no number. */
function rangesOf(numbers: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const number of numbers) {
    const last = ranges.at(-1);
    if (last !== undefined && last[1] === number - 1) last[1] = number;
    else ranges.push([number, number]);
  }
  if (ranges.length === 0) return '—';
  return ranges.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join(', ');
}
