import { expect, test } from '@jest/globals';
import { obrLeadsOrc } from '../../src/groups/obr-leads-orc.ts';
import { segmentOf } from '../support/segment.ts';

test.each([
  ['OBR ORC', true],
  ['OBR ORC OBX OBR ORC OBX', true],
  ['ORC OBR', false],
  ['ORC OBR OBX ORC OBR', false],
  ['OBR', false],
  ['ORC', false],
  ['', false],
  ['OBR ORC OBR', false],
])('in %j OBR stands before its ORC: %s', (names, expected) => {
  const segments = names === '' ? [] : names.split(' ').map((name) => segmentOf(`${name}|1`));
  expect(obrLeadsOrc(segments)).toBe(expected);
});
