import { describe, expect, test } from '@jest/globals';
import { HeadMembers, rootOf, subIdUnder } from '../../../../lib/reports/sets/head-members.ts';
import { resultSetOf } from '../../../../lib/reports/sets/result-sets.ts';
import { entriesOf } from '../../../../lib/reports/statements/stated-results.ts';
import { type Statement, toStatement } from '../../../../lib/reports/statements/statement.ts';
import { anOru } from '../../../support/messages.ts';
import { onlyPart } from '../../../support/normalized.ts';

const said = (
  messageId: string,
  ...rows: readonly (readonly [subId: string, value: string])[]
): Statement[] => {
  const part = onlyPart(
    anOru({ results: rows.map(([subId, value]) => ({ 2: 'ST', 3: 'ORG^^L', 4: subId, 5: value, 6: '' })) }),
    { messageId },
  );
  return part.observations.map((one) => toStatement(one, { part, observations: [], isWithdrawn: false }));
};

/** The value of the isolate that the row of this OBX-4 belongs to. */
function isolateOf(
  isolates: readonly Statement[],
  subId: string,
  { messageId = 'm1', value: answer = 'x' } = {},
): unknown {
  const heads = new HeadMembers();
  heads.add(resultSetOf(entriesOf(isolates)).members);
  const [row] = said(messageId, [subId, answer]);
  const [head] = (row && heads.headsOf([row]).keys()) ?? [];
  const [value] = head?.opened.lead.observation.values ?? [];
  return value?.kind === 'text' ? value.text : undefined;
}

describe('the isolate of a row', () => {
  test('has its OBX-4, or that before the first dot', () => {
    const two = said('m1', ['1', 'KLEB'], ['2', 'PROT']);
    expect(isolateOf(two, '2')).toBe('PROT');
    expect(isolateOf(two, '2.1')).toBe('PROT');
    expect(isolateOf(two, '2.1.3', { messageId: 'm2' })).toBe('PROT');
    expect(isolateOf(two, '3.1')).toBeUndefined();
    expect(isolateOf(two, '')).toBeUndefined();
    expect(isolateOf(said('m1', ['1', 'KLEB'], ['1.1', 'PROT']), '1.1')).toBe('PROT');
  });

  test('is the closest one above several dots', () => {
    const dotted = said('m1', ['1.1', 'KLEB'], ['1.2', 'PROT']);
    expect(isolateOf(dotted, '1.2.1')).toBe('PROT');
    expect(isolateOf(dotted, '1.1.1.4', { messageId: 'm2' })).toBe('KLEB');
    expect(isolateOf(dotted, '1.3.1')).toBeUndefined();
    expect(isolateOf(said('m1', ['1', 'KLEB'], ['1.2', 'PROT']), '1.3.1')).toBe('KLEB');
    expect(isolateOf(dotted, '.1')).toBeUndefined();
  });

  test('is the only one, if that has no OBX-4', () => {
    expect(isolateOf(said('m1', ['', 'KLEB']), '')).toBe('KLEB');
    expect(isolateOf(said('m1', ['1', 'KLEB']), '')).toBeUndefined();
    expect(isolateOf(said('m1', ['', 'KLEB'], ['', 'PROT']), '')).toBeUndefined();
    expect(isolateOf(said('m1', ['', 'KLEB']), '2')).toBe('KLEB');
  });

  test('is the only one of its message or of the report, for a susceptibility without OBX-4', () => {
    const tested = { messageId: 'm2', value: 'S' };
    const one = said('m1', ['1', 'KLEB']);
    expect(isolateOf(one, '', tested)).toBe('KLEB');
    const two = said('m1', ['1', 'KLEB'], ['2', 'PROT']);
    expect(isolateOf(two, '', tested)).toBeUndefined();
    expect(isolateOf([...two, ...said('m2', ['2', 'PROT'])], '', tested)).toBe('PROT');
  });
});

test('the root of an OBX-4 ends before its first dot', () => {
  expect(['2', '2.1', '2.1.3', '.1', ''].map(rootOf)).toEqual(['2', '2', '2', '.1', '']);
});

test('a row keeps its dots behind the number of its isolate', () => {
  expect(subIdUnder('1', '2.3')).toBe('1.3');
  expect(subIdUnder('1', '2')).toBe('1');
  expect(subIdUnder('1.1', '1.1')).toBe('1.1');
  expect(subIdUnder('1', undefined)).toBe('1');
  expect(subIdUnder(undefined, '2.1')).toBeUndefined();
});
