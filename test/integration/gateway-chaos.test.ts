import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { scheduler } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Bundle, Observation } from '@medplum/fhirtypes';
import { MllpClient } from '../../gateway/outbound/mllp-client.ts';
import { type EhrServer, startEhr } from '../../local/ehr/server.ts';
import { putInOrder } from '../support/after-crashes.ts';
import { type CloudAddress, isSettled, readTable, toAck, unique, untilAt } from '../support/cloud.ts';
import { type ProxyFault, proxyFaults, startFaultProxy } from '../support/fault-proxy.ts';
import { anOru } from '../support/messages.ts';
import {
  type CloudProcess,
  EndedEarly,
  type Program,
  startCloudProcess,
  startProgram,
} from '../support/program.ts';
import { size } from '../support/size.ts';
import { within } from '../support/until.ts';

const ROUNDS = size({ short: 1, long: 100 });
const SENDERS = 4;
const SPECIMENS = 8;
/** Of ten requests so many meet a fault. */
const FAULTS_IN_TEN = 3;

const siteYaml = `
laboratory: { name: Test, system: "https://lab.test", timeZone: UTC }
sources: [{ id: any, kind: lis }]
destinations: [{ id: ehr, kind: fhir, url: "https://ehr.test/fhir" }]
gateway:
  channels: [{ id: analyzers, kind: mllp, port: 0, policy: store-and-forward }]
`;

let folder: string;
let ehr: EhrServer;
let isFaulty = true;
const someFault = (): ProxyFault =>
  isFaulty && Math.random() * 10 < FAULTS_IN_TEN
    ? (proxyFaults[Math.floor(Math.random() * proxyFaults.length)] ?? 'none')
    : 'none';
type Proxy = Awaited<ReturnType<typeof startFaultProxy>>;
let toEhr: Proxy;
let toCloud: Proxy;
let cloud: Program<CloudProcess>;

async function startCloud(): Promise<void> {
  cloud = await startCloudProcess(join(folder, 'cloud'), `${toEhr.url}/fhir/R4`);
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'labwire-chaos-'));
  writeFileSync(join(folder, 'site.yaml'), siteYaml);
  ehr = await startEhr({});
  toEhr = await startFaultProxy({ targetUrl: () => ehr.url, fault: someFault, retryAfter: '2' });
  toCloud = await startFaultProxy({
    targetUrl: () => `http://127.0.0.1:${cloud?.ready.httpPort}`,
    ...{ fault: someFault, retryAfter: '99999999999' },
  });
  await startCloud();
});
afterAll(async () => {
  await (await startingGateway?.catch(() => undefined))?.end('SIGKILL');
  await Promise.all([toEhr.stop(), toCloud.stop(), ehr.stop(), cloud?.end('SIGKILL')]);
  rmSync(folder, { recursive: true, force: true });
});

type Trouble = 'jumping-clock' | 'full-disk' | undefined;

interface GatewayReady {
  readonly ports: { readonly analyzers: number };
}

/** The gateway as a hospital runs it, on a machine in trouble. Undefined if its disk is too full to start. */
async function startGateway(trouble: Trouble): Promise<Program<GatewayReady> | undefined> {
  const clock = trouble === 'jumping-clock' ? ['--import', './test/support/jumping-clock.ts'] : [];
  const command = [process.execPath, ...clock, 'cli/labwire.ts', 'gateway'];
  const args = ['--site', folder, '--data', join(folder, 'data'), '--health-port', '0'];
  // no file may become longer than 256 kB
  const limited = ['/bin/sh', '-c', 'ulimit -f 512; exec "$@"', 'sh'];
  return startProgram<GatewayReady>([...(trouble === 'full-disk' ? limited : []), ...command, ...args], {
    environment: {
      LABWIRE_URL: toCloud.url,
      LABWIRE_SPOOL_KEY: Buffer.alloc(32, 9).toString('base64'),
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
    },
  }).catch((cause: unknown) => {
    if (trouble === 'full-disk' && cause instanceof EndedEarly) return undefined;
    throw cause;
  });
}

/** The nth message of a specimen: a final result, then corrections of it. */
function message(specimen: string, number: number): { readonly id: string; readonly bytes: Uint8Array } {
  const id = `${specimen}-${number}`;
  const time = new Date(Date.UTC(2026, 2, 2, 8) + number * 1000).toISOString().replaceAll(/[-:T]|\..*/g, '');
  const isFirst = number === 0;
  const bytes = anOru({
    header: { 7: time, 10: id },
    patient: { 3: `${specimen}^^^LAB^MR` },
    order: { 3: `${specimen}^LAB`, 22: time, 25: isFirst ? 'F' : 'C' },
    results: [{ 5: String(1000 + number), 11: isFirst ? 'F' : 'C' }],
  });
  return { id, bytes };
}

const runId = unique();
const specimens = Array.from({ length: SPECIMENS }, (_, index) => `${runId}${index}`);
/** How many messages of each specimen have been acknowledged. */
const acknowledged = new Map(specimens.map((specimen) => [specimen, 0]));
const refused = { count: 0 };

const troubles = [undefined, 'jumping-clock', undefined, 'full-disk'] as const;
/** The gateway of the next round; after the last, one without trouble. */
let startingGateway: ReturnType<typeof startGateway>;

/** Sends the messages of some specimens until the gateway is dead. */
async function send(port: number, own: readonly string[], isDead: () => boolean): Promise<void> {
  const client = await MllpClient.connect({ host: '127.0.0.1', port });
  for (let turn = 0; !isDead(); turn++) {
    const specimen = own[turn % own.length] ?? '';
    const number = acknowledged.get(specimen) ?? 0;
    const { id, bytes } = message(specimen, number);
    try {
      const ack = toAck(await client.send(bytes));
      expect(ack.controlId).toBe(id);
      if (ack.code === 'AA') acknowledged.set(specimen, number + 1);
      else refused.count++;
    } catch (cause) {
      if (!isDead()) throw cause;
    }
    await scheduler.wait(Math.random() * 120);
  }
  client.destroy();
}

async function round(number: number): Promise<void> {
  const gateway = await startingGateway;
  let isDead = false;
  const senders = specimens.slice(0, gateway === undefined ? 0 : SENDERS).map((_, sender) => {
    const own = specimens.filter((_one, index) => index % SENDERS === sender);
    return send(gateway?.ready.ports.analyzers ?? 0, own, () => isDead);
  });
  await scheduler.wait(200 + Math.random() * 600);
  // in turn: the gateway, the cloud and later the gateway, both at once
  const kills = number % 3;
  const oldCloud = cloud;
  if (kills > 0) oldCloud.process.kill('SIGKILL');
  if (kills === 1) await scheduler.wait(Math.random() * 300);
  isDead = true;
  await within(Promise.all([gateway?.end('SIGKILL'), ...senders]), {
    what: 'the senders of a gateway that was killed',
    left: () => Object.fromEntries(acknowledged),
  });
  // the next gateway starts beside the cloud: it has its spool until the cloud is there
  startingGateway = startGateway(number + 1 < ROUNDS ? troubles[(number + 1) % troubles.length] : undefined);
  startingGateway.catch(() => undefined);
  if (kills > 0) {
    await oldCloud.end('SIGKILL');
    await startCloud();
  }
}

const address = (): CloudAddress => cloud.ready;
const ownMessages = async () =>
  (await readTable(address())).messages.filter(({ controlId }) => controlId?.startsWith(runId));

/** The values of the specimens at the EHR. */
async function valuesAtEhr(): Promise<readonly number[]> {
  const response = await fetch(`${ehr.url}/Observation?_count=100000`);
  const { entry = [] } = (await response.json()) as Bundle<Observation>;
  return entry.flatMap(({ resource }) => resource?.valueQuantity?.value ?? []).toSorted((a, b) => a - b);
}

test('kill -9 of gateway, cloud and both, with every fault at once: nothing is lost, nothing is doubled, and everything is delivered', async () => {
  startingGateway = startGateway(troubles[0]);
  for (let number = 0; number < ROUNDS; number++) await round(number);
  isFaulty = false;
  const last = await startingGateway;
  const total = [...acknowledged.values()].reduce((sum, count) => sum + count, 0);
  await untilAt(
    address().awsUrl,
    async () => (await isSettled(address().awsUrl)) && (await ownMessages()).length >= total,
    `all ${total} acknowledged messages at the cloud`,
  );
  expect(await last?.end('SIGTERM')).toBe(0);
  const { putBack, replayed } = await putInOrder(address(), join(folder, 'cloud'));

  const messages = await ownMessages();
  const ids = messages.map(({ controlId }) => controlId ?? '');
  const known = new Set(ids);
  const promised = [...acknowledged].flatMap(([specimen, count]) =>
    Array.from({ length: count }, (_, number) => `${specimen}-${number}`),
  );
  const lost = promised.filter((id) => !known.has(id));
  // a message that was kept without its sender having heard of it may be there as well, one of each specimen
  const newest = specimens.map((specimen) => {
    const count = acknowledged.get(specimen) ?? 0;
    return 1000 + (known.has(`${specimen}-${count}`) ? count : count - 1);
  });
  const faults = proxyFaults.map((one) => (toCloud.counts.get(one) ?? 0) + (toEhr.counts.get(one) ?? 0));
  process.stdout.write(
    `${ROUNDS} rounds of kill -9: ${total} acknowledged, ${refused.count} refused, ${ids.length} at the cloud, ${lost.length} lost, ${ids.length - known.size} doubled, ${replayed} set aside and replayed, ${putBack} dead letters put back; ${faults.reduce((sum, count) => sum + count, 0)} faults\n`,
  );
  expect(lost).toEqual([]);
  expect(known.size).toBe(ids.length);
  expect(messages.filter(({ state }) => state !== 'processed')).toEqual([]);
  expect(await valuesAtEhr()).toEqual(newest.filter((value) => value >= 1000).toSorted((a, b) => a - b));
});
