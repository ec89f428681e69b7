import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { scheduler } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Bundle, Observation } from '@medplum/fhirtypes';
import { MllpClient } from '../../gateway/outbound/mllp-client.ts';
import { isDrained, readTable, toAck, unique } from '../support/cloud.ts';
import { type Running, startLabwire } from '../support/labwire.ts';
import { anOru } from '../support/messages.ts';
import { size } from '../support/size.ts';

const ROUNDS = size({ short: 2, long: 20 });
const SENDERS = 4;
const SPECIMENS = 8;

const root = fileURLToPath(new URL('../../', import.meta.url));
const siteYaml = `
laboratory: { name: Test, system: "https://lab.test", timeZone: UTC }
sources: [{ id: any-sender, kind: lis }]
destinations: [{ id: ehr, kind: fhir, url: "https://ehr.test/fhir" }]
gateway:
  channels: [{ id: analyzers, kind: mllp, port: 0, policy: store-and-forward }]
`;

let labwire: Running;
let folder: string;
beforeAll(async () => {
  labwire = await startLabwire();
  folder = mkdtempSync(join(tmpdir(), 'labwire-crash-'));
  writeFileSync(join(folder, 'site.yaml'), siteYaml);
});
afterAll(async () => {
  labwire.process.kill('SIGTERM');
  await labwire.ended;
  rmSync(folder, { recursive: true, force: true });
});

/** The gateway as a hospital runs it, in a process of its own. */
async function startGateway(): Promise<{ process: ChildProcess; port: number; ended: Promise<unknown> }> {
  const { httpPort } = labwire.ready;
  const args = ['gateway', '--site', folder, '--data', folder, '--health-port', '0'];
  const child = spawn(process.execPath, [join(root, 'cli/labwire.ts'), ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      LABWIRE_URL: `http://127.0.0.1:${httpPort}`,
      LABWIRE_SPOOL_KEY: Buffer.alloc(32, 9).toString('base64'),
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
    },
  });
  const ended = new Promise((resolve) => child.once('close', resolve));
  const port = await new Promise<number>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const event = JSON.parse(line);
      if (event.event === 'ready') resolve(event.ports.analyzers);
    });
    void ended.then(() => reject(new Error('the gateway ended')));
  });
  return { process: child, port, ended };
}

/** The nth message of a specimen: a final result, then corrections of it. */
function message(specimen: string, number: number): { readonly id: string; readonly bytes: Uint8Array } {
  const id = `${specimen}-${number}`;
  const minute = String(Math.floor(number / 60)).padStart(2, '0');
  const time = `2026030208${minute}${String(number % 60).padStart(2, '0')}-0500`;
  const bytes = anOru({
    header: { 7: time, 10: id },
    patient: { 3: `${specimen}^^^LAB^MR` },
    order: { 3: `${specimen}^LAB`, 22: time, 25: number === 0 ? 'F' : 'C' },
    results: [{ 5: String(1000 + number), 11: number === 0 ? 'F' : 'C' }],
  });
  return { id, bytes };
}

test('kill -9 at random points under load, again and again: nothing that was acknowledged is lost, and nothing arrives twice', async () => {
  const run = unique();
  const specimens = Array.from({ length: SPECIMENS }, (_, index) => `${run}${index}`);
  /** How many messages of each specimen have been acknowledged. */
  const acknowledged = new Map(specimens.map((specimen) => [specimen, 0]));
  let resent = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const gateway = await startGateway();
    let isDead = false;
    const senders = Array.from({ length: SENDERS }, async (_, sender) => {
      const own = specimens.filter((_one, index) => index % SENDERS === sender);
      const client = await MllpClient.connect({ host: '127.0.0.1', port: gateway.port });
      for (let turn = 0; !isDead; turn++) {
        const specimen = own[turn % own.length] ?? '';
        const number = acknowledged.get(specimen) ?? 0;
        const { id, bytes } = message(specimen, number);
        try {
          // half of the senders do not hear the last answer before the crash, and send again after it
          const ack = toAck(await client.send(bytes));
          expect(ack).toMatchObject({ code: 'AA', controlId: id });
          acknowledged.set(specimen, number + 1);
        } catch (cause) {
          if (!isDead) throw cause;
          resent++;
        }
        await scheduler.wait(Math.random() * 10);
      }
    });
    await scheduler.wait(50 + Math.random() * 250);
    isDead = true;
    gateway.process.kill('SIGKILL');
    await gateway.ended;
    await Promise.all(senders);
  }
  const last = await startGateway();
  const total = [...acknowledged.values()].reduce((sum, count) => sum + count, 0);
  const own = async () =>
    (await readTable(labwire.ready)).messages.filter(({ controlId }) => controlId?.startsWith(run));
  // the system is another process: all there is to wait for is the next look
  while ((await own()).length < total || !(await isDrained(labwire.ready.awsUrl))) await scheduler.wait(200);
  last.process.kill('SIGTERM');
  expect(await last.ended).toBe(0);

  const messages = await own();
  const ids = messages.map(({ controlId }) => controlId ?? '');
  expect(new Set(ids).size).toBe(ids.length);
  for (const [specimen, count] of acknowledged)
    for (let number = 0; number < count; number++) expect(ids).toContain(`${specimen}-${number}`);
  // at most one of each specimen was kept without its sender having heard of it
  expect(ids.length - total).toBeLessThanOrEqual(SPECIMENS);

  // at the EHR each specimen has one result, its last
  const response = await fetch(`${labwire.ready.ehrUrl}/Observation?_count=100000`);
  const { entry = [] } = (await response.json()) as Bundle<Observation>;
  const values = entry
    .flatMap(({ resource }) => resource?.valueQuantity?.value ?? [])
    .filter((value) => value >= 1000);
  // on a busy machine a specimen may have had no turn before the last kill
  const sent = [...acknowledged].filter(([specimen]) => ids.some((id) => id.startsWith(`${specimen}-`)));
  expect(values).toHaveLength(sent.length);
  const expected = sent.map(([, count]) => 1000 + count - 1);
  const found = values.toSorted((a, b) => a - b);
  for (const [index, value] of expected.toSorted((a, b) => a - b).entries())
    expect([0, 1]).toContain((found[index] ?? 0) - value);
  process.stdout.write(
    `${ROUNDS} times kill -9: ${total} acknowledged, ${ids.length} at the cloud, ${ids.length - new Set(ids).size} doubled, ${resent} sent again\n`,
  );
});
