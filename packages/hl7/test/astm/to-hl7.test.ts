import { describe, expect, test } from '@jest/globals';
import { fc } from '../../../../test/support/property.ts';
import { encodeFrames } from '../../src/astm/frame.ts';
import { isAstm, readSession } from '../../src/astm/read-session.ts';
import { asHl7, toHl7 } from '../../src/astm/to-hl7.ts';
import { parseMessage } from '../../src/message/message.ts';

const astm = (...lines: string[]): Uint8Array =>
  Buffer.from(lines.map((line) => `${line}\r`).join(''), 'latin1');

function hl7(...lines: string[]) {
  const parsed = parseMessage(asHl7(astm(...lines)).bytes);
  if (!parsed.ok) throw new Error('not a message');
  return parsed.value;
}

const header = 'H|\\^&|M1||CHEM9^SN77|||||LIS||P|LIS2-A2|20260302080000';

describe('an ASTM message as HL7', () => {
  const message = hl7(
    header,
    'P|1|PRACT1|LAB1||Doe^Jane||19800115|F',
    'O|1|TUBE1|I77|^^^GLU^Glucose|S||20260302074500||||A|||20260302075000|SER||||||||||F',
    'R|1|^^^GLU^Glucose|5.4|mmol/L|3.9 to 5.6|N||F||OP1^OP2|20260302075900|20260302080000|CHEM9-A',
    'C|1|I|Slightly^hemolytic|G',
    'R|2|^^^GLU^Glucose^^^^^I|<0.1|mmol/L||L||P',
    'L|1|N',
  );

  test('has each field where HL7 has it', () => {
    const values = (paths: string[]) => paths.map((path) => message.value(path));
    expect(values(['MSH-3', 'MSH-5', 'MSH-7', 'MSH-9.1', 'MSH-10', 'MSH-11'])).toEqual([
      'CHEM9',
      'LIS',
      '20260302080000',
      'ORU',
      'M1',
      'P',
    ]);
    expect(values(['PID-3', 'PID-3[2].1', 'PID-3[2].5', 'PID-5.1', 'PID-5.2', 'PID-7', 'PID-8'])).toEqual([
      'PRACT1',
      'LAB1',
      'U',
      'Doe',
      'Jane',
      '19800115',
      'F',
    ]);
    expect(
      values(['OBR-4', 'OBR-4.2', 'OBR-5', 'OBR-7', 'OBR-25', 'SPM-2.1.1', 'SPM-2.2.1', 'SPM-4']),
    ).toEqual(['GLU', 'Glucose', 'S', '20260302074500', 'F', 'TUBE1', 'I77', 'SER']);
    expect(
      values(['OBX-2', 'OBX-3', 'OBX-5', 'OBX-6', 'OBX-7', 'OBX-8', 'OBX-11', 'OBX-16', 'OBX-18', 'OBX-19']),
    ).toEqual(['NM', 'GLU', '5.4', 'mmol/L', '3.9 to 5.6', 'N', 'F', 'OP1', 'CHEM9-A', '20260302080000']);
    expect(values(['NTE-2', 'NTE-3'])).toEqual(['O', 'Slightly hemolytic']);
    expect(values(['OBX[2]-2', 'OBX[2]-4', 'OBX[2]-5.1', 'OBX[2]-5.2', 'OBX[2]-11'])).toEqual([
      'SN',
      'I',
      '<',
      '0.1',
      'P',
    ]);
  });

  test('has its specimen behind the results of its order', () => {
    expect(message.segments.map(({ name }) => name).join(' ')).toBe('MSH PID OBR OBX NTE OBX SPM');
  });

  test('reads its own delimiters and decodes its escapes', () => {
    const other = hl7('H!@*%!M1!!CHEM9', 'P!1!A', 'O!1!T1!!***NA', 'R!1!***NA!4%S%5%F%6%X41%');
    expect(other.value('OBX-3')).toBe('NA');
    expect(other.value('OBX-5')).toBe('4*5!6A');
  });

  test('keeps a text that only looks like an escape', () => {
    expect(hl7(header, 'O|1|T1||^^^HIV', 'R|1|^^^HIV|&lt;40|copies/mL').value('OBX-5')).toBe('&lt;40');
  });

  test('does not let a value break out of its field', () => {
    const value = fc
      .stringMatching(/^[ -{}~]{1,60}$/)
      .filter((text) => !/[\\^&|]/.test(text) && text.trim() === text);
    fc.assert(
      fc.property(value, (text) => {
        const read = hl7(header, 'O|1|T1||^^^X', `R|1|^^^X|${text}|u`);
        expect(read.segments.filter(({ name }) => name === 'OBX')).toHaveLength(1);
        expect(read.find('OBX')?.text(6)).toBe('u');
        expect(read.find('OBX')?.text(5) ?? read.find('OBX')?.field(5)).toBeDefined();
      }),
    );
  });

  test.each([
    ['O-12 Q', header, 'O|1|CTRL1||^^^GLU|||||||Q'],
    ['H-12 Q', header.replace('|P|', '|Q|'), 'O|1|CTRL1||^^^GLU'],
  ])('marks control material by %s', (_, first, order) => {
    expect(hl7(first, order, 'R|1|^^^GLU|5.0').value('SPM-11')).toBe('Q');
  });

  test.each([
    ['', 'P'],
    ['P', 'P'],
    ['T', 'T'],
    ['d', 'D'],
    ['TRAINING', 'TRAINING'],
    ['QC RUN', 'QC RUN'],
    ['Q', 'Q'],
    ['TD', 'TD'],
  ])('H-12 "%s" is not rounded to production: MSH-11 is %s', (sent, expected) => {
    const first = header.replace('|P|', `|${sent}|`);
    expect(hl7(first, 'O|1|T1||^^^GLU', 'R|1|^^^GLU|5.0').value('MSH-11')).toBe(expected);
  });

  test.each([
    ['||LIS2-A2|20250115140000', 'P'],
    ['|T|LIS2-A2|20250115140000', 'T'],
    ['|a comment|LIS2-A2|20250115140000', 'P'],
    ['||E1394-97|20250115140000', 'P'],
  ])('the version of the standard in H-12 is a field too early: %s', (rest, expected) => {
    const first = `H|\\^&|||XN^1|||||LIS${rest}`;
    expect(hl7(first, 'O|1|T1||^^^GLU', 'R|1|^^^GLU|5.0').value('MSH-11')).toBe(expected);
  });

  test('a host query for a control asks for work as any other', () => {
    expect(hl7(header.replace('|P|', '|Q|'), 'Q|1|^T1').value('MSH-11')).toBe('P');
  });

  test('gives each order of a message its own patient', () => {
    const batch = hl7(
      header,
      'P|1|A',
      'O|1|T1||^^^X',
      'R|1|^^^X|1',
      'P|2|B',
      'O|1|T2||^^^X',
      'R|1|^^^X|2',
      'L|1',
    );
    expect(batch.segments.map(({ name }) => name).join(' ')).toBe('MSH PID OBR OBX SPM PID OBR OBX SPM');
    expect(batch.value('PID[2]-3')).toBe('B');
    expect(batch.value('SPM[2]-2')).toBe('T2');
  });

  test('tells the aspects of one test apart, and not the lots of its reagents', () => {
    const aspects = ['F', 'I', 'P'].map((one) => `R|1|^^^580^Anti-HBc^UNDILUTED^P^73294BE00^02130^^${one}|1`);
    const read = hl7(header, 'O|1|T1||^^^580', ...aspects);
    expect([1, 2, 3].map((number) => read.value(`OBX[${number}]-4`))).toEqual(['P F', 'P I', 'P P']);
  });

  test('has a comment whose text stands in the place of its source', () => {
    const read = hl7(header, 'P|1|A', 'O|1|T1||^^^X', 'R|1|^^^X|1', 'C|1|BAD_QC|', 'C|2|I|', 'L|1');
    expect([read.value('NTE[1]-2'), read.value('NTE[1]-3')]).toEqual([undefined, 'BAD_QC']);
    expect([read.value('NTE[2]-2'), read.value('NTE[2]-3')]).toEqual(['O', undefined]);
  });

  test('is an order where it asks for work, and a query where it asks for orders', () => {
    expect(hl7(header, 'P|1|A', 'O|1|T1||^^^X|R||||||N', 'L|1').value('MSH-9.1')).toBe('ORM');
    // an instrument that could not do it says so without asking for anything
    expect(hl7(header, 'P|1|A', 'O|1|T1||^^^X|R', 'C|1|I|Clot error', 'L|1').value('MSH-9.1')).toBe('ORU');
    expect(hl7(header, 'O|1|T1||^^^X|||||||||||||||||||||X', 'C|1|I|failed', 'L|1').value('MSH-9.1')).toBe(
      'ORU',
    );
    const query = hl7(header, 'Q|1|^TUBE1||ALL', 'L|1');
    expect([query.value('MSH-9.1'), query.value('QPD-1'), query.value('QPD-3')]).toEqual([
      'QBP',
      'WOS',
      'TUBE1',
    ]);
    expect(hl7(header, 'Q|1|ALL||||||||||O', 'L|1').value('QPD-1')).toBe('WOS_ALL');
  });

  test('carries records that are not read along', () => {
    expect(hl7(header, 'M|1|lot|X9', 'L|1').find('ZAM')?.field(2)).toBe('lot');
  });
});

describe('what instruments of different makers send', () => {
  const ids = (order: string) => {
    const read = hl7(header, order, 'R|1|^^^X|1');
    return [read.value('SPM-2'), read.value('SPM-2.2.1')];
  };

  test.each([
    ['a number of its own', 'O|1|T1|I77|^^^X', ['T1', 'I77']],
    ['a rack and a position, which the next tube has again', 'O|1|T1|RACK7^3|^^^X', ['T1', undefined]],
    [
      'a rack, a position and the number itself, O-3 being empty',
      'O|1||2^1^  PDH01^M|^^^X',
      [undefined, 'PDH01'],
    ],
    ['a sequence number, rack and position (cobas)', 'O|1||3^50002^002^^S1^SC|^^^X', [undefined, undefined]],
    ['the number once more', 'O|1|T1|T1^U265^1|^^^X', ['T1', 'T1']],
  ])('O-4 with %s', (_, order, expected) => {
    expect(ids(order)).toEqual(expected);
  });

  test.each([
    ['Q|1|T1||ALL', 'T1'],
    ['Q|1|P1^T1||ALL', 'T1'],
    ['Q|1|^^T1^3^50002^002^^S1^SC||ALL', 'T1'],
    ['Q|1|^T1^32^@7^2^^SAMPLE^NORMAL||ALL', 'T1'],
    ['Q|1|2^1^  T1^B||ALL', 'T1'],
    ['Q|1|^||ALL', undefined],
    ['Q|1|||ALL', undefined],
  ])('%s asks for %s, and never for everything', (query, tube) => {
    const read = hl7(header, query, 'L|1|N');
    expect([read.value('QPD-1'), read.value('QPD-3')]).toEqual(['WOS', tube]);
  });

  test.each([
    ['^^^GLU^Glucose', 'GLU', 'Glucose'],
    ['CBC^Complete Blood Count', 'CBC', 'Complete Blood Count'],
    ['^^^^WBC^1', 'WBC', undefined],
    ['^MTB^^^Xpert MTB', 'MTB', 'Xpert MTB'],
  ])('R-3 %s is %s', (test, code, name) => {
    const read = hl7(header, 'O|1|T1', `R|1|${test}|1`);
    expect([read.value('OBX-3'), read.value('OBX-3.2')]).toEqual([code, name]);
  });

  test.each([
    ['10^3/uL', '4.0^10.0', '10^3/uL', '4.0-10.0'],
    ['mmol/L', '-2^3^limits', 'mmol/L', '-2-3'],
    ['g/L', '3,9^5,6', 'g/L', '3,9-5,6'],
    ['U/L', '^5.6', 'U/L', '5.6'],
    ['U/L', '<5 to 7', 'U/L', '<5 to 7'],
  ])('unit %s and range %s keep what they say', (unit, range, units, limits) => {
    const read = hl7(header, 'O|1|T1', `R|1|^^^X|1|${unit}|${range}`);
    expect([read.find('OBX')?.text(6), read.find('OBX')?.text(7)]).toEqual([units, limits]);
  });

  test.each([
    ['H-12 Q without an order', header.replace('|P|', '|Q|'), 'P|1|A'],
    [
      'the kind of sample behind its place (cobas)',
      header,
      'O|1|1226741641|0^30001^1^^QC^SC^not|^^^12^1|R||||||P',
    ],
  ])('is control material by %s', (_, first, second) => {
    expect(hl7(first, second, 'R|1|^^^GLU|5.0').value('SPM-11')).toBe('Q');
  });

  test('each test of an order is an order', () => {
    const read = hl7(header, 'P|1|A', 'O|1|T1||^^^NA\\^^^K|R||||||N', 'L|1');
    expect(read.segments.filter(({ name }) => name === 'OBR').map((obr) => obr.value(4))).toEqual([
      'NA',
      'K',
    ]);
  });
});

describe('what is wrong with an ASTM message', () => {
  test.each([
    ['no header', ['P|1|A', 'O|1|T1||^^^X', 'R|1|^^^X|1', 'L|1'], 'H', 'The message has no header record'],
    ['no terminator', [header, 'R|1|^^^X|1'], 'L', 'The message has no terminator record'],
    ['an aborted end', [header, 'R|1|^^^X|1', 'L|1|T'], 'L[1]-3', 'The sender aborted the transmission'],
    [
      'an unknown record',
      [header, 'X|1|a', 'L|1'],
      'X[1]',
      'The record type is not in LIS2-A2; the record is kept unread',
    ],
    [
      'delimiters that clash',
      ['H|\\\\^&|M1', 'R|1|^^^X|1', 'L|1'],
      'H[1]-2',
      'The header does not declare different delimiters',
    ],
  ])('%s is said with its place, and the results are read', (_, lines, at, text) => {
    const session = readSession(astm(...lines));
    const [message] = session.messages;
    expect(message?.issues).toEqual([expect.objectContaining({ at, message: text })]);
    const results = lines.filter((line) => line.startsWith('R'));
    expect(message?.records.filter(({ type }) => type === 'R')).toHaveLength(results.length);
  });

  test.each([
    ['MSH|^~\\&|A', false],
    ['H|\\^&|', true],
    ['\x05\x021H|\\^&|', true],
    ['HELLO', false],
    ['', false],
  ])('%j is told from HL7', (text, expected) => {
    expect(isAstm(Buffer.from(text, 'latin1'))).toBe(expected);
  });
});

test.each([
  [undefined, 'RUN-1', 'LAB1'],
  [[4], 'LAB1', undefined],
  [[5, 4], 'LAB1', undefined],
  [[], undefined, undefined],
])('the numbers of the patient stand in fields %j of P', (fields, first, second) => {
  const [message] = readSession(astm(header, 'P|1|RUN-1|LAB1||Doe^Jane', 'L|1|N')).messages;
  if (message === undefined) throw new Error('no message');
  const id = fields?.map((field) => ({ name: 'P', field }));
  const parsed = parseMessage(toHl7(message, id === undefined ? {} : { patient: { id } }));
  if (!parsed.ok) throw new Error('not a message');
  expect([
    parsed.value.value('PID-3'),
    parsed.value.value('PID-3[2].1'),
    parsed.value.value('PID-5'),
  ]).toEqual([first, second, 'Doe']);
});

test('a comment stands behind the result that it follows, and not behind a measurement beside its value', () => {
  const lines = [header, 'O|1|T1||^^^VL', 'R|1|^^^VL|2520 (3.40)|cp/mL', 'C|1|I|Accepted|G', 'L|1|N'];
  const [message] = readSession(astm(...lines)).messages;
  if (message === undefined) throw new Error('no message');
  const written = Buffer.from(toHl7(message, { values: { aside: { sub: 'LOG' } } })).toString('latin1');
  const segments = written.split('\r').filter((line) => /^(?:OBX|NTE|SPM)/.test(line));
  expect(segments.map((line) => line.slice(0, 3))).toEqual(['OBX', 'NTE', 'OBX', 'SPM']);
  expect(segments[1]).toContain('Accepted');
});

test('a frame that was refused and came again counts once', () => {
  const text = astm(header, 'O|1|T1||^^^K', 'R|1|^^^K|5.4', 'L|1|N');
  const frames = encodeFrames(text).map((frame) => Buffer.from(frame));
  const third = frames[2] ?? Buffer.alloc(0);
  const wrong = Buffer.from(third.toString('latin1').replace('5.4', '9.4'), 'latin1');
  const repeated = Buffer.concat([...frames.slice(0, 2), wrong, third, third, ...frames.slice(3)]);
  const { messages, issues } = readSession(repeated);
  expect(messages[0]?.records.filter(({ type }) => type === 'R').map((record) => record.value(4))).toEqual([
    '5.4',
  ]);
  expect(issues.map(({ message }) => message)).toEqual(['The checksum of this frame is wrong']);
});

test('two messages where one is taken are refused, and neither is lost in silence', () => {
  const twice = Buffer.concat([astm(header, 'R|1|^^^X|1', 'L|1'), astm(header, 'R|1|^^^X|2', 'L|1')]);
  expect(asHl7(twice).issues).toContainEqual(expect.objectContaining({ at: 'H[2]', severity: 'error' }));
  expect(parseMessage(asHl7(twice).bytes).ok).toBe(false);
});
