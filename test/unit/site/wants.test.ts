import { expect, test } from '@jest/globals';
import { wants } from '../../../lib/site/wants.ts';
import { anOru, msh, obr, obx, pid, segment, toMessage } from '../../support/messages.ts';
import { reportOf } from '../../support/normalized.ts';

const report = reportOf(
  toMessage(msh(), pid(), segment('PV1', { 1: '1', 2: 'I' }), obr({ 4: 'GLU^Glucose^L^2345-7^^LN' }), obx()),
);

test.each([
  ['nothing', {}, true],
  ['its source', { sources: ['chemistry', 'core-lis'] }, true],
  ['another source', { sources: ['chemistry'] }, false],
  ['no source', { sources: [] }, false],
  ['its service', { services: ['GLU'] }, true],
  ['its service by the second code', { services: ['2345-7'] }, true],
  ['another service', { services: ['glu', 'constructor'] }, false],
  ['its class of patients', { patientClasses: ['I'] }, true],
  ['another class of patients', { patientClasses: ['O'] }, false],
  ['its status', { statuses: ['F'] }, true],
  ['another status', { statuses: ['P'] }, false],
  [
    'all that it is',
    { sources: ['core-lis'], services: ['GLU'], patientClasses: ['I'], statuses: ['F'] },
    true,
  ],
  ['all that it is but one', { sources: ['core-lis'], services: ['GLU'], statuses: ['P'] }, false],
])('a destination that asks for %s gets the report: %#', (_, filter, expected) => {
  expect(wants({ filter }, report)).toBe(expected);
});

test('a report that says no class of patient is of none that is asked for', () => {
  const { visit: _, ...withoutVisit } = reportOf(anOru());
  expect(wants({ filter: { patientClasses: ['I'] } }, withoutVisit)).toBe(false);
});

test.each([
  ['without OBR-25 has the status of its results', '', ['F'], 'F', true],
  ['without OBR-25 whose result is preliminary is not final', '', ['P'], 'F', false],
  ['without OBR-25 whose result is corrected is corrected', '', ['C'], 'C', true],
  ['that says F and has a corrected result is corrected', 'F', ['C'], 'C', true],
])('a report %s', (_, said, [status = ''], asked, expected) => {
  const about = reportOf(anOru({ order: { 25: said }, results: [{ 11: status }] }));
  expect(wants({ filter: { statuses: [asked] } }, about)).toBe(expected);
});
