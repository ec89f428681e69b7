import { msh, obr, obx, pid, randomText, segment, toMessage } from './messages.ts';

/** Messages of invented people that cause each kind of update that docs/feed.md names. */

type Fields = Readonly<Record<number, string>>;

interface More {
  readonly at?: string;
  readonly header?: Fields;
  readonly patient?: Fields;
  readonly visit?: string;
  readonly orc?: Fields;
  readonly order?: Fields;
  readonly notes?: readonly string[];
}

let said = 0;
const nextId = (): string => `OCCASION-${++said}`;
/** Later messages have later times. */
const later = (): string => {
  const iso = new Date(Date.UTC(2026, 2, 2, 8, said)).toISOString();
  return `${iso.replaceAll(/[-:T]/g, '').slice(0, 14)}-0500`;
};

const person = (number: string, more: Fields = {}): string =>
  pid({ 3: `${number}^^^RIVERSIDE^MR`, 5: `Lind^Ada ${number}`, ...more });

const visitOf = (number: string | undefined): string[] =>
  number === undefined ? [] : [segment('PV1', { 2: 'I', 19: `${number}^^^RIVERSIDE` })];

/** A report about one order of a patient. */
function result(number: string, status: string, results: readonly Fields[], more: More = {}): Uint8Array {
  const { at = later(), header, patient, visit, orc, order, notes = [] } = more;
  return toMessage(
    msh({ 7: at, 10: nextId(), ...header }),
    person(number, patient),
    ...visitOf(visit),
    ...(orc === undefined ? [] : [segment('ORC', orc)]),
    obr({ 3: `F-${number}^CORELIS`, 22: at, 25: status, ...order }),
    ...results.map((fields, index) => obx({ 1: String(index + 1), ...fields })),
    ...notes.map((text) => segment('NTE', { 1: '1', 2: 'L', 3: text })),
  );
}

const merge = (type: string, survivor: string, retired: Fields, more: More = {}): Uint8Array =>
  toMessage(
    msh({ 7: later(), 9: `ADT^${type}`, 10: nextId() }),
    person(survivor, more.patient),
    segment('MRG', retired),
    ...visitOf(more.visit),
  );

/** A page of a document: `AV` available, `CA` cancelled (TXA-19). */
function documentPage(event: string, availability: string, ...lines: readonly string[]): Uint8Array {
  const at = later();
  return toMessage(
    msh({ 7: at, 9: `MDM^${event}^MDM_T02`, 10: nextId() }),
    segment('EVN', { 1: event, 2: at }),
    person('710'),
    segment('TXA', {
      1: '1',
      2: 'PN^Pathology note',
      3: 'TX',
      8: at,
      12: 'D-710^PATHSYS',
      17: 'AU',
      19: availability,
    }),
    ...lines.map((text) => obx({ 2: 'TX', 3: 'PATH^Report^L', 5: text, 6: '' })),
  );
}

const potassium = (value: string, status: string) => ({
  3: 'K^Potassium^L',
  5: value,
  6: 'mmol/L',
  11: status,
});
const glucose = (value: string, status: string) => ({ 5: value, 11: status });
const card = (subId: string, answer: string, status: string) => ({
  2: 'ST',
  3: 'FOB^Occult blood^L',
  4: subId,
  5: answer,
  6: '',
  11: status,
});

/** The messages, in the order in which they are said. The numbers of the patients tell the stories apart. */
export const feedOccasions = (): readonly Uint8Array[] => [
  // preliminary, final, with a note, corrected; then an older preliminary, of which no update is sent
  result('701', 'P', [glucose('90', 'P')]),
  result('701', 'F', [glucose('91', 'F')]),
  result('701', 'F', [glucose('91', 'F')], { notes: ['Slightly icteric.'] }),
  result('701', 'C', [glucose('19', 'C')]),
  result('701', 'P', [glucose('77', 'P')], { at: '20260302060000-0500' }),
  // a correction that is not marked waits, together with a marked one; then the laboratory marks it
  result('702', 'F', [potassium('6.9', 'F'), glucose('93', 'F')]),
  result('702', 'F', [potassium('4.1', 'C'), glucose('39', 'F')]),
  result('702', 'C', [glucose('39', 'C')]),
  // cancelled after a preliminary result; then the patient is merged, and the report stays cancelled
  result('703', 'P', [glucose('90', 'P')]),
  result('703', 'X', [], { orc: { 1: 'CA', 3: 'F-703^CORELIS', 5: 'CA' } }),
  merge('A40^ADT_A39', '793', { 1: '703^^^RIVERSIDE^MR' }),
  // cancelled before it had a result
  result('704', 'X', [{ 5: '', 6: '', 11: 'X' }]),
  // one of two results is taken back
  result('705', 'F', [glucose('90', 'F'), potassium('4.2', 'F')]),
  result('705', 'C', [{ 5: '', 11: 'W' }]),
  // merged, and the merge is ended
  result('706', 'F', [glucose('90', 'F')]),
  merge('A40^ADT_A39', '796', { 1: '706^^^RIVERSIDE^MR' }),
  toMessage(msh({ 7: later(), 9: 'ADT^A37^ADT_A37', 10: nextId() }), person('796'), person('706')),
  // a visit and an account move
  result('707', 'F', [glucose('90', 'F')], { visit: 'V-707' }),
  merge('A45^ADT_A45', '797', { 1: '707^^^RIVERSIDE^MR', 5: 'V-707^^^RIVERSIDE' }, { visit: 'V-707' }),
  result('708', 'F', [glucose('90', 'F')], { patient: { 18: 'A-708^^^RIVERSIDE' } }),
  merge(
    'A44^ADT_A43',
    '798',
    { 1: '708^^^RIVERSIDE^MR', 3: 'A-708^^^RIVERSIDE' },
    { patient: { 18: 'A-708^^^RIVERSIDE' } },
  ),
  // two reports turn out to be one
  result('709', 'F', [glucose('90', 'F')], { order: { 2: 'P-709^WARD', 3: '' } }),
  result('709', 'F', [glucose('91', 'F')]),
  result('709', 'C', [glucose('92', 'C')], { order: { 2: 'P-709^WARD' } }),
  // a document is withdrawn, and comes back
  documentPage('T02', 'AV', 'Benign nevus.'),
  documentPage('T11', 'CA'),
  documentPage('T02', 'AV', 'Benign nevus, second reading.'),
  // a correction comes before its original, which names the card by another number
  result('711', 'C', [card('2', 'Positive', 'C')]),
  result('711', 'F', [card('1', 'Negative', 'F')], { at: '20260302060000-0500' }),
  // too long for an entry of a queue
  result('712', 'F', [
    glucose('90', 'F'),
    { 2: 'ED', 3: 'PDF^Chart^L', 5: `^application^pdf^Base64^${randomText(400_000)}`, 6: '' },
  ]),
  // a test, which this site admits
  result('730', 'F', [glucose('90', 'F')], { header: { 11: 'T' } }),
  // urgent
  result('713', 'F', [glucose('33', 'F')], { order: { 27: '^^^^^S' } }),
  // a correction by the number of the nation, and the message that says whose this is
  result('716', 'P', [glucose('90', 'P')]),
  result('716', 'C', [glucose('19', 'C')], { patient: { 3: '716^^^NATION^PI' } }),
  result('716', 'F', [glucose('91', 'F')], {
    at: '20260302083000-0500',
    patient: { 3: '716^^^RIVERSIDE^MR~716^^^NATION^PI' },
  }),
  // the correction spells the number of the patient with its authority's OID
  result('714', 'F', [glucose('90', 'F')]),
  result('714', 'C', [glucose('19', 'C')], { patient: { 3: '714^^^RIVERSIDE&1.2.3&ISO^MR' } }),
  // two statements, and no clock tells which is newer
  result('715', 'P', [glucose('90', 'P')], { at: '20260302' }),
  result('715', 'P', [glucose('95', 'P')], { at: '20260302' }),
  // every status of a result, and those that follow from OBR-25
  result(
    '717',
    'A',
    [...'IOPRSFNUVABCXDW'].map((code) => ({ 3: `T${code}^Test ${code}^L`, 5: '1', 6: '', 11: code })),
  ),
  ...['A', 'C', 'F', 'I', 'O', 'P', 'R', 'S', 'X', ''].map((code, index) =>
    result(`72${index}`, code, [{ 5: '1', 6: '', 11: '' }]),
  ),
  // nobody is called so: it waits for a person
  result('UNKNOWN', 'F', [glucose('44', 'F')], { order: { 3: 'F-740^CORELIS' } }),
];
