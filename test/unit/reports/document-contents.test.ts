import { expect, test } from '@jest/globals';
import type { ReportPart } from '../../../lib/model/report.ts';
import { editsEnded, lacksContent, withStandingContents } from '../../../lib/reports/document-contents.ts';

let hour = 0;
const part = (more: Partial<ReportPart>): ReportPart => {
  hour++;
  return {
    ...{ messageId: `m${hour}`, source: 'lis', at: 'TXA[1]', specimens: [], notes: [], holds: [] },
    ...{ watermark: { statusTime: hour, messageTime: hour, receivedTime: hour }, observations: [] },
    clocks: { sent: { at: hour * 3_600_000, day: 19700101, digits: 14 }, sender: 'lis' },
    ...more,
  };
};
const content = (status: string, more: Partial<ReportPart> = {}) => part({ isWhole: true, status, ...more });
const notice = (status: string) => part({ isEdit: true, waitsForOriginal: true, status });
const end = () => part({ isEnd: true, waitsForOriginal: true, status: 'X' });

/** The status of each part; `-` if it does not count. */
const standing = (...parts: readonly ReportPart[]) =>
  withStandingContents(parts).map(({ status, isWithdrawn }) => (isWithdrawn === true ? '-' : status));

test('a notification signs the content before it, and no other', () => {
  expect(standing(content('F'), content('P'), notice('F'))).toEqual(['F', 'F', 'F']);
  expect(standing(content('P'), notice('F'), content('P'))).toEqual(['F', 'F', 'P']);
  expect(standing(content('P'), content('P'), notice('P'))).toEqual(['P', 'P', 'P']);
});

test('a content without a completion status keeps the signature before it', () => {
  expect(standing(content('F'), content('P', { keepsStatus: true }))).toEqual(['F', 'F']);
  expect(standing(content('P'), content('P', { keepsStatus: true }))).toEqual(['P', 'P']);
  expect(standing(content('F'), end(), content('P', { keepsStatus: true }))).toEqual(['F', 'X', 'P']);
});

test('an edit after the end does not count, unless the document was sent anew', () => {
  const edit = () => content('F', { isEdit: true });
  expect(standing(content('F'), end(), edit())).toEqual(['F', 'X', '-']);
  expect(standing(content('F'), end(), content('F'), edit())).toEqual(['F', 'X', 'F', 'F']);
  const [before, original, ended, after] = [edit(), content('F'), end(), edit()];
  expect([before, after].map((one) => editsEnded(one, [original, ended]))).toEqual([false, true]);
});

test('a document that only notices and ends tell of lacks its content', () => {
  expect([[notice('F')], [end()], [end(), content('P')], []].map(lacksContent)).toEqual([
    true,
    true,
    false,
    false,
  ]);
});

test('parts of a report that is no document are unchanged', () => {
  const parts = [part({ status: 'P' }), part({ status: 'F' })];
  expect(withStandingContents(parts)).toBe(parts);
});
