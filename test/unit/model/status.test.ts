import { describe, expect, test } from '@jest/globals';
import {
  isFinal,
  reportStatus,
  resultStatus,
  settledReportStatuses,
  settledResultStatuses,
} from '../../../lib/model/status.ts';
import { anOru } from '../../support/messages.ts';
import { reportOf } from '../../support/normalized.ts';

test.each([
  ['F', true],
  ['C', true],
  ['P', false],
  ['X', false],
  ['W', false],
  ['', false],
  [undefined, false],
])('status %s is final: %s', (status, expected) => {
  expect(isFinal(status)).toBe(expected);
});

test('a preliminary result does not replace what is there, nor what is said not to come', () => {
  // HL7 table 0085 without I, N, O, P, R, S
  expect([...settledResultStatuses].toSorted()).toEqual(['A', 'B', 'C', 'D', 'F', 'U', 'V', 'W', 'X']);
  // HL7 table 0123 without A, I, O, P, R, S, Y, Z
  expect([...settledReportStatuses].toSorted()).toEqual(['C', 'F', 'X']);
});

describe('a status as readers take it', () => {
  const result = { isUnmarkedCorrection: false, status: undefined, reportStatus: undefined };

  test('is that of the result itself, else of its report, in the letters of results', () => {
    expect(resultStatus({ ...result, status: 'P', reportStatus: 'F' })).toBe('P'); // OBX-11
    expect(resultStatus({ ...result, reportStatus: 'A' })).toBe('P'); // OBR-25
    expect(resultStatus({ ...result, reportStatus: 'S' })).toBe('O'); // OBR-25
    expect(resultStatus(result)).toBeUndefined();
    // a word of the sender's that is no status
    expect(resultStatus({ ...result, reportStatus: 'constructor' })).toBeUndefined();
  });

  test('is corrected where a final value changed, whatever the sender calls it', () => {
    expect(resultStatus({ ...result, status: 'F', isUnmarkedCorrection: true })).toBe('C');
  });

  test.each([
    ['F', 'C', 'C'],
    ['', 'C', 'C'],
    ['C', 'F', 'C'],
    ['P', 'C', 'P'],
    ['F', 'F', 'F'],
  ])('of a report that says %s with a result that says %s is %s', (ofReport, ofResult, expected) => {
    const report = reportOf(anOru({ order: { 25: ofReport }, results: [{ 11: ofResult }] }));
    expect(reportStatus(report)).toBe(expected);
  });

  test.each(['A', 'B'])('stays corrected when a corrected result gets an addition (%s)', (status) => {
    const { observations } = reportOf(anOru({ order: { 25: 'F' }, results: [{ 11: status }] }));
    const [result] = observations;
    if (result === undefined) throw new Error('no result');
    const history = [{ ...result, status: 'C', messageId: 'm0' }];
    expect(reportStatus({ status: 'F', observations: [{ ...result, history }] })).toBe('C');
    expect(reportStatus({ status: 'F', observations })).toBe('F');
  });
});
