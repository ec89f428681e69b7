import { expect, test } from '@jest/globals';
import { printAudit } from '../../../cli/actions/audit.ts';
import type { AuditEntry } from '../../../lib/model/audit.ts';
import { captured } from '../../support/captured.ts';
import { hostile, printedLines } from '../../support/cli.ts';

const read: AuditEntry = {
  readAt: '2026-03-02T15:00:00.000Z',
  requestId: 'q-1',
  actor: 'ines',
  channel: 'command-line',
  action: 'read',
  resourceType: 'Message',
  subject: 'm-1',
  reason: 'to answer the ward',
  parameters: [],
  patientKey: 'p-1',
  count: 1,
};

const linesOf = async (found: readonly AuditEntry[]) =>
  printedLines((await captured(() => printAudit(found))).stdout);

test('a read is one line: when, who, what, of which patient, why', async () => {
  expect(
    await linesOf([read, { ...read, action: 'search', subject: undefined, patientKey: undefined }]),
  ).toEqual([
    '2026-03-02T15:00:00.000Z  ines              command-line  read Message m-1  patient p-1  1 items  to answer the ward',
    '2026-03-02T15:00:00.000Z  ines              command-line  search Message  patient unknown  1 items  to answer the ward',
  ]);
});

test('a reason that somebody wrote stays in its line', async () => {
  expect(await linesOf([{ ...read, actor: hostile, reason: hostile }])).toHaveLength(1);
});
