import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { splitMessages } from '@labwire/hl7/message/batch';
import type { Bundle } from '@medplum/fhirtypes';
import { siteAt } from '../../cli/site-option.ts';
import { messageIdOf } from '../../lib/model/identity.ts';
import { admitMessage } from '../../lib/normalize/admit/admit-message.ts';
import {
  type Answered,
  drainedAt,
  readTable,
  sendAll,
  type TableContents,
  unique,
} from '../support/cloud.ts';
import { corpusFiles } from '../support/corpus.ts';
import { type Ready, startLabwire } from '../support/labwire.ts';
import { anOru } from '../support/messages.ts';
import { size } from '../support/size.ts';

const MESSAGES = size({ short: 40, long: 400 });
const KILL_AFTER = MESSAGES * 0.6;

/** Messages of their own patients and orders; where the corpus is, its own besides. */
function someMessages(): readonly Uint8Array[] {
  const own = Array.from({ length: MESSAGES / 2 }, () => {
    const id = unique();
    return anOru({ header: { 10: id }, patient: { 3: `${id}^^^RIVERSIDE^MR` }, order: { 3: id } });
  });
  const others = corpusFiles(/^(ORU|OUL)/).flatMap(({ bytes }) => splitMessages(bytes));
  const mixed = own.flatMap((message, index) => [message, others[index] ?? message]);
  return mixed;
}

/** What stands in the table when every queue is empty. */
async function settled(ready: Ready): Promise<TableContents> {
  await drainedAt(ready.awsUrl);
  const contents = await readTable(ready);
  const versions = new Map(contents.deliveries.map(({ reportKey, version }) => [reportKey, version]));
  const undelivered = contents.messages
    .flatMap(({ reports }) => reports)
    .filter(({ key, version, updates }) => updates > 0 && (versions.get(key) ?? 0) < version);
  expect(undelivered).toEqual([]);
  return contents;
}

const { site } = siteAt(fileURLToPath(new URL('../../site', import.meta.url)));

function idOf(bytes: Uint8Array): string {
  const admitted = admitMessage(bytes, site);
  if (!admitted.ok) throw new Error('an acknowledged message that is not admitted');
  return messageIdOf(admitted.value.source.id, bytes);
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
  const processed = new Set(
    contents.messages.filter(({ state }) => state === 'processed').map(({ id }) => id),
  );
  const promised = new Set(accepted.map(({ bytes }) => idOf(bytes)));
  const lost = [...promised].filter((id) => !processed.has(id));
  process.stdout.write(
    `${promised.size} messages answered AA before the kill, ${promised.size - lost.length} of them processed after it\n`,
  );
  expect(lost).toEqual([]);

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
});

test('a process that is asked to end while messages are under way ends well', async () => {
  const { process: running, ready, ended } = await startLabwire();
  const messages = Array.from({ length: 40 }, () => anOru({ header: { 10: unique() } }));
  // one patient, one queue group: most are not yet processed when they are acknowledged
  await sendAll(ready.mllpPort, messages, { connections: 4 });
  running.kill('SIGTERM');
  expect(await ended).toBe(0);
});
