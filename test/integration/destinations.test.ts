import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { DeleteMessageCommand, type Message, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { buildAck } from '@labwire/hl7/ack';
import { parseMessage } from '@labwire/hl7/message/message';
import { writeSystemFile } from '../../cli/system-file.ts';
import { updateSchema } from '../../lib/model/update.ts';
import { type Hl7Receiver, startHl7Receiver } from '../../local/ehr/hl7-receiver.ts';
import { type LocalCloud, start } from '../../local/start.ts';
import { isDrained, readTable, sendAll, unique, until } from '../support/cloud.ts';
import { labwire } from '../support/labwire.ts';
import { anOru, msh, obr, obx, pid, randomText, segment, toMessage } from '../support/messages.ts';
import { startSecuredEhr } from '../support/secured-ehr.ts';
import { aCheckedSite } from '../support/site.ts';

/** A destination of each kind, on sockets of its own, behind the deployed template. */

const folder = mkdtempSync(join(tmpdir(), 'labwire-destinations-'));
const systemFile = join(folder, 'system.json');
let cloud: LocalCloud;
let smart: Awaited<ReturnType<typeof startSecuredEhr>>;
let mutual: Awaited<ReturnType<typeof startSecuredEhr>>;
let hl7: Hl7Receiver;
let mllp: Hl7Receiver;
let sqs: SQSClient;

const destinationsOf = () => [
  {
    id: 'smart',
    kind: 'fhir',
    url: `${smart.url}/fhir`,
    auth: {
      kind: 'smart-backend',
      tokenUrl: `${smart.url}/token`,
      clientId: 'labwire',
      privateKey: 'ehr/key',
      keyId: 'key-1',
    },
  },
  {
    id: 'mutual',
    kind: 'fhir',
    url: `${mutual.url}/fhir`,
    auth: {
      kind: 'oauth2',
      tokenUrl: `${mutual.url}/token`,
      clientId: 'labwire',
      clientSecret: 'ehr/secret',
    },
    tls: { authority: 'ehr/ca', certificate: 'ehr/cert', key: 'ehr/cert-key' },
  },
  {
    id: 'engine',
    kind: 'hl7-http',
    url: hl7.url,
    hl7: { application: 'ENGINE', version: '2.4', charset: '8859/1', passThrough: ['PID-16', 'ZOR'] },
  },
  { id: 'ward', kind: 'mllp', to: { host: '127.0.0.1', port: mllp.mllpPort }, hl7: { application: 'WARD' } },
  { id: 'feed', kind: 'queue' },
  { id: 'bus', kind: 'eventbridge', bus: 'ehr-bus' },
  { id: 'finals', kind: 'queue', filter: { statuses: ['F', 'C'], patientClasses: ['I'] } },
];

const secretsOf = () => ({
  'ehr/key': smart.privateKey,
  'ehr/secret': 's3cret',
  'ehr/ca': mutual.certificates.authority,
  'ehr/cert': mutual.certificates.certificate,
  'ehr/cert-key': mutual.certificates.key,
});

beforeAll(async () => {
  [smart, mutual, hl7, mllp] = await Promise.all([
    startSecuredEhr(),
    startSecuredEhr({ mutualTls: true }),
    startHl7Receiver(),
    startHl7Receiver(),
  ]);
  cloud = await start({
    ...aCheckedSite({ sources: [{ id: 'any', kind: 'lis' }], destinations: destinationsOf() }),
    keepDestinations: true,
    secrets: secretsOf(),
    onFailure: (failure) => process.stderr.write(`${String(failure)}\n`),
  });
  writeSystemFile(cloud, folder);
  sqs = new SQSClient(cloud.clientConfig);
});
afterAll(async () => {
  sqs.destroy();
  await cloud.stop();
  await Promise.all([smart.stop(), mutual.stop(), hl7.stop(), mllp.stop()]);
  rmSync(folder, { recursive: true, force: true });
});

const table = () =>
  readTable({ mllpPort: cloud.mllpPort, awsUrl: cloud.aws.url, tableName: cloud.tableName });

/** Sends a result, and gives its report when every destination that is delivered to is through with it. */
async function sendResult(message: Uint8Array, wanted: Readonly<Record<string, string>> = {}) {
  const [answered] = await sendAll(cloud.mllpPort, [message]);
  expect(answered?.ack.code).toBe('AA');
  const controlId = answered?.ack.controlId;
  const states: Record<string, string> = {
    smart: 'delivered',
    mutual: 'delivered',
    engine: 'delivered',
    ward: 'delivered',
    bus: 'delivered',
    ...wanted,
  };
  return until(cloud, async () => {
    const { messages, deliveries } = await table();
    const [report] = messages.find((one) => one.controlId === controlId)?.reports ?? [];
    const isThrough = Object.entries(states).every(([destination, state]) =>
      deliveries.some(
        (one) =>
          one.reportKey === report?.key &&
          'destination' in one &&
          one.destination === destination &&
          one.version === report?.version &&
          one.state === state,
      ),
    );
    return isThrough ? report : undefined;
  });
}

const queueUrl = (id: string): string => JSON.parse(cloud.system).updateQueues[id];

/** Everything that waits in a feed: of a group one after the other. */
async function readFeed(id: string): Promise<Message[]> {
  const all: Message[] = [];
  for (;;) {
    const some = await readSome(id);
    if (some.length === 0) return all;
    all.push(...some);
  }
}

async function readSome(id: string): Promise<Message[]> {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({
      QueueUrl: queueUrl(id),
      MaxNumberOfMessages: 10,
      WaitTimeSeconds: 1,
      MessageAttributeNames: ['All'],
    }),
  );
  for (const { ReceiptHandle } of Messages)
    await sqs.send(new DeleteMessageCommand({ QueueUrl: queueUrl(id), ReceiptHandle }));
  return Messages;
}

const numbered = (number: string, more: Readonly<Record<number, string>> = {}) => ({
  header: { 10: unique() },
  patient: { 3: `${number}^^^RIVERSIDE^MR` },
  order: { 3: `F-${number}^CORELIS`, ...more },
});

test('one result reaches a destination of each kind, each in its own form', async () => {
  const report = await sendResult(
    anOru({ ...numbered('1'), patient: { 3: '1^^^RIVERSIDE^MR', 5: 'Müller^Ada' } }),
  );
  // FHIR with a token for a signed assertion, and with a secret over mutual TLS
  expect(smart.clients).toEqual(['labwire by key']);
  expect(mutual.clients).toEqual(['labwire', expect.stringMatching(/./)]);
  for (const { bundles } of [smart, mutual]) expect(JSON.parse(bundles[0] ?? '').type).toBe('transaction');
  // HL7 over HTTP in its version and character set
  const [message = new Uint8Array()] = hl7.received;
  const parsed = parseMessage(message);
  expect(parsed.ok && parsed.value.header.value(12)).toBe('2.4'); // MSH-12
  expect(Buffer.from(message).toString('latin1')).toContain('Müller^Ada');
  // MLLP through the gateway
  expect(Buffer.from(mllp.received[0] ?? '').toString()).toContain('|WARD|');
  // the queue that the EHR reads itself
  const [entry] = await readFeed('feed');
  const update = updateSchema.parse(JSON.parse(entry?.Body ?? ''));
  expect(update).toMatchObject({ destination: 'feed', reportKey: report.key, version: 1, reason: 'new' });
  const attributes = Object.fromEntries(
    Object.entries(entry?.MessageAttributes ?? {}).map(([name, { StringValue }]) => [name, StringValue]),
  );
  expect(attributes).toEqual({
    type: 'labwire.report.v1',
    destination: 'feed',
    priority: 'routine',
    reason: 'new',
  });
});

test('a bus is told of an update without patient data, and its content is in the bucket', async () => {
  const report = await sendResult(
    anOru({ ...numbered('bus-1'), patient: { 3: 'bus-1^^^RIVERSIDE^MR', 5: 'Quill^Ada' } }),
  );
  const event = cloud.aws.events().find(({ detail }) => updateSchema.parse(detail).reportKey === report.key);
  expect(event).toMatchObject({ bus: 'ehr-bus', source: 'labwire', detailType: 'labwire.report.v1' });
  expect(JSON.stringify(event)).not.toMatch(/quill|bus-1/i);
  const { claim, content, ...head } = updateSchema.parse(event?.detail);
  expect([content, head]).toEqual([
    undefined,
    expect.objectContaining({ destination: 'bus', version: 1, reason: 'new', priority: 'routine' }),
  ]);
  // with the policy of the reader
  const credentials = { accessKeyId: 'feed-bus', secretAccessKey: 'reader' };
  const s3 = new S3Client({ ...cloud.clientConfig, credentials, forcePathStyle: true });
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: claim?.bucket, Key: claim?.key }));
  const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array();
  s3.destroy();
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(claim?.sha256);
  expect(Buffer.from(bytes).toString()).toContain('Quill');
});

test('a destination gets what it wants of the original messages, of long ones too, and no other does', async () => {
  const [engine, ward] = [hl7.received.length, mllp.received.length];
  const document = randomText(400_000);
  await sendResult(
    toMessage(
      msh({ 10: unique() }),
      pid({ 3: '1a^^^RIVERSIDE^MR', 16: 'M^Married^HL70002' }),
      obr({ 3: 'F-1a^CORELIS' }),
      segment('ZOR', { 1: 'agreed' }),
      obx({ 2: 'ED', 5: `^application^pdf^Base64^${document}`, 6: '' }),
    ),
  );
  const [passed, plain] = [hl7.received[engine], mllp.received[ward]].map((bytes) =>
    Buffer.from(bytes ?? '').toString('latin1'),
  );
  expect(passed).toContain('|M^Married^HL70002'); // PID-16
  expect(passed).toContain('\rZOR|agreed\r');
  expect(plain).not.toMatch(/HL70002|agreed/);
});

test('a token is used until it counts no more, and then replaced', async () => {
  const before = smart.state.tokenRequests;
  await sendResult(anOru(numbered('2')));
  expect(smart.state.tokenRequests).toBe(before);
  smart.revoke();
  await sendResult(anOru(numbered('3')));
  expect(smart.state.tokenRequests).toBe(before + 1);
});

test('what an EHR refuses over MLLP is parked with its answer, shown, and sent again when a person says so', async () => {
  const refuse = (received: Uint8Array) =>
    buildAck({ received, verdict: 'reject', mode: 'application', controlId: unique(), now: new Date() });
  mllp.answerWith(refuse);
  hl7.answerWith(refuse);
  const { key } = await sendResult(anOru(numbered('4')), { ward: 'parked', engine: 'parked' });
  const shown = await labwire(['deliveries', '--answers', '--why', 'test', '--json', '--system', systemFile]);
  expect([shown.stderr, shown.code]).toEqual(['', 0]);
  expect(JSON.parse(shown.stdout)).toMatchObject([
    {
      destination: 'engine',
      reportKey: key,
      state: 'parked',
      failure: { code: 'AR', answer: expect.stringContaining('MSA|AR|') },
    },
    {
      destination: 'ward',
      reportKey: key,
      state: 'parked',
      failure: { code: 'AR', answer: expect.stringContaining('MSA|AR|') },
    },
  ]);
  // others are not held up
  mllp.answerWith();
  hl7.answerWith();
  await sendResult(anOru(numbered('5')));
  const unasked = await labwire(['redeliver', '--parked', '--system', systemFile]);
  expect([unasked.code, unasked.stderr]).toEqual([2, expect.stringContaining('--yes')]);
  const again = await labwire(['redeliver', '--parked', '--yes', '--system', systemFile]);
  expect([again.stderr, again.code]).toEqual(['', 0]);
  await until(cloud, async () => {
    const { deliveries } = await table();
    return deliveries.every(({ state }) => state === 'delivered') || undefined;
  });
  const after = await labwire(['deliveries', '--system', systemFile]);
  expect(after.stdout).toBe('no update is parked\n');
});

test('a receipt for what no gateway was handed is refused, and the next version reaches each EHR', async () => {
  const { key } = await sendResult(anOru({ ...numbered('forged'), results: [{ 5: '93' }] }));
  const post = async (receipt: object) => {
    const response = await fetch(`http://127.0.0.1:${cloud.httpPort}/v1/deliveries`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(receipt),
    });
    return [response.status, await response.text()];
  };
  const forged = { reportKey: key, version: 999_999, state: 'delivered' };
  const none = JSON.stringify({ message: 'no gateway delivers to this destination' });
  for (const destination of ['smart', 'engine', 'feed', 'nowhere'])
    expect(await post({ ...forged, destination })).toEqual([400, none]);
  expect(await post({ ...forged, destination: 'ward' })).toEqual([
    400,
    JSON.stringify({ message: 'this version was not handed over' }),
  ]);
  const failure = { code: 'DOE^JANE' };
  expect(await post({ ...forged, destination: 'ward', state: 'parked', failure })).toEqual([
    400,
    expect.stringContaining('failure.code'),
  ]);
  const corrected = await sendResult(
    anOru({
      ...numbered('forged'),
      header: { 10: unique(), 7: '20260303' },
      results: [{ 5: '94', 11: 'C' }],
    }),
  );
  expect(corrected).toMatchObject({ key, version: 2 });
});

test('a destination gets what its filter lets through, and then whatever becomes of it', async () => {
  await readFeed('finals');
  const visit = segment('PV1', { 2: 'I' });
  const told = (status: string, value: string, time: string) =>
    toMessage(
      msh({ 7: time, 10: unique() }),
      pid({ 3: '6^^^RIVERSIDE^MR' }),
      visit,
      obr({ 3: 'F-6^CORELIS', 22: time, 25: status }),
      obx({ 5: value, 11: status }),
    );
  await sendResult(told('P', '90', '20260302080000-0500'));
  expect(await readFeed('finals')).toEqual([]);
  await sendResult(told('F', '93', '20260302090000-0500'));
  await sendResult(told('C', '39', '20260302100000-0500'));
  await sendResult(told('X', '39', '20260302110000-0500'));
  await sendResult(anOru(numbered('7')));
  const reasons = (await readFeed('finals')).map(({ Body = '' }) => JSON.parse(Body).reason);
  expect(reasons).toEqual(['updated', 'corrected', 'cancelled']);
});

test('a feed is sent again what it is named for, and what of a period its filter lets through', async () => {
  const { key } = await sendResult(anOru(numbered('8')));
  await readFeed('feed');
  await readFeed('finals');
  const redeliver = (...words: string[]) =>
    labwire(['redeliver', ...words, '--yes', '--rate', '1000', '--json', '--system', systemFile]);
  const again = await redeliver(key, '--destination', 'feed');
  expect([again.stderr, again.code]).toEqual(['', 0]);
  const [entry] = await readFeed('feed');
  expect(updateSchema.parse(JSON.parse(entry?.Body ?? ''))).toMatchObject({
    ...{ reportKey: key, destination: 'feed', version: 1, redelivery: expect.any(String) },
  });
  const period = await redeliver('--all', '--destination', 'finals');
  expect(period.code).toBe(0);
  const done = period.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const queued = done.filter(({ kind }) => kind === 'queued').map(({ reportKey }) => reportKey);
  expect(new Set(done.map(({ reportKey }) => reportKey)).size).toBe(done.length);
  expect(done.length).toBeGreaterThan(queued.length);
  const sent = (await readFeed('finals')).map(({ Body = '' }) => JSON.parse(Body));
  expect(sent.map(({ reportKey }) => reportKey).sort()).toEqual(queued.sort());
  expect(sent.every(({ redelivery }) => redelivery !== undefined)).toBe(true);
});

test('a walk over all reports that is interrupted goes on where it stopped', async () => {
  const all = ['redeliver', '--all', '--destination', 'feed', '--yes', '--json', '--system', systemFile];
  await readFeed('feed');
  const slow = labwire([...all, '--rate', '2']);
  await until(cloud, () => cloud.aws.waiting(queueUrl('feed').split('/').at(-1) ?? '').length > 1);
  process.emit('SIGINT');
  const { code, stdout, stderr } = await slow;
  expect([code, stderr]).toEqual([1, expect.stringMatching(/go on with --after [\w-]+\n$/)]);
  const [, place = ''] = /--after ([\w-]+)/.exec(stderr) ?? [];
  const rest = await labwire([...all, '--after', place]);
  expect([rest.code, rest.stderr]).toEqual([0, '']);
  const keysIn = (text: string): string[] =>
    text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).reportKey);
  const done = [...keysIn(stdout), ...keysIn(rest.stdout)];
  expect(keysIn(stdout).length).toBeLessThan(done.length);
  expect(new Set(done).size).toBe(done.length);
  const kept = new Set((await table()).messages.flatMap(({ reports }) => reports.map(({ key }) => key)));
  expect(done.sort()).toEqual([...kept].sort());
  const wrong = await labwire([...all, '--after', 'nowhere']);
  expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('--after is no place')]);
});

test('labwire check --connect reaches each of them, and says which it does not', async () => {
  const secrets = join(folder, 'secrets.json');
  writeFileSync(secrets, JSON.stringify(secretsOf()));
  const good = await labwire(['check', siteFolder(), '--connect', '--secrets', secrets, '--yes', '--json']);
  expect([good.stderr, good.code]).toEqual(['', 0]);
  expect(JSON.parse(good.stdout).destinations).toHaveLength(7);
  writeFileSync(secrets, JSON.stringify({ ...secretsOf(), 'ehr/secret': 'wrong' }));
  const bad = await labwire(['check', siteFolder(), '--connect', '--secrets', secrets, '--yes']);
  expect(bad.code).toBe(1);
  expect(bad.stdout).toContain('not reached mutual: NoToken');
  expect(bad.stdout).toContain('ok smart: answers as a FHIR server, and accepts the token');
});

test('nothing is left in any queue that is delivered from', async () => {
  await readFeed('feed');
  await readFeed('finals');
  expect(await isDrained(cloud.aws.url)).toBe(true);
});

/** The site as a folder, for the command line. */
function siteFolder(): string {
  const site = {
    laboratory: { name: 'Test Laboratory', system: 'https://lab.test', timeZone: 'America/New_York' },
    sources: [{ id: 'any', kind: 'lis' }],
    destinations: destinationsOf(),
  };
  writeFileSync(join(folder, 'site.yaml'), JSON.stringify(site));
  return folder;
}
