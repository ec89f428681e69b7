import { randomBytes } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ChangeMessageVisibilityCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Bundle, Observation } from '@medplum/fhirtypes';
import { writeSystemFile } from '../../cli/system-file.ts';
import { createSeal, KEY_BYTES } from '../../gateway/spool/seal.ts';
import { Spool } from '../../gateway/spool/spool.ts';
import { systemClock } from '../../lib/shared/clock.ts';
import { qualityFileSchema } from '../../lib/site/quality/schema.ts';
import { type LocalCloud, start } from '../../local/start.ts';
import { drained, sendAll, unique } from '../support/cloud.ts';
import { anHttpServer, stopHttpServers } from '../support/http-servers.ts';
import { startIssuer } from '../support/issuer.ts';
import { labwire } from '../support/labwire.ts';
import { anOru, msh, obr, obx, pid, segment, toMessage } from '../support/messages.ts';
import { aQuality } from '../support/quality/controls.ts';
import { commandsOn, followPage, runbookPages } from '../support/runbook.ts';
import { aCheckedSite } from '../support/site.ts';
import { aSubscription } from '../support/subscriptions.ts';

/**
 * A night shift: each alarm is provoked on the deployed template, seen, mended and cleared with the commands
 * of its page. Only the time of metrics and alarms is moved.
 */
const folder = mkdtempSync(join(tmpdir(), 'labwire-runbook-'));
/** One test system of the source `any`. */
const quality = qualityFileSchema.parse(
  JSON.parse(
    JSON.stringify(aQuality({ gate: { mode: 'gate' } }, '2099-12-31')).replaceAll(
      '"source":"analyzer"',
      '"source":"any"',
    ),
  ),
);
const system = join(folder, 'system.json');
let cloud: LocalCloud;
let sqs: SQSClient;
let movedMs = 0;
/** The gateway of the laboratory. */
const spoolFolder = join(folder, 'gateway');
const spoolKey = randomBytes(KEY_BYTES).toString('base64');
/** A poll was refused. */
let onRefused = (): void => undefined;

let issuer: Awaited<ReturnType<typeof startIssuer>>;
/** A subscriber, and how it answers. */
let endpoint: Awaited<ReturnType<typeof anHttpServer>>;
let endpointStatus = 200;

beforeAll(async () => {
  issuer = await startIssuer();
  endpoint = await anHttpServer((_request, response) => response.writeHead(endpointStatus).end());
  cloud = await start({
    ...aCheckedSite({
      sources: [
        { id: 'new-lis', kind: 'lis', sender: { application: 'NEWLIS' }, unmapped: 'hold' },
        { id: 'any', kind: 'lis' },
      ],
      destinations: [
        { id: 'ehr', kind: 'fhir', url: 'https://ehr.test/fhir' },
        { id: 'subscribers', kind: 'subscriptions', endpoints: [`${endpoint.url}/hooks/`] },
      ],
      access: { issuer: issuer.url, audience: ['labwire'] },
    }),
    quality,
    clock: () => new Date(Date.now() + movedMs),
    onFailure: () => onRefused(),
  });
  sqs = new SQSClient(cloud.clientConfig);
  writeSystemFile(cloud, folder);
  new Spool({
    ...{ directory: spoolFolder, seal: createSeal(Buffer.from(spoolKey, 'base64')), clock: systemClock },
    ...{ maxBytes: 1024 ** 3, maxAgeMs: Number.POSITIVE_INFINITY, keepMs: Number.POSITIVE_INFINITY },
  }).close();
});
afterAll(async () => {
  sqs.destroy();
  await cloud.stop();
  await Promise.all([issuer.stop(), stopHttpServers()]);
});

/** A result of a test without a test system. */
const message = () =>
  anOru({
    header: { 10: unique() },
    order: { 3: `F-${unique()}^LAB` },
    results: [{ 3: 'CREA^Creatinine^99LAB', 5: '1.1', 6: 'mg/dL' }],
  });

/** The pages of the alarms that are raised. */
async function raised(run: ReturnType<typeof followPage>): Promise<string[]> {
  // as each minute, but for the moved clock
  await cloud.runSchedules();
  const { stdout, code } = await run('status', { more: ['--json'] });
  const { alarms } = JSON.parse(stdout) as { alarms: { page: string }[] };
  expect(code).toBe(alarms.length > 0 ? 1 : 0);
  return [...new Set(alarms.map(({ page }) => page))].sort();
}

/** Takes the permission to read its queue from a function; a poll that is under way takes one entry more. */
async function stopReading(
  role: string,
  sendOne: () => Promise<unknown> = () => sendAll(cloud.mllpPort, [message()]),
): Promise<() => void> {
  const refused = new Promise<void>((resolve) => {
    onRefused = resolve;
  });
  const restore = cloud.access.revoke(role, 'sqs:ReceiveMessage');
  await sendOne();
  await refused;
  return restore;
}

/** Reads the entries of a queue so often, and leaves them there, as a function that fails does. */
async function failOften(QueueUrl: string, times: number): Promise<void> {
  for (let tries = 0; tries < times; tries++) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, VisibilityTimeout: 30, MaxNumberOfMessages: 10 }),
    );
    for (const { ReceiptHandle } of Messages)
      await sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }));
  }
}

/** Sends a result that waits for the map of its source. */
async function holdOne(): Promise<void> {
  await sendAll(cloud.mllpPort, [
    anOru({ header: { 3: 'NEWLIS', 10: unique() }, order: { 3: `F-${unique()}^LAB` } }),
  ]);
  await drained(cloud);
}

async function reportsAtEhr(): Promise<number> {
  const response = await fetch(`${cloud.ehr.url}/DiagnosticReport?_count=100`);
  return ((await response.json()) as Bundle).entry?.length ?? 0;
}

const inboundQueue = (): string => JSON.parse(cloud.system).inboundQueue;

describe('dead-letters', () => {
  const run = followPage('dead-letters', system);

  test('entries that failed too often are seen, put back and read; the alarm ends', async () => {
    // nobody reads the queue, as after a deployment without the grant
    const restore = await stopReading('Normalize');
    const [answer] = await sendAll(cloud.mllpPort, [message()]);
    expect(answer?.ack.code).toBe('AA');
    // every try fails: SQS itself puts it aside after the last
    await failOften(inboundQueue(), 21);
    expect(await raised(run)).toEqual(['docs/runbook/dead-letters.md']);
    expect((await run('dlq ls')).stdout).toMatch(/inbound\s+[12]/);
    const shown = await run('dlq show QUEUE', { values: { QUEUE: 'inbound' } });
    expect(shown.stdout).toMatch(/tried \d+ times {2}messageId [0-9a-f]{32}/);

    restore();
    const redriven = await run('dlq redrive QUEUE', { values: { QUEUE: 'inbound' }, more: ['--yes'] });
    expect([redriven.code, redriven.stdout]).toEqual([0, expect.stringMatching(/put back/)]);
    await drained(cloud);
    expect((await run('dlq ls')).stdout).toMatch(/inbound\s+0/);
    expect(await raised(run)).toEqual([]);
    expect(await reportsAtEhr()).toBe(2);
  });
});

describe('late', () => {
  const run = followPage('late', system);

  test('an entry that waits too long is seen; when it is handled, the alarm ends', async () => {
    const restore = await stopReading('Deliver');
    await sendAll(cloud.mllpPort, [message()]);
    const updates = JSON.parse(cloud.system).updateQueues.ehr.split('/').at(-1);
    while (cloud.aws.waiting(updates).length === 0) await cloud.nextInvocation();
    movedMs += 14 * 60_000;
    expect(await raised(run)).toEqual([]);
    movedMs += 2 * 60_000;
    expect(await raised(run)).toEqual(['docs/runbook/late.md']);
    const { stdout } = await run('status');
    expect(stdout).toMatch(/updates\/ehr\s+[12]\s+0\s+9\d\d s/);

    restore();
    await drained(cloud);
    expect(await raised(run)).toEqual([]);
    expect(await reportsAtEhr()).toBe(4);
  });
});

describe('not-stored', () => {
  const run = followPage('not-stored', system);

  test('messages that were answered with AE are counted; sent again they are taken, and the alarm ends', async () => {
    const restore = cloud.access.revoke('Receive', 'dynamodb:PutItem');
    const bytes = message();
    const [refused] = await sendAll(cloud.mllpPort, [bytes]);
    expect(refused?.ack.code).toBe('AE');
    // AE is 503, which the API counts as well
    expect(await raised(run)).toEqual(['docs/runbook/api-failed.md', 'docs/runbook/not-stored.md']);
    expect((await run('status')).stdout).toContain('1 not stored');

    restore();
    const [again] = await sendAll(cloud.mllpPort, [bytes]);
    expect(again?.ack.code).toBe('AA');
    await drained(cloud);
    expect(await reportsAtEhr()).toBe(5);
    const proof = await run(
      'simulate analyzer --profile mllp --application NAME --facility NAME --count 1 --to HOST:PORT',
      { values: { NAME: 'CORELIS', 'HOST:PORT': `127.0.0.1:${cloud.mllpPort}` } },
    );
    expect([proof.code, proof.stdout]).toEqual([0, expect.stringMatching(/answered AA/)]);
    await drained(cloud);
    movedMs += 6 * 60_000;
    expect(await raised(run)).toEqual([]);
    expect(await reportsAtEhr()).toBe(5);
  });
});

describe('held-growing', () => {
  const run = followPage('held-growing', system);
  const values = { REASON: 'unmapped-code', '"TEXT"': 'the map is complete' };
  const dryRun = 'replay --held REASON --why "TEXT" --dry-run';
  const replay = 'replay --held REASON --why "TEXT"';

  test('what the site of the system holds stays held until that site changes', async () => {
    const atEhr = await reportsAtEhr();
    await holdOne();
    const held = /unmapped-code: 1 .*\n.* {2}new-lis /;
    expect((await run('held')).stdout).toMatch(held);
    expect((await run(dryRun, { values })).stdout).toContain(
      'unchanged: 1 observations in = 0 stored + 1 held',
    );
    const replayed = await run(replay, { values, more: ['--yes'] });
    expect([replayed.code, replayed.stdout]).toEqual([0, expect.stringContaining('· 0 updates queued')]);
    expect((await run('held')).stdout).toMatch(held);
    expect(await reportsAtEhr()).toBe(atEhr);
  });

  test.each([
    ['named with --site', { more: ['--yes', '--site', 'site'] }],
    ['named by the machine', { more: ['--yes'], variables: { LABWIRE_SITE: 'site' } }],
  ])('another site, %s, would let it go, and is refused', async (_, options) => {
    const atEhr = await reportsAtEhr();
    const shown = await labwire([
      'replay',
      '--held',
      'unmapped-code',
      '--dry-run',
      '--data',
      folder,
      '--site',
      'site',
    ]);
    expect(shown.stdout).toContain('1 observations in = 1 stored + 0 held');
    expect(shown.stderr).toContain(`and the system runs version ${cloud.checkedSite.siteVersion}`);
    const { code, stdout, stderr } = await run(replay, { values, ...options });
    expect([code, stdout, stderr]).toEqual([2, '', expect.stringContaining('deploy this site first')]);
    expect(await reportsAtEhr()).toBe(atEhr);
  });
});

describe('correction-held', () => {
  const run = followPage('correction-held', system);
  const filler = `F-${unique()}^LAB`;
  const sent = (hour: number, value: string, status = 'F') =>
    anOru({
      header: { 7: `202603020${hour}0000-0500`, 10: unique() },
      order: { 3: filler, 4: 'NA^Sodium^L', 22: `202603020${hour}0000-0500`, 25: status },
      results: [{ 3: 'NA^Sodium^L', 5: value, 6: 'mmol/L', 11: status }],
    });
  const sodiumAtEhr = async () => {
    const response = await fetch(`${cloud.ehr.url}/Observation?_count=100`);
    const { entry = [] } = (await response.json()) as Bundle<Observation>;
    const ours = entry.flatMap(({ resource }) =>
      resource?.code.coding?.some(({ code }) => code === 'NA') === true ? [resource] : [],
    );
    return ours.map(({ valueQuantity }) => valueQuantity?.value);
  };

  test('the older value stays in the chart until a person releases the right one; then the alarm ends', async () => {
    await sendAll(cloud.mllpPort, [sent(1, '141')]);
    await drained(cloud);
    await sendAll(cloud.mllpPort, [sent(2, '114', 'C')]);
    await drained(cloud);
    expect(await raised(run)).toEqual([]);
    // back to the first value, but not marked as a correction
    await sendAll(cloud.mllpPort, [sent(3, '141')]);
    await drained(cloud);
    expect(await raised(run)).toEqual(['docs/runbook/correction-held.md']);
    expect(await sodiumAtEhr()).toEqual([114]);
    expect((await run('status')).stdout).toContain('held 1 corrections: charts still show older values');
    const { stdout } = await run('held --corrections');
    expect(stdout).toMatch(
      /^unmarked-correction: 1 .*\n {2}[0-9a-f]{32} .* 1 corrections: charts show older values\n$/,
    );

    // the alarm ends by itself, the older value does not
    movedMs += 6 * 60_000;
    expect(await raised(run)).toEqual([]);
    expect((await run('status')).stdout).toContain('held 1 corrections');

    const [, ID = ''] = /\n {2}([0-9a-f]{32}) /.exec(stdout) ?? [];
    const values = { ID, '"TEXT"': 'asked the laboratory: 141 is right' };
    expect((await run('show ID', { values })).code).toBe(0);
    expect((await run('release ID --why "TEXT" --dry-run', { values })).stdout).toContain(
      '1 stored + 0 held',
    );
    expect((await run('release ID --why "TEXT"', { values, more: ['--yes'] })).code).toBe(0);
    await drained(cloud);
    expect(await sodiumAtEhr()).toEqual([141]);
    expect((await run('status')).stdout).not.toContain('corrections');
    expect((await run('held --corrections')).stdout).toBe('nothing is held\n');
    expect(await raised(run)).toEqual([]);
  });
});

const scope = 'system/*.rs system/Subscription.crds';

/** A request of a client to the read API. */
async function ask(client: string, path: string, request: RequestInit = {}): Promise<Response> {
  const authorization = `Bearer ${await issuer.token({ sub: client, scope })}`;
  return fetch(path.startsWith('http') ? path : `http://127.0.0.1:${cloud.httpPort}/fhir/${path}`, {
    ...request,
    headers: { authorization, ...request.headers },
  });
}

describe('export-failed', () => {
  const run = followPage('export-failed', system);
  /** Starts an export, and gives its address. */
  const begin = async (client: string): Promise<string> => {
    const begun = await ask(client, '$export?_type=Patient', { headers: { prefer: 'respond-async' } });
    expect(begun.status).toBe(202);
    return begun.headers.get('content-location') ?? '';
  };

  test('an export whose step fails ten times is seen; asked for again it is written, and the alarm ends', async () => {
    const restore = await stopReading('Export', () => begin('other'));
    const address = await begin('ehr');
    expect((await ask('ehr', address)).status).toBe(202);
    const [queue = ''] = Object.values<string>(JSON.parse(cloud.system).exportQueues);
    await failOften(queue, 10);
    expect(await raised(run)).toEqual([]);
    restore();
    let answer = await ask('ehr', address);
    while (answer.status === 202) {
      await cloud.nextInvocation();
      answer = await ask('ehr', address);
    }
    expect(answer.status).toBe(500);
    // the API counts the answer as well
    expect(await raised(run)).toEqual(['docs/runbook/api-failed.md', 'docs/runbook/export-failed.md']);

    const again = await begin('ehr');
    await drained(cloud);
    const complete = await ask('ehr', again);
    const { output } = (await complete.json()) as { output: { type: string; url: string }[] };
    expect(output).toMatchObject([{ type: 'Patient' }]);
    expect((await ask('ehr', output[0]?.url ?? '')).status).toBe(200);
    movedMs += 6 * 60_000;
    expect(await raised(run)).toEqual([]);
  });
});

describe('subscriber-off', () => {
  const run = followPage('subscriber-off', system);
  const subscribe = async (): Promise<string> => {
    const made = await ask('ehr', 'Subscription', {
      method: 'POST',
      body: JSON.stringify(aSubscription(`${endpoint.url}/hooks/lab`)),
      headers: { 'content-type': 'application/fhir+json' },
    });
    expect(made.status).toBe(201);
    return ((await made.json()) as { id: string }).id;
  };
  const statusOf = async (id: string): Promise<string> =>
    ((await (await ask('ehr', `Subscription/${id}`)).json()) as { status: string }).status;

  test('a subscriber that is gone is seen; it subscribes again and is told, and the alarm ends', async () => {
    const id = await subscribe();
    expect(await statusOf(id)).toBe('active');
    endpointStatus = 410;
    await sendAll(cloud.mllpPort, [message()]);
    await drained(cloud);
    expect(await statusOf(id)).toBe('off');
    expect(await raised(run)).toEqual(['docs/runbook/subscriber-off.md']);

    endpointStatus = 200;
    const again = await subscribe();
    await sendAll(cloud.mllpPort, [message()]);
    await drained(cloud);
    const status = await (await ask('ehr', `Subscription/${again}/$status`)).text();
    expect(status).toContain('"name":"events-since-subscription-start","valueString":"1"');
    expect([await statusOf(id), await statusOf(again)]).toEqual(['off', 'active']);
    movedMs += 6 * 60_000;
    expect(await raised(run)).toEqual([]);
  });
});

/** The id of a message that a command can be used for. */
async function idFor(command: string): Promise<string> {
  const { stdout } = await labwire([
    ...(command.startsWith('release') ? ['held', '--reason', 'unmapped-code'] : ['messages']),
    ...['--json', '--data', folder],
  ]);
  const [one] = JSON.parse(stdout) as { id?: string; messageId?: string }[];
  if (one === undefined && command.startsWith('release')) {
    await holdOne();
    return idFor(command);
  }
  return one?.messageId ?? one?.id ?? '';
}

/** Controls of one test system, and a delivered result that the rejected one puts in doubt. */
async function runControls(): Promise<void> {
  const times = [60, 50, 40, 30].map(
    (minutes) =>
      `${new Date(Date.now() - minutes * 60_000).toISOString().slice(0, 19).replaceAll(/[-:T]/g, '')}+0000`,
  );
  const measured = (index: number, value: string) =>
    obx({ 3: 'GLU^Glucose^99LAB', 5: value, 6: 'mg/dL', 18: 'c303', 19: times[index] ?? '' });
  const control = (index: number, value: string) =>
    toMessage(
      msh({ 3: 'CHEM', 9: 'OUL^R22', 10: unique() }),
      segment('SPM', { 2: 'QC1', 11: 'Q^^HL70369' }),
      obr({ 3: 'QC1' }),
      measured(index, value),
    );
  const result = toMessage(
    msh({ 3: 'CHEM', 10: unique() }),
    pid({ 3: `${unique()}^^^RIVERSIDE^MR` }),
    obr({ 3: `F-${unique()}` }),
    measured(1, '95'),
  );
  for (const one of [control(0, '100'), result, control(2, '131'), control(3, 'cells')]) {
    await sendAll(cloud.mllpPort, [one]);
    await drained(cloud);
  }
}

describe('every command of every page', () => {
  let [event, point] = ['', ''];
  beforeAll(async () => {
    await runControls();
    const json = async (...args: string[]) =>
      JSON.parse((await labwire([...args, '--json', '--data', folder])).stdout);
    event = (await json('lookback', 'list'))[0].bounds.event;
    point = (await json('qc', 'points', 'glucose')).find(
      ({ value }: { readonly value: string }) => value === 'cells',
    ).id;
  });

  const acting = /^(?:replay|release|redeliver|dlq redrive)\b(?!.*--dry-run)/;
  const cases = runbookPages.flatMap((page) =>
    [...new Set(commandsOn(page))].map((command) => [page, command] as const),
  );

  test('is there', () => {
    expect(cases.length).toBeGreaterThan(30);
  });

  test.each(cases)('%s: %s', async (page, command) => {
    const id = / ID(?: |$)/.test(command) ? await idFor(command) : '';
    const values = {
      ...{ REASON: 'unmapped-code', '"TEXT"': 'a test', TEXT: 'a test', TIME: '1h' },
      ...{
        QUEUE: 'inbound',
        ID: command.includes('--destination') ? 'ehr' : id,
        REPORT: 'report',
      },
      ...{
        SITE: 'site',
        'HOST:PORT': `127.0.0.1:${cloud.mllpPort}`,
        NAME: 'CORELIS',
        ...{ SYSTEM: 'glucose', EVENT: event, POINT: point, KIND: 'other', WORD: 'not-affected' },
        'outputs.json': system,
      },
    };
    const { code, stderr } = await followPage(page, system)(command, {
      ...{ values, more: acting.test(command) ? ['--yes'] : [] },
      variables: { LABWIRE_DATA: spoolFolder, LABWIRE_SPOOL_KEY: spoolKey },
    });
    // 1: something waits for a person
    expect([0, 1]).toContain(code);
    expect(stderr).not.toContain('the system runs version');
  });

  test('puts nothing into the EHR but the result after a good control and the two that a person released', async () => {
    await drained(cloud);
    expect(await reportsAtEhr()).toBe(11);
  });
});
