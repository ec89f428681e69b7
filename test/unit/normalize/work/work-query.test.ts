import { describe, expect, test } from '@jest/globals';
import { asHl7 } from '@labwire/hl7/astm/to-hl7';
import { parseMessage } from '@labwire/hl7/message/message';
import { readMsh } from '@labwire/hl7/segments/msh';
import { isQueryCode, queryAnswerTo, readWorkQuery } from '../../../../lib/normalize/work/work-query.ts';
import { msh, segment, toMessage } from '../../../support/messages.ts';

function queryIn(bytes: Uint8Array) {
  const parsed = parseMessage(asHl7(bytes).bytes);
  if (!parsed.ok) throw new Error('no message');
  return readWorkQuery(parsed.value, readMsh(parsed.value.header), 'sender');
}

const asked = (type: string, ...segments: readonly string[]) =>
  queryIn(toMessage(msh({ 9: type }), ...segments));

const astm = (...records: readonly string[]) =>
  queryIn(Buffer.from(['H|\\^&|X1||ASTM1', ...records, 'L|1|N'].map((line) => `${line}\r`).join('')));

const tubes = (query: ReturnType<typeof queryIn>): string[] | undefined =>
  query?.specimens.map(({ scope, value }) => `${scope} ${value}`);

describe('whether a message is a query', () => {
  test.each(['QBP', 'QRY', 'QCN', 'EQQ', 'OSQ', 'QSB', 'QSX', 'QVR', 'RQQ', 'SPQ', 'VQQ', 'VXQ'])(
    '%s is',
    (code) => {
      expect(isQueryCode(code)).toBe(true);
    },
  );

  test.each(['ORU', 'ORM', 'RSP', 'qbp', '', 'constructor', '__proto__', undefined])('%s is not', (code) => {
    expect(isQueryCode(code)).toBe(false);
  });
});

describe('the answer to a query that is refused', () => {
  test.each([
    ['QRY^Q02', ['QCK', 'Q02']],
    ['QBP^Q11', ['RSP', 'K11', 'RSP_K11']],
    ['QBP^Q22', ['RSP', 'K22', 'RSP_K22']],
    ['QBP^Z01', ['RSP', 'Z02']],
    ['QBP^Z03', ['RSP', 'Z02']],
    // no event from outside becomes a part of ours
    ['QBP^Q1', ['RSP']],
    ['QBP^Q111', ['RSP']],
    ['QBP^X11', ['RSP']],
    ['QBP', ['RSP']],
    ['QCN^J01', undefined],
    ['ORU^R01', undefined],
  ])('%s is %j (HL7 v2.5.1 §5.3)', (type, expected) => {
    const parsed = parseMessage(toMessage(msh({ 9: type })));
    expect(queryAnswerTo(parsed.ok ? readMsh(parsed.value.header) : undefined)).toEqual(expected);
  });

  test('to bytes without a header is a plain acknowledgment', () => {
    expect(queryAnswerTo(undefined)).toBeUndefined();
  });
});

describe('a question in the words of IHE LAW (QBP^Q11)', () => {
  const law = (fields: Readonly<Record<number, string>>, name = 'WOS^Work Order Step^IHELAW') =>
    asked('QBP^Q11', segment('QPD', { 1: name, 2: 'TAG7', ...fields }));

  test('names specimens', () => {
    expect(law({ 3: 'T1~T2^LAB' })).toMatchObject({
      dialect: 'law',
      tag: 'TAG7', // QPD-2
      isAll: false,
      isCancel: false,
    });
    expect(tubes(law({ 3: 'T1~T2^LAB' }))).toEqual(['sender T1', 'LAB T2']); // QPD-3
    expect(law({ 3: 'T1' })?.tests).toBeUndefined();
  });

  test('names a place where it names no specimen', () => {
    expect(law({ 4: 'RACK1', 5: '3' })?.place).toEqual({ holder: 'carrier', id: 'RACK1', position: '3' });
    expect(law({ 6: 'TRAY1', 7: '12' })?.place).toEqual({ holder: 'tray', id: 'TRAY1', position: '12' });
    expect(law({ 4: 'RACK1', 5: '3', 6: 'TRAY1', 7: '12' })?.place).toMatchObject({ holder: 'carrier' });
    expect(law({ 3: 'T1', 4: 'RACK1', 5: '3' })).toMatchObject({ place: undefined });
  });

  test.each([
    ['a carrier without a position', { 4: 'RACK1' }],
    ['a position without a carrier', { 5: '3' }],
    ['a tray without a position', { 6: 'TRAY1' }],
    ['nothing', {}],
  ])('of %s asks for nothing, and not for everything', (_, fields) => {
    expect(law(fields)).toMatchObject({ isAll: false, specimens: [], place: undefined });
  });

  test('of everything names neither specimens nor a place', () => {
    const everything = law({ 3: 'T1', 4: 'RACK1', 5: '3' }, 'WOS_ALL^Work Order Step All^IHELAW');
    expect(everything).toMatchObject({ isAll: true, specimens: [], place: undefined });
  });

  test('names the isolate, which is the specimen, and not its container', () => {
    expect(tubes(law({ 3: 'T1', 9: 'ISO1' }))).toEqual(['sender ISO1']);
  });

  test('without parameters is none', () => {
    expect(asked('QBP^Q11')).toBeUndefined();
  });
});

describe('a question in the words of GeneXpert', () => {
  test('Z03 names one specimen in QPD-4', () => {
    const query = asked('QBP^Z03', 'QPD|Z03^HOST QUERY|T9|P1|S1');
    expect(query).toMatchObject({ dialect: 'genexpert', tag: 'T9', isAll: false, isCancel: false });
    expect(tubes(query)).toEqual(['sender S1']);
  });

  test('Z03 without a specimen asks for nothing, Z01 for everything', () => {
    expect(asked('QBP^Z03', 'QPD|Z03^HOST QUERY|T9')).toMatchObject({ isAll: false, specimens: [] });
    expect(asked('QBP^Z01', 'QPD|Z01^REQUEST|T9||S1')).toMatchObject({ isAll: true, specimens: [] });
  });

  test('QCN takes the question back', () => {
    expect(asked('QCN^J01', 'QID|T9|Z03')).toEqual({
      dialect: 'genexpert',
      isAll: false,
      specimens: [],
      isCancel: true,
    });
  });
});

describe('a question in the words of Mindray', () => {
  test('QRY^Q02 names its tube in QRD-8', () => {
    const query = asked('QRY^Q02', 'QRD|20260302|R|D|17|||RD|TUBE1|OTH|||T|');
    expect(query).toMatchObject({ dialect: 'display', tag: '17', isAll: false, isCancel: false });
    expect(tubes(query)).toEqual(['sender TUBE1']);
  });

  test('QRD-9 CAN takes it back, in any case of its letters', () => {
    for (const word of ['CAN', 'can'])
      expect(asked('QRY^Q02', `QRD|20260302|R|D|17|||RD|TUBE1|${word}`)?.isCancel).toBe(true);
  });

  test('without a number asks for nothing', () => {
    expect(asked('QRY^Q02', 'QRD|20260302|R|D|17')).toMatchObject({ isAll: false, specimens: [] });
    expect(asked('QRY^Q02')).toBeUndefined();
  });

  test('ORM with ORC-1 RF asks by the filler’s number, else the placer’s', () => {
    expect(tubes(asked('ORM^O01', 'ORC|RF||S1'))).toEqual(['sender S1']);
    expect(tubes(asked('ORM^O01', 'ORC|RF|S2'))).toEqual(['sender S2']);
    expect(tubes(asked('ORM^O01', 'ORC|RF|P|S1', 'ORC|RF|S2'))).toEqual(['sender S1', 'sender S2']);
  });

  test.each([
    ['a new order', ['ORC|NW|P1']],
    ['an order among questions', ['ORC|RF||S1', 'ORC|NW|P1']],
    ['a question with an order', ['ORC|RF||S1', 'OBR|1|P1||GLU']],
    ['a question with a result', ['ORC|RF||S1', 'OBX|1|NM|GLU||5']],
    ['no ORC at all', ['PID|1']],
  ])('%s is no question', (_, segments) => {
    expect(asked('ORM^O01', ...segments)).toBeUndefined();
  });
});

describe('a question in records (LIS2-A2)', () => {
  test('names its specimens, one Q record each', () => {
    const query = astm('Q|1|^T1||ALL||||||||O', 'Q|2|^T2||ALL');
    expect(query).toMatchObject({ dialect: 'astm', isAll: false, isCancel: false });
    expect(tubes(query)?.map((one) => one.split(' ')[1])).toEqual(['T1', 'T2']);
    expect(query?.tests).toBeUndefined();
  });

  test('names its tests, of all its records together', () => {
    expect(astm('Q|1|^T1||^^^GLU\\^^^NA')?.tests).toEqual(['GLU', 'NA']);
    expect(astm('Q|1|^T1||^^^GLU', 'Q|2|^T2||^^^NA')?.tests).toEqual(['GLU', 'NA']);
  });

  // what is not named would not be done
  test.each([
    ['the first', ['Q|1|^T1||ALL', 'Q|2|^T2||^^^GLU']],
    ['the last', ['Q|1|^T1||^^^GLU', 'Q|2|^T2||ALL']],
    ['one that names none', ['Q|1|^T1||^^^GLU', 'Q|2|^T2']],
    ['one repetition', ['Q|1|^T1||^^^GLU\\^^^ALL']],
  ])('asks for every test if %s does', (_, records) => {
    expect(astm(...records)?.tests).toBeUndefined();
  });

  test('takes the question back with Q-13 A', () => {
    expect(astm('Q|1|^T1||ALL||||||||A')?.isCancel).toBe(true);
  });

  test('of ALL is of everything', () => {
    expect(astm('Q|1|ALL')).toMatchObject({ isAll: true, specimens: [], place: undefined });
  });
});

test('what is no question is undefined', () => {
  for (const type of ['ORU^R01', 'OML^O21', 'ADT^A01', 'constructor'])
    expect(asked(type, 'QPD|WOS^^IHELAW|T|T1')).toBeUndefined();
});
