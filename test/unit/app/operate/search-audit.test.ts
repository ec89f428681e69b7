import { expect, test } from '@jest/globals';
import { recordRead } from '../../../../lib/app/operate/audited-read.ts';
import { searchAudit } from '../../../../lib/app/operate/search-audit.ts';
import { anOperatedSystem, ines } from '../../../support/operator.ts';

const read = { action: 'read', resourceType: 'Message', count: 1 } as const;

test('reads are found by period, by reader and by patient, the oldest first', async () => {
  const { system } = anOperatedSystem();
  await recordRead({ ...read, subject: 'm-1', patients: ['p-1'] }, ines, system);
  await recordRead({ ...read, subject: 'm-2', patients: ['p-2'] }, { ...ines, actor: 'sam' }, system);
  const since = new Date('2026-03-02T00:00:00Z');
  const until = new Date('2026-03-03T00:00:00Z');
  const subjects = async (search: Partial<Parameters<typeof searchAudit>[0]>) =>
    (await searchAudit({ since, until, ...search }, system)).map(({ subject }) => subject);
  expect(await subjects({})).toEqual(['m-1', 'm-2']);
  expect(await subjects({ actor: 'sam' })).toEqual(['m-2']);
  expect(await subjects({ patientKey: 'p-1' })).toEqual(['m-1']);
  expect(
    await subjects({ patientKey: 'p-1', since: until, until: new Date('2026-03-04T00:00:00Z') }),
  ).toEqual([]);
});
