import { expect, test } from '@jest/globals';
import { checkSite } from '../../../lib/site/load-site.ts';

const problemsOf = (filter: object) => {
  const loaded = checkSite({
    laboratory: { name: 'Riverside', system: 'https://lab.test', timeZone: 'UTC' },
    sources: [{ id: 'lis', kind: 'lis' }],
    destinations: [{ id: 'ehr', kind: 'queue', filter }],
  });
  return loaded.ok ? [] : loaded.problems.map(({ path, message }) => `${path}: ${message}`);
};

test.each(['final', 'f', '', 'FC', 'B'])(
  'the status %j of a filter is a problem, because no report has it',
  (code) => {
    expect(problemsOf({ statuses: ['F', code] })).toEqual([
      'destinations[0].filter.statuses[1]: not a status of HL7 table 0123 such as F',
    ]);
  },
);

test('a filter may ask for every status of table 0123', () => {
  expect(problemsOf({ statuses: [...'ACFIMNOPRSXYZ'] })).toEqual([]);
});
