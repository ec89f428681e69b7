import { expect, test } from '@jest/globals';
import {
  expiresAfter,
  keptDays,
  longestKeptDays,
  type Retention,
  shortestReportDays,
} from '../../../lib/model/retention.ts';

const retention: Retention = {
  reports: 2,
  classes: [
    { sections: ['SP', 'CP'], years: 10 },
    { sections: ['CP', 'BLB'], years: 1 },
  ],
  messages: 4,
  controls: 3,
  audit: 6,
};

test.each([
  ['SP', 3653],
  ['CP', 3653],
  ['BLB', 366],
  ['CH', 731],
  ['constructor', 731],
  [undefined, 731],
])('a report of section %s is kept for %d days: by the first class that names it', (section, days) => {
  expect(keptDays.report(retention, section)).toBe(days);
});

test('whole days are kept, and never less than the years', () => {
  expect([keptDays.message(retention), keptDays.control(retention), keptDays.audit(retention)]).toEqual([
    1461, 1096, 2192,
  ]);
});

test('the shortest is of the reports, the longest of everything that a bucket holds', () => {
  expect([shortestReportDays(retention), longestKeptDays(retention)]).toEqual([366, 3653]);
  expect([
    shortestReportDays({ ...retention, classes: [] }),
    longestKeptDays({ ...retention, classes: [] }),
  ]).toEqual([731, 1461]);
});

test('a time to live is in seconds, and never before its time', () => {
  expect(expiresAfter('1970-01-02T00:00:00.001Z', 1)).toBe(2 * 86_400 + 1);
  expect(expiresAfter('1970-01-01T01:00:00+01:00', 0)).toBe(0);
});
