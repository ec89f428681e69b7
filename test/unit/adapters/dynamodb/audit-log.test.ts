import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { DynamoAuditLog } from '../../../../lib/adapters/dynamodb/audit-log.ts';
import { startTable } from '../../../support/dynamodb.ts';
import { aSite } from '../../../support/site.ts';

const until = new Date('2026-03-02T14:30:00Z');
let local: Awaited<ReturnType<typeof startTable>>;
let log: DynamoAuditLog;
let requests = 0;

beforeAll(async () => {
  local = await startTable(() => until);
  local.client.middlewareStack.add(
    (next) => (asked) => {
      requests++;
      return next(asked);
    },
    { step: 'initialize' },
  );
  log = new DynamoAuditLog({ table: local.table, retention: aSite().retention });
  for (let index = 0; index < 250; index++)
    await log.record({
      ...{ readAt: new Date(until.getTime() - index * 30_000).toISOString(), requestId: `r${index}` },
      ...{ actor: 'ines', channel: 'fhir', action: 'read', resourceType: 'Observation' },
      ...{ parameters: [], count: 1, patientKey: index % 2 === 0 ? 'p-even' : 'p-odd' },
    });
});
afterAll(() => local.stop());

test('the entries of a period are read in the order of their times, or newest first', async () => {
  const since = new Date('2026-03-02T12:59:30Z');
  const newest = await Array.fromAsync(log.newestBetween(since, until), ({ requestId }) => requestId);
  expect(newest).toEqual(Array.from({ length: 182 }, (_, index) => `r${index}`));
  const oldest = await Array.fromAsync(log.between(since, until), ({ requestId }) => requestId);
  expect(oldest).toEqual(newest.toReversed());
});

test('entries that nobody takes are not read', async () => {
  requests = 0;
  for await (const { requestId } of log.newestBetween(new Date('2026-03-01T00:00:00Z'), until))
    if (requestId === 'r9') break;
  expect(requests).toBe(2); // one query, one batch
});

test('the newest entries about a patient are read first, and no more of them than are asked for', async () => {
  requests = 0;
  const newest: string[] = [];
  for await (const { requestId } of log.newestOfPatient('p-even', 3)) if (newest.push(requestId) === 3) break;
  expect(newest).toEqual(['r0', 'r2', 'r4']);
  expect(requests).toBe(1);
  const all = await Array.fromAsync(log.newestOfPatient('p-odd', 50), ({ requestId }) => requestId);
  expect(all).toHaveLength(125);
  expect(all.at(-1)).toBe('r249');
});
