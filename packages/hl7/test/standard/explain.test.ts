import { describe, expect, test } from '@jest/globals';
import { parseMessage } from '../../src/message/message.ts';
import { parsePath } from '../../src/message/path.ts';
import { definitionsOf } from '../../src/standard/dictionary.ts';
import { explainMessage } from '../../src/standard/explain.ts';

const text =
  'MSH|^~\\&|LIS|LAB|||20260302||ORU^R01|1|P|2.5.1\rPID|||7^^^LAB^MR~8||Lind&von^Ada|""||F\rOBX|1|TX|GLU||5 ^ 6||N||||F\r';

const explain = (path?: string) => {
  const parsed = parseMessage(Buffer.from(text));
  if (!parsed.ok) throw new Error('not parsed');
  return explainMessage(
    parsed.value,
    definitionsOf('2.5.1'),
    path === undefined ? undefined : parsePath(path),
  ).flatMap(({ values }) => values);
};

describe('every value is explained', () => {
  test('with its place, its name and its type', () => {
    expect(explain('PID-3[2]')).toMatchObject([
      { path: 'PID[1]-3[2]', name: 'Patient Identifier List', type: 'CX', value: '8' },
    ]);
  });

  test('down to its sub-components', () => {
    expect(explain('PID-5').map(({ path, value }) => [path, value])).toEqual([
      ['PID[1]-5.1.1', 'Lind'],
      ['PID[1]-5.1.2', 'von'],
      ['PID[1]-5.2', 'Ada'],
    ]);
  });

  test('a code with what its table says', () => {
    expect(explain('PID-8')).toMatchObject([{ value: 'F', meaning: 'Female' }]);
    expect(explain('OBX-11')[0]?.meaning).toMatch(/final/i);
  });

  test('HL7 null is null and no value', () => {
    expect(explain('PID-6')).toMatchObject([{ isNull: true }]);
    expect(explain('PID-6')[0]).not.toHaveProperty('value');
  });

  test('text is not cut up', () => {
    expect(explain('OBX-5')).toMatchObject([{ value: '5 ^ 6' }]);
  });

  test('the delimiters of MSH are as they are', () => {
    expect(explain('MSH-2')).toMatchObject([{ path: 'MSH-2', value: '^~\\&' }]);
  });

  test('a place that says nothing has no value', () => {
    expect(explain('PID-4')).toEqual([]);
    expect(explain('ZZZ-1')).toEqual([]);
  });
});
