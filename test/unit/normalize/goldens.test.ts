import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { splitMessages } from '@labwire/hl7/message/batch';
import { heldCount, setAsideCount } from '../../../lib/model/message.ts';
import { aMemoryCloud } from '../../support/memory-cloud.ts';
import { aSite } from '../../support/site.ts';

/**
 * Small cases, one for each rule: `<rule>.hl7` holds what arrives, in order, and `<rule>.json` what
 * becomes of it. After a change that is meant, write the JSON anew with LABWIRE_GOLDENS=write and
 * read every line of the difference.
 */
const folder = fileURLToPath(new URL('../../fixtures/hl7/', import.meta.url));
const isWriting = process.env['LABWIRE_GOLDENS'] === 'write';

const site = aSite({
  sources: [
    { id: 'core-lis', kind: 'lis', sender: { application: 'CORELIS' }, numbersOf: 'laboratory' },
    { id: 'analyzer', kind: 'analyzer', sender: { application: 'ANALYZER' }, numbersOf: 'laboratory' },
    {
      id: 'chemistry',
      kind: 'analyzer',
      sender: { application: 'CHEM1' },
      controls: { specimenId: '^QC', patientId: '^CTRL', requireRole: true },
    },
  ],
});

const cases = readdirSync(folder)
  .filter((file) => file.endsWith('.hl7'))
  .map((file) => file.slice(0, -'.hl7'.length));

test.each(cases)('%s', async (name) => {
  const outcome = await outcomeOf(readFileSync(`${folder}${name}.hl7`));
  if (isWriting) writeFileSync(`${folder}${name}.json`, `${JSON.stringify(outcome, undefined, 2)}\n`);
  expect(outcome).toEqual(JSON.parse(readFileSync(`${folder}${name}.json`, 'utf8')));
});

test('there is a case for every rule', () => {
  expect(cases.length).toBeGreaterThanOrEqual(60);
});

async function outcomeOf(bytes: Uint8Array): Promise<unknown> {
  const cloud = aMemoryCloud(site);
  const messages = [];
  for (const message of splitMessages(bytes)) {
    const record = await cloud.run(message);
    const ledger = record?.ledger;
    if (record === undefined || ledger === undefined) throw new Error('a message that was not taken');
    expect(ledger.stored + heldCount(ledger) + setAsideCount(ledger)).toBe(ledger.received);
    messages.push({
      type: record.type,
      state: record.state,
      ledger,
      issues: record.issues.map(({ at, code }) => `${at ?? ''} (${code})`),
    });
  }
  return pruned({
    messages,
    reports: cloud.reports
      .all()
      .map(({ version, report }) => ({ version, ...report, parts: report.parts.length })),
    updates: cloud.updates.updates.length,
    orders: cloud.orders.all(),
    owners: cloud.identities.owners(),
    patients: cloud.identities.patients(),
    qcPoints: cloud.qc.all(),
    deviceEvents: cloud.devices.all(),
    testDefinitions: cloud.definitions.all(),
  });
}

/** Digests say nothing to a reader, and neither does what is absent. */
const digests = new Set(['key', 'messageId', 'id', 'asOf', 'receivedTime']);

function pruned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(pruned);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name, part]) => !(digests.has(name) && typeof part !== 'object') && !isAbsent(part))
      .map(([name, part]) => [name, pruned(part)]),
  );
}

const isAbsent = (value: unknown): boolean =>
  value === undefined ||
  value === false ||
  (typeof value === 'object' && value !== null && Object.keys(value).length === 0);
