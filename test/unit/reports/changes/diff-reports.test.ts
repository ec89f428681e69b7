import { describe, expect, test } from '@jest/globals';
import { diffReports } from '../../../../lib/reports/changes/diff-reports.ts';
import { anOru } from '../../../support/messages.ts';
import { reportOf } from '../../../support/normalized.ts';

const sent = (
  fields: Readonly<Record<number, string>> = {},
  rest: Partial<NonNullable<Parameters<typeof anOru>[0]>> = {},
) => anOru({ results: [fields], ...rest });

describe('what a reader sees differently', () => {
  test('a report is no different from itself, from whatever message it came', () => {
    const report = reportOf(sent());
    expect(diffReports(report, report)).toEqual([]);
    expect(diffReports(report, reportOf(sent(), { messageId: 'm2' }))).toEqual([]);
  });

  test('a key that names nothing to a reader, and a place in a message, are no difference', () => {
    const report = reportOf(sent({}, { order: { 15: 'BLD' } }));
    const note = { text: 'checked', at: 'NTE[1]' };
    const moved = {
      ...report,
      key: 'other',
      ...(report.patient === undefined ? {} : { patient: { ...report.patient, key: 'other' } }),
    };
    expect(
      diffReports({ ...report, notes: [note] }, { ...moved, notes: [{ ...note, at: 'NTE[2]' }] }),
    ).toEqual([]);
  });

  test('a value that changed is one field, named by its slot', () => {
    expect(diffReports(reportOf(sent({ 5: '93' })), reportOf(sent({ 5: '94' })))).toEqual([
      { field: 'GLU|L||: values[0].text', before: '93', after: '94' },
      { field: 'GLU|L||: values[0].number', before: '93', after: '94' },
    ]);
  });

  test('a name of the patient is one field, named by its path', () => {
    const [before, after] = ['Okafor^Amara', 'Okafor^Amaru'].map((name) =>
      reportOf(sent({}, { patient: { 5: name } })),
    );
    if (before === undefined || after === undefined) throw new Error('no report');
    expect(diffReports(before, after)).toEqual([
      { field: 'patient.names[0].given[0]', before: 'Amara', after: 'Amaru' },
    ]);
  });

  test('what is gone has nothing after it, and what is new nothing before it', () => {
    const [one, two] = [reportOf(sent({ 8: 'H' })), reportOf(sent({ 8: '' }))];
    expect(diffReports(one, two)).toEqual([{ field: 'GLU|L||: flags[0]', before: 'H', after: undefined }]);
    expect(diffReports(two, one)).toEqual([{ field: 'GLU|L||: flags[0]', before: undefined, after: 'H' }]);
  });

  test('of a report that was not there, every field is new', () => {
    const changes = diffReports(undefined, reportOf(sent()));
    expect(changes.length).toBeGreaterThan(10);
    expect(changes.filter(({ before, after }) => before !== undefined || after === undefined)).toEqual([]);
    expect(changes).toContainEqual({ field: 'GLU|L||: values[0].number', before: undefined, after: '93' });
  });

  test('codes that are words of objects are fields like any other', () => {
    const [before, after] = ['1', '2'].map((value) =>
      reportOf(sent({ 3: '__proto__^^constructor', 5: value })),
    );
    if (before === undefined || after === undefined) throw new Error('no report');
    expect(diffReports(before, after).map(({ field }) => field)).toEqual([
      '__proto__|constructor||: values[0].text',
      '__proto__|constructor||: values[0].number',
    ]);
  });
});
