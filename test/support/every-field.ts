import { definitionsOf } from '@labwire/hl7/standard/dictionary';
import { msh, pid, segment, toMessage } from './messages.ts';

export type Fields = Readonly<Record<number, string>>;

/** The segments into whose fields values are put. */
export const segments = 'PID PD1 PV1 ORC OBR OBX SPM SAC NTE TQ1 TXA'.split(' ');

/** The fields of a segment in v2.5.1 and, newer ones, in v2.8. */
export const fieldsOf = (name: string) =>
  new Map([...definitionsOf('2.8').fields(name), ...definitionsOf('2.5.1').fields(name)]);

/** Some fields were reserved in v2.5.1 and have a meaning since. */
export const nameOf = (name: string, field: number, official: string): string =>
  (official.startsWith('Reserved') ? definitionsOf('2.8').fields(name).get(field)?.name : official)
    ?.replaceAll(' _ ', ' - ')
    .trim() ?? official;

/** A result of words, and one with a file. */
export const results = {
  text: { 1: '1', 2: 'ST', 3: 'PATH^Report^L', 5: 'Benign', 11: 'F' },
  file: { 1: '1', 2: 'ED', 3: 'PATH^Report^L', 5: '^application^pdf^Base64^JVBERi0xLjQK', 11: 'F' },
} as const;

/** A message of results, or for TXA of a document, with these fields in one of its segments. */
export function messageWith(name: string, fields: Fields, result: Fields = results.text): Uint8Array {
  const line = (one: string, base: Fields = {}) => segment(one, one === name ? { ...base, ...fields } : base);
  const only = (...optional: readonly string[]) => (optional.includes(name) ? [line(name)] : []);
  const patient = [name === 'PID' ? pid(fields) : pid(), ...only('PD1'), line('PV1', { 1: '1', 2: 'I' })];
  if (name === 'TXA')
    return toMessage(
      ...[msh({ 9: 'MDM^T02^MDM_T02' }), segment('EVN', { 1: 'T02' }), ...patient],
      ...[line('TXA', { 1: '1', 2: 'PN', 12: 'D-1^PATHSYS', 17: 'AU' }), line('OBX', result)],
    );
  return toMessage(
    ...[msh(), ...patient, line('ORC', { 1: 'RE', 3: 'F-1^CORELIS', 12: '66^Stone' })],
    ...[line('OBR', { 1: '1', 4: 'GLU', 7: '20010101', 25: 'F' }), ...only('TQ1')],
    ...[line('OBX', result), ...(name === 'NTE' ? [line('NTE', { 3: 'a note' })] : [])],
    // OBR-9, OBR-14 and OBR-15 are the specimen in versions without SPM
    ...(name === 'OBR' ? [] : [line('SPM', { 1: '1', 2: '^S-1', 4: 'BLD' })]),
    ...only('SAC'),
  );
}

/** Values of fields in which only some values are meant: two, and the outputs must differ. */
export const choices = new Map<string, readonly [Fields, Fields]>([
  ['PID-8', [{ 8: 'F' }, { 8: 'M' }]],
  ['PID-25', [{ 25: '1' }, { 25: '2' }]],
  ['PV1-2', [{ 2: 'I' }, { 2: 'O' }]],
  ['ORC-5', [{ 5: 'IP' }, { 5: 'CM' }]],
  ['OBR-24', [{ 24: 'CH' }, { 24: 'HM' }]],
  ['OBR-25', [{ 25: 'F' }, { 25: 'P' }]],
  [
    'OBX-2',
    [
      { 2: 'NM', 5: '93' },
      { 2: 'ST', 5: '93' },
    ],
  ],
  ['OBX-11', [{ 11: 'F' }, { 11: 'P' }]],
  ['SPM-11', [{ 11: 'P' }, { 11: 'L' }]],
  ['TXA-17', [{ 17: 'AU' }, { 17: 'IP' }]],
  ['TXA-19', [{ 19: 'AV' }, { 19: 'CA' }]],
]);

const token = 'TKN7';
const time = '20010203040506';
const number = '73519';

/** Values of fields that are read from a part, or beside another field. */
export const samples = new Map<string, Fields>([
  ['PID-2', { 2: `${token}^^^RIVERSIDE^MR`, 3: '' }],
  ['OBR-9', { 9: `${number}^mL`, 15: 'UR' }],
  ['OBR-27', { 27: `^^^^^${token}` }],
]);

export function sampleOf(field: number, type: string): Fields {
  if (/^(?:DTM|TS|DT|DLD|DR|TM)$/.test(type)) return { [field]: time };
  return { [field]: /^(?:NM|SI|CQ)$/.test(type) ? number : token };
}

/** Whether a text has the value of a sample. */
export const shows = (text: string): boolean =>
  text.includes(token) || text.includes(number) || /2001-?02-?03T?04/.test(text);
