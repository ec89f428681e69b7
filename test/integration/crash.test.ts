import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import type { Bundle } from '@medplum/fhirtypes';
import { splitMessages } from '../../lib/hl7/split.ts';
import {
  type Answered,
  countQueued,
  readTable,
  sendAll,
  type TableContents,
  unique,
} from '../support/cloud.ts';
import { corpusFiles, hasCorpus } from '../support/corpus.ts';
import { type Ready, startLabwire } from '../support/labwire.ts';
import { anOru } from '../support/messages.ts';

const MESSAGES = 200;
const KILL_AFTER = 120;

/** Messages of their own patients and orders; where the corpus is, its own besides. */
function someMessages(): readonly Uint8Array[] {
  const own = Array.from({ length: MESSAGES / 2 }, () => {
    const id = unique();
    return anOru({ header: { 10: id }, patient: { 3: `${id}^^^RIVERSIDE^MR` }, order: { 3: id } });
  });
  const others = hasCorpus ? corpusFiles(/^(ORU|OUL)/).flatMap(({ bytes }) => splitMessages(bytes)) : [];
  const mixed = own.flatMap((message, index) => [message, others[index] ?? message]);
  return mixed;
}

/** Every message is normalized, and every update that was queued is delivered. */
const isSettled = ({ messages, deliveries }: TableContents): boolean => {
  const versions = new Map(deliveries.map(({ reportKey, version }) => [reportKey, version]));
  return messages.every(
    ({ state, reports }) =>
      state !== 'received' &&
      reports.every(({ key, version, updates }) => updates === 0 || (versions.get(key) ?? 0) >= version),
  );
};

/** What stands in the table when every queue is empty. */
async function settled(ready: Ready): Promise<TableContents> {
  // the system is another process: all there is to wait for is the next look
  while ((await countQueued(ready.awsUrl)) > 0) await new Promise((resolve) => setImmediate(resolve));
  const contents = await readTable(ready);
  expect(isSettled(contents)).toBe(true);
  return contents;
}

const countReports = async ({ ehrUrl }: Ready): Promise<number> => {
  const response = await fetch(`${ehrUrl}/DiagnosticReport?_count=100000`);
  return ((await response.json()) as Bundle).entry?.length ?? 0;
};

test('a process that is killed in the middle of its work loses nothing that was acknowledged', async () => {
  const data = mkdtempSync(join(tmpdir(), 'labwire-crash-'));
  const first = await startLabwire(data);
  const answered: Answered[] = [];
  await sendAll(first.ready.mllpPort, someMessages(), {
    connections: 4,
    onAnswer: (answer) => {
      answered.push(answer);
      if (answered.length === KILL_AFTER) first.process.kill('SIGKILL');
    },
  }).catch(() => undefined);
  await first.ended;
  const accepted = answered.filter(({ ack }) => ack.code === 'AA' || ack.code === 'CA');
  expect(accepted.length).toBeGreaterThan(KILL_AFTER / 2);

  const second = await startLabwire(data);
  const contents = await settled(second.ready);
  const processed = contents.messages.filter(({ state }) => state === 'processed').length;
  const distinct = new Set(accepted.map(({ bytes }) => Buffer.from(bytes).toString('hex'))).size;
  process.stdout.write(`${distinct} messages answered AA before the kill, ${processed} processed after it\n`);
  expect(processed).toBeGreaterThanOrEqual(distinct);

  // each acknowledged message, sent again, is known
  const before = contents.versions.length;
  await sendAll(
    second.ready.mllpPort,
    accepted.map(({ bytes }) => bytes),
    { connections: 4 },
  );
  const after = await settled(second.ready);
  expect(after.versions).toHaveLength(before);
  expect(after.messages).toHaveLength(contents.messages.length);
  expect(await countReports(second.ready)).toBe(after.deliveries.length);

  second.process.kill('SIGTERM');
  expect(await second.ended).toBe(0);
  rmSync(data, { recursive: true });
}, 120_000);
