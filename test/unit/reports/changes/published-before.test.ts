import { expect, test } from '@jest/globals';
import type { Report, ReportVersion } from '../../../../lib/model/report.ts';
import { publishedBefore } from '../../../../lib/reports/changes/published-before.ts';
import { asVersion } from '../../../support/normalized.ts';
import { anHour, reportOfMessages } from '../../../support/report-of-messages.ts';

const said = (hour: number, status: string, value: string) =>
  anHour(hour, [{ order: { 25: status }, results: [{ 5: value }] }]);
const [first, held, corrected] = [said(8, 'F', '6.9'), said(9, 'F', '4.1'), said(10, 'C', '4.2')];
const versionOf = (report: Report, before: Partial<ReportVersion> = {}): ReportVersion => ({
  ...asVersion(report),
  ...before,
});

test('a correction names the newest value that was reported before, and none that was held', () => {
  const shown = versionOf(reportOfMessages([first]));
  const latest = versionOf(reportOfMessages([first, held]), { version: 2 });
  const { supersedes } = publishedBefore(reportOfMessages([first, held, corrected]), latest, shown);
  expect(supersedes).toEqual([{ slot: 'GLU|L||', messageId: 'm8', at: 'OBX[1]' }]);
});

test('a correction keeps naming what it corrected, and nothing where nothing was reported', () => {
  const shown = versionOf(reportOfMessages([first]));
  const now = reportOfMessages([first, corrected]);
  const version = versionOf(now, { version: 2, ...publishedBefore(now, shown, shown) });
  expect(publishedBefore(reportOfMessages([first, held, corrected]), version, version).supersedes).toEqual([
    { slot: 'GLU|L||', messageId: 'm8', at: 'OBX[1]' },
  ]);
  expect(publishedBefore(now, undefined, undefined)).toEqual({});
});

test('a result whose slot is gone is told to be wrong, in every version from then on', () => {
  const shown = versionOf(reportOfMessages([first]));
  const other = reportOfMessages([anHour(8, [{ order: { 25: 'F' }, results: [{ 3: 'K^Potassium^L' }] }])]);
  const { retired } = publishedBefore(other, shown, shown);
  expect(retired?.map(({ slot, status }) => [slot, status])).toEqual([['GLU|L||', 'W']]);
  const next = versionOf(other, { version: 2, ...(retired === undefined ? {} : { retired }) });
  expect(publishedBefore(other, next, next).retired).toEqual(retired);
});
