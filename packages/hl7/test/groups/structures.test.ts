import { describe, expect, test } from '@jest/globals';
import { allSegments, groupSegments, groupsOf, segmentsOf } from '../../src/groups/groups.ts';
import { structureOf } from '../../src/groups/structures.ts';
import { parseMessage } from '../../src/message/message.ts';

const grouped = (code: string, event: string, ...lines: string[]) => {
  const text = [`MSH|^~\\&|||||||${code}^${event}|1|P|2.5.1`, ...lines].map((line) => `${line}\r`).join('');
  const parsed = parseMessage(Buffer.from(text));
  const structure = structureOf(code, event);
  if (!parsed.ok || structure === undefined) throw new Error('no structure');
  return groupSegments(parsed.value.segments, structure);
};

describe('the structure', () => {
  test.each([
    ['ORU', 'R01'],
    ['ORU', 'R30'],
    ['OUL', 'R22'],
    ['OML', 'O33'],
    ['ORM', 'O01'],
    ['ADT', 'A40'],
    ['MDM', 'T02'],
    ['ACK', 'R01'],
  ])('of %s^%s is known', (code, event) => {
    expect(structureOf(code, event)?.places[0]).toMatchObject({ name: 'MSH', isRequired: true });
  });

  test('of what laboratories never send is not', () => {
    expect(structureOf('SIU', 'S12')).toBeUndefined();
    expect(structureOf('constructor', '__proto__')).toBeUndefined();
    expect(structureOf('', undefined)).toBeUndefined();
  });

  test('keeps every segment, also those that have no place in it', () => {
    const { root, issues } = grouped('ORU', 'R01', 'PID|1', 'OBR|1', 'OBX|1', 'ZZZ|1', 'SCH|1');
    expect(
      allSegments(root)
        .map(({ name }) => name)
        .sort(),
    ).toEqual(['MSH', 'OBR', 'OBX', 'PID', 'SCH', 'ZZZ'].sort());
    expect(issues).toHaveLength(1); // SCH; Z segments are anybody's own
  });

  test('gives each order its results', () => {
    const { root } = grouped('ORU', 'R01', 'PID|1', 'OBR|1', 'OBX|1', 'OBX|2', 'OBR|2', 'OBX|1');
    const [result] = groupsOf(root, 'PATIENT_RESULT');
    const orders = result === undefined ? [] : groupsOf(result, 'ORDER_OBSERVATION');
    expect(orders.map((order) => groupsOf(order, 'OBSERVATION').length)).toEqual([2, 1]);
    expect(orders.map((order) => segmentsOf(order, 'OBR').length)).toEqual([1, 1]);
  });
});
