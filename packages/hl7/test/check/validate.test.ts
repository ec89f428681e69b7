import { describe, expect, test } from '@jest/globals';
import { validateMessage } from '../../src/check/validate.ts';
import { validateStrictly } from '../../src/check/validate-strictly.ts';
import { type Message, parseMessage } from '../../src/message/message.ts';
import { parsePath } from '../../src/message/path.ts';
import { definitionsOf, isDefinedVersion } from '../../src/standard/dictionary.ts';
import { essentials } from '../../src/standard/essentials.ts';
import { explainMessage } from '../../src/standard/explain.ts';

const header = (version: string, type = 'ORU^R01^ORU_R01') =>
  `MSH|^~\\&|A|B|C|D|20260302081500||${type}|1|P|${version}`;

function read(...lines: readonly string[]): Message {
  const parsed = parseMessage(Buffer.from(`${lines.join('\r')}\r`));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues));
  return parsed.value;
}

/** `error OBX[1]-11 103` for each finding. */
function strict(version: string, ...lines: readonly string[]): string[] {
  const message = read(header(version), ...lines);
  return validateStrictly(message, definitionsOf(version)).map(
    ({ severity, at, code }) => `${severity} ${at} ${code}`,
  );
}

const order = 'OBR|1||F1|GLU^Glucose^L';
const result = 'OBX|1|NM|GLU^Glucose^L||93|mg/dL|||||F';

describe('strict', () => {
  test.each([
    ['nothing wrong', 'PID|1||7^^^A^MR||Okafor^Amara', order, result, []],
    ['a required field', 'PID|1||||Okafor^Amara', order, result, ['error PID[1]-3 101']],
    ['a required field of HL7 null is there', 'PID|1||""||Okafor^Amara', order, result, []],
    ['a number', 'PID|1||7||O^A', order, 'OBX|1|NM|G^G^L||<5|mg/dL|||||F', ['error OBX[1]-5 102']],
    ['a set id', 'PID|1||7||O^A', order, 'OBX|a|NM|G^G^L||5|mg/dL|||||F', ['error OBX[1]-1 102']],
    ['a time', 'PID|1||7||O^A||19841301', order, result, ['error PID[1]-7 102']],
    ['a time in a component', 'PID|1||7^^^A^MR^^2026XX||O^A', order, result, ['error PID[1]-3.7 102']],
    [
      'a code of an HL7 table',
      'PID|1||7||O^A',
      order,
      'OBX|1|NM|G^G^L||5|mg/dL|||||Q',
      ['error OBX[1]-11 103'],
    ],
    ['a code of a user table', 'PID|1||7||O^A|||X', order, result, ['warning PID[1]-8 103']],
    [
      'a code that names its table',
      'PID|1||7||O^A',
      order,
      `${result}\rSPM|1|||BLD^^L|||||||Z^^HL70369`,
      ['warning SPM[1]-11 103'],
    ],
    ['repetitions', 'PID|1||7||O^A||1984~1985', order, result, ['error PID[1]-7 102']],
    ['a second repetition', 'PID|1||7~8^^^^^^nope||O^A', order, result, ['error PID[1]-3[2].7 102']],
    [
      'a value without its type',
      'PID|1||7||O^A',
      order,
      'OBX|1||G^G^L||5|mg/dL|||||F',
      ['error OBX[1]-2 101'],
    ],
    [
      'a length',
      'PID|1||7||O^A',
      order,
      `OBX|1|NM|G^G^L|${'4'.repeat(21)}|5|mg/dL|||||F`,
      ['warning OBX[1]-4 102'],
    ],
    [
      'a field that the version lacks',
      'PID|1||7||O^A',
      order,
      `${result}${'|'.repeat(15)}x`,
      ['warning OBX[1]-26 102'],
    ],
    [
      'a segment that the version lacks',
      'PID|1||7||O^A',
      order,
      `${result}\rPRT|1`,
      ['warning PRT[1] 100', 'warning PRT[1] 100'],
    ],
    ['a segment of the site', 'PID|1||7||O^A', order, `${result}\rZBX|1`, []],
    ['a segment out of order', order, 'PID|1||7||O^A', result, ['warning PID[1] 100']],
    ['a missing segment', 'PID|1||7||O^A', result, '', ['error OBR 100']],
    [
      'more components than the type',
      'PID|1||7||O^A',
      order,
      'OBX|1|CE|G^G^L||a^b^c^d^e^f^g|mg/dL|||||F',
      ['warning OBX[1]-5 102'],
    ],
  ])('%s', (_, one, two, three, expected) => {
    expect(strict('2.5.1', one, two, three)).toEqual(expected);
  });

  test('what counts is what the version says', () => {
    const spm = 'SPM|1|||BLD^^L';
    expect(strict('2.3', 'PID|1||7||O^A', order, result, spm)).toContain('warning SPM[1] 100');
    expect(strict('2.5', 'PID|1||7||O^A', order, result, spm)).toEqual([]);
    expect(strict('2.8', 'PID|1||7||O^A', order, result)).not.toContain('warning OBX[1] 100');
  });

  test('a message type that nobody defines is said to be none', () => {
    const message = read(header('2.5.1', 'ZZZ^Z99'), 'PID|1||7||O^A');
    expect(validateStrictly(message, definitionsOf('2.5.1'))).toMatchObject([{ code: '200', at: 'MSH-9.2' }]);
  });

  test.each([
    ['2.5.1', '2.5.1'],
    ['2.8.2', '2.8'],
    ['2.9', '2.8'],
    ['2.3.z', '2.3'],
    ['', '2.5.1'],
    ['1.0', '2.5.1'],
  ])('version %j is read as %s', (version, expected) => {
    expect(definitionsOf(version).version).toBe(expected);
    expect(isDefinedVersion(version)).toBe(version === expected);
  });
});

describe('lenient', () => {
  const lenient = (...lines: readonly string[]) =>
    validateMessage(read(header('2.5.1'), ...lines), { definitions: essentials, level: 'lenient' }).map(
      ({ severity, at, code }) => `${severity} ${at} ${code}`,
    );

  test('says only what normalization cannot do without, as warnings', () => {
    expect(lenient('PID|x||7', order, 'OBX|a||||5||||||Q', 'SPM|1||||||||||Z', 'ABC|1')).toEqual([
      'warning OBX[1]-3 101',
      'warning OBX[1]-11 103',
      'warning OBX[1]-2 101',
      'warning SPM[1]-11 103',
    ]);
    expect(lenient('PID|1||7', order, result)).toEqual([]);
  });
});

describe('explaining', () => {
  const message = read(
    header('2.5.1'),
    'PID|1||7^^^A&1.2&ISO^MR~8||Van\\T\\Dyk^""|||F',
    'OBX|1|CE|G^^L||POS^pos||||||F',
    'ZPI|1|x',
  );
  const rows = (path?: string) =>
    explainMessage(message, definitionsOf('2.5.1'), path === undefined ? undefined : parsePath(path)).flatMap(
      ({ values }) => values,
    );

  test.each([
    ['PID-3.4.2', { path: 'PID[1]-3.4.2', name: 'Universal ID', type: 'ST', value: '1.2' }],
    ['PID-3[2]', { path: 'PID[1]-3[2]', name: 'Patient Identifier List', type: 'CX', value: '8' }],
    ['PID-5.1', { value: 'Van&Dyk' }],
    ['PID-5.2', { isNull: true }],
    ['PID-8', { value: 'F', meaning: 'Female' }],
    ['OBX-5.1', { name: 'Identifier', type: 'ST', value: 'POS' }],
    ['OBX-11', { meaning: 'Final' }],
    ['MSH-1', { value: '|', name: 'Field Separator' }],
    ['ZPI-2', { value: 'x', name: undefined }],
  ])('%s', (path, expected) => {
    expect(rows(path)).toEqual([expect.objectContaining(expected)]);
  });

  test('every value is there once', () => {
    const paths = rows().map(({ path }) => path);
    expect(new Set(paths).size).toBe(paths.length);
    expect(paths).toHaveLength(32);
  });
});

test.each([
  ['PID', { segment: 'PID', field: undefined }],
  ['OBX[2]-5', { segment: 'OBX', ordinal: 2, field: 5, repetition: 1 }],
  ['PID-3[2].4.1', { field: 3, repetition: 2, component: 4, subcomponent: 1 }],
  ['PID.5.1', { field: 5, component: 1 }],
  ['pid', undefined],
  ['PID-0', undefined],
  ['PID-5.1.1.1', undefined],
  ['PID[0]-3', undefined],
  ['', undefined],
])('the path %j', (text, expected) => {
  if (expected === undefined) expect(parsePath(text)).toBeUndefined();
  else expect(parsePath(text)).toMatchObject(expected);
});

test('a guide has a time that says that nobody knows it; the standard has none', () => {
  const message = read(
    header('2.5.1'),
    'PID|1||7^^^A^MR||O^A||0000',
    order,
    'SPM|1|||SER|||||||||||||0000|00000',
  );
  const wrong = (unknownTime?: string) =>
    validateStrictly(message, definitionsOf('2.5.1'), { unknownTime })
      .filter(({ code }) => code === '102')
      .map(({ at }) => at);
  expect(wrong()).toEqual(['PID[1]-7', 'SPM[1]-17.1', 'SPM[1]-18']);
  expect(wrong('0000')).toEqual(['SPM[1]-18']);
});
