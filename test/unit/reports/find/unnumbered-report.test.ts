import { describe, expect, test } from '@jest/globals';
import {
  correctsAnything,
  isContradictedBy,
  isMeantBy,
} from '../../../../lib/reports/find/unnumbered-report.ts';
import { anOru } from '../../../support/messages.ts';
import { onlyPart, reportOf } from '../../../support/normalized.ts';

type Fields = Readonly<Record<number, string>>;

const unnumbered = (result: Fields, order: Fields = {}) =>
  anOru({
    order: { 2: '', 3: '', 7: '202603020700-0500', ...order },
    results: [{ 3: 'GLU^Glucose^L', 5: '450', 18: 'METER1', ...result }],
  });

const isMeant = (part: Uint8Array, report: Uint8Array) =>
  isMeantBy(onlyPart(part), { report: reportOf(report) });

describe('a correction without a number means', () => {
  const original = unnumbered({});

  test.each<[string, Fields, Fields, boolean]>([
    ['the report of its test, minute and device', { 5: '45', 11: 'C' }, {}, true],
    ['the report of the minute at another second', { 11: 'C' }, { 7: '20260302070059-0500' }, true],
    ['the report of a device where it names none', { 11: 'W', 18: '' }, {}, true],
    ['no report of another device', { 11: 'C', 18: 'METER2' }, {}, false],
    ['no report of another test', { 3: 'K^Potassium^L', 11: 'C' }, {}, false],
    ['no report of another coding system', { 3: 'GLU^Glucose^X', 11: 'C' }, {}, false],
    ['no report of another OBX-4', { 4: '2', 11: 'C' }, {}, false],
    ['no report of another minute', { 11: 'C' }, { 7: '202603020701-0500' }, false],
    ['no report of a day', { 11: 'C' }, { 7: '20260302' }, false],
  ])('%s', (_, result, order, expected) => {
    expect(isMeant(unnumbered(result, order), original)).toBe(expected);
  });
});

describe('a final without a number means', () => {
  test('the report of which only a correction has come', () => {
    expect(isMeant(unnumbered({}), unnumbered({ 5: '45', 11: 'C' }))).toBe(true);
    expect(isMeant(unnumbered({}), unnumbered({ 5: '45' }, { 25: 'C' }))).toBe(true); // OBR-25
  });

  test('the report that has its value, and none with another final value', () => {
    expect(isMeant(unnumbered({}), unnumbered({}))).toBe(true);
    expect(isMeant(unnumbered({}), unnumbered({ 5: '45' }))).toBe(false);
    expect(isMeant(unnumbered({}), unnumbered({ 6: 'mmol/L' }))).toBe(false); // OBX-6
  });
});

test.each<[string, Fields, boolean]>([
  ['an original with another value', { 5: '45' }, true],
  ['an original with its value', {}, false],
  ['a correction', { 5: '45', 11: 'C' }, false],
  ['an original of another test', { 3: 'K^Potassium^L', 5: '45' }, false],
  ['an original by another device', { 5: '45', 18: 'METER2' }, false],
])('%s contradicts a result without a number: %#', (_, other, expected) => {
  expect(isContradictedBy(onlyPart(unnumbered({})), reportOf(unnumbered(other)))).toBe(expected);
});

test.each<[string, Fields, Fields, boolean]>([
  ['OBX-11 W', { 11: 'W' }, {}, true],
  ['OBX-11 X', { 11: 'X' }, {}, true],
  ['OBR-25 C', {}, { 25: 'C' }, true],
  ['a final', {}, { 25: 'F' }, false],
  ['a preliminary', { 11: 'P' }, { 25: 'P' }, false],
])('%s corrects: %#', (_, result, order, expected) => {
  expect(correctsAnything(onlyPart(unnumbered(result, order)))).toBe(expected);
});
