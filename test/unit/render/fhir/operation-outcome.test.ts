import { expect, test } from '@jest/globals';
import { error, warning } from '@labwire/hl7/issue';
import { toOperationOutcome } from '../../../../lib/render/fhir/operation-outcome.ts';

test('an issue keeps its severity, its code of table 0357, its words and its place', () => {
  expect(toOperationOutcome([error('101', 'OBX[2]-3', 'the code of the result is missing')])).toEqual({
    resourceType: 'OperationOutcome',
    issue: [
      {
        severity: 'error',
        code: 'processing',
        details: {
          coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0357', code: '101' }],
          text: 'the code of the result is missing',
        },
        expression: ['OBX[2]-3'], // ERR-2
      },
    ],
  });
});

test('an issue without a place has no expression', () => {
  const [issue] = toOperationOutcome([warning('207', undefined, 'no place')]).issue ?? [];
  expect(issue).not.toHaveProperty('expression'); // OperationOutcome.issue.expression
});

test('the type of FHIR that an issue brings stands in place of ours', () => {
  const { issue } = toOperationOutcome([{ ...error('204', undefined, 'nobody'), type: 'not-found' }]);
  expect(issue?.map(({ code }) => code)).toEqual(['not-found']); // OperationOutcome.issue.code
});

test('each issue is one, in its order', () => {
  const { issue } = toOperationOutcome([
    error('101', 'A', 'first'),
    { severity: 'information', code: '0', message: 'second' },
    warning('103', 'C', 'third'),
  ]);
  expect(issue?.map(({ severity, details }) => [severity, details?.text])).toEqual([
    ['error', 'first'],
    ['information', 'second'],
    ['warning', 'third'],
  ]);
});

test('no issue is no entry', () => {
  expect(toOperationOutcome([])).toEqual({ resourceType: 'OperationOutcome', issue: [] });
});
