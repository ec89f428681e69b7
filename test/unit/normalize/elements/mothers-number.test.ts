import { expect, test } from '@jest/globals';
import { msh, obr, obx, pid, toMessage } from '../../../support/messages.ts';
import { onlyPart } from '../../../support/normalized.ts';

/** The holds of a result with this PID, sent in 2026. */
const holdsOf = (fields: Readonly<Record<number, string>>) =>
  onlyPart(
    toMessage(msh(), pid({ 3: 'A^^^RIVERSIDE^MR', 5: 'Lind^Baby', 7: '20260210', ...fields }), obr(), obx()),
  ).holds;

test.each<[string, Readonly<Record<number, string>>]>([
  ['a birth date', {}],
  ['no birth date', { 7: '' }],
  ['a number without a type behind another', { 3: 'A^^^RIVERSIDE', 21: 'Z^^^RIVERSIDE~A^^^RIVERSIDE' }],
  ['several numbers in PID-21', { 21: 'Z^^^HOSP^MR~A^^^RIVERSIDE^PI' }],
])('a child under the number of the mother (PID-21) is held, with %s', (_, fields) => {
  expect(holdsOf({ 21: 'A^^^RIVERSIDE^MR', ...fields })).toEqual(['patient-mismatch']);
});

test.each<[string, Readonly<Record<number, string>>]>([
  ['PID-21 names another number', { 21: 'B^^^RIVERSIDE^MR' }],
  ['PID-21 names another assigner', { 21: 'A^^^HOSP^MR' }],
  ['PID-21 names an account', { 21: 'A^^^RIVERSIDE^AN' }],
  ['PID-21 is empty', {}],
  ['PID-25 tells the children apart', { 21: 'A^^^RIVERSIDE^MR', 25: '1' }],
  ['the person is grown up', { 7: '19700101', 21: 'A^^^RIVERSIDE^MR' }],
])('a result is not held where %s', (_, fields) => {
  expect(holdsOf(fields)).toEqual([]);
});
