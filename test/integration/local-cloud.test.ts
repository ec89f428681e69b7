import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { encodeFrame, FrameDecoder } from '@labwire/hl7/mllp/frame';
import type { Bundle, DiagnosticReport, Observation } from '@medplum/fhirtypes';
import { MllpClient } from '../../gateway/outbound/mllp-client.ts';
import { compileScripts } from '../../lib/site/compile-scripts.ts';
import { type LocalCloud, start } from '../../local/start.ts';
import {
  type CloudAddress,
  readTable,
  type StoredMessageItem,
  sendAll,
  toAck,
  unique,
  until,
} from '../support/cloud.ts';
import { listeners, procfs } from '../support/listeners.ts';
import { anOru, msh, obr, obx, pid, segment, textOf, toMessage } from '../support/messages.ts';
import { needing } from '../support/needs.ts';
import { aSite } from '../support/site.ts';

const site = aSite({
  sources: [
    {
      id: 'scripted',
      kind: 'analyzer',
      sender: { application: 'SCRIPTED' },
      otherMessages: 'reject',
      script: 'scripts/hematology.ts',
    },
    { id: 'any', kind: 'lis' },
  ],
});
const scripts = compileScripts(fileURLToPath(new URL('../../site', import.meta.url)), site);

let cloud: LocalCloud;
let address: CloudAddress;
const logs: string[] = [];
beforeAll(async () => {
  if (!scripts.ok) throw new Error(JSON.stringify(scripts.problems));
  cloud = await start({
    site,
    siteVersion: 'test',
    scripts: scripts.program,
    onLog: (line) => logs.push(line),
  });
  address = { mllpPort: cloud.mllpPort, awsUrl: cloud.aws.url, tableName: cloud.tableName };
});
afterAll(() => cloud.stop());

needing(procfs).test('no listener of a running system is reached from another machine', () => {
  const { count, open } = listeners();
  // MLLP, ASTM, the API, the AWS address, tables, queues, and the EHR over FHIR, HTTP and MLLP
  expect(count).toBeGreaterThanOrEqual(9);
  expect(open).toEqual([]);
});

const send = async (message: Uint8Array) => (await sendAll(cloud.mllpPort, [message]))[0]?.ack;

const processed = (controlId: string, state = 'processed'): Promise<StoredMessageItem> =>
  until(cloud, async () => {
    const { messages } = await readTable(address);
    return messages.find((message) => message.controlId === controlId && message.state === state);
  });

const deliveryOf = (reportKey: string | undefined, version: number) =>
  until(cloud, async () =>
    (await readTable(address)).deliveries.find(
      (one) => one.reportKey === reportKey && one.version >= version,
    ),
  );

async function ehr<T>(path: string): Promise<T> {
  const response = await fetch(`${cloud.ehr.url}/${path}`);
  return (await response.json()) as T;
}

/** The EHR's DiagnosticReport of one of our reports. */
async function reportAtEhr(reportKey: string | undefined): Promise<DiagnosticReport | undefined> {
  const found = await ehr<Bundle<DiagnosticReport>>(
    `DiagnosticReport?identifier=https://lab.test/report|${reportKey}`,
  );
  expect(found.entry).toHaveLength(1);
  return found.entry?.[0]?.resource;
}

/** A message of its own patient and order. */
function fresh(options: Parameters<typeof anOru>[0] = {}) {
  const id = unique();
  const message = anOru({
    ...options,
    header: { 10: id, ...options.header },
    patient: { 3: `${id}^^^RIVERSIDE^MR`, ...options.patient },
    order: { 3: `${id}^CORELIS`, ...options.order },
  });
  return { id, message };
}

/** A later message that corrects the result of a fresh one. */
const correctionOf = (id: string) =>
  fresh({
    header: { 7: '20260302090000-0500' },
    patient: { 3: `${id}^^^RIVERSIDE^MR` },
    order: { 3: `${id}^CORELIS`, 25: 'C' },
    results: [{ 5: '39', 11: 'C' }],
  });

describe('who a result is of', () => {
  test('is told by its order, where it says nothing itself', async () => {
    const id = unique();
    await send(
      toMessage(
        msh({ 9: 'ORM^O01', 10: `${id}-O` }),
        pid({ 3: `${id}^^^RIVERSIDE^MR` }),
        segment('ORC', { 1: 'NW', 2: `${id}^PLACER` }),
        obr({ 2: `${id}^PLACER`, 3: '' }),
      ),
    );
    await processed(`${id}-O`);
    await send(toMessage(msh({ 10: id }), obr({ 2: `${id}^PLACER`, 3: '' }), obx()));
    const { reports, ledger } = await processed(id);
    expect(ledger).toMatchObject({ stored: 1, held: {} });
    await deliveryOf(reports[0]?.key, 1);
    expect((await reportAtEhr(reports[0]?.key))?.subject?.reference).toMatch(/^Patient\//);
  });

  test('follows a merge of patients, to the EHR', async () => {
    const { id, message } = fresh();
    await send(message);
    const [report] = (await processed(id)).reports;
    await deliveryOf(report?.key, 1);
    const before = (await reportAtEhr(report?.key))?.subject?.reference;
    await send(
      toMessage(
        msh({ 7: '20260302093000-0500', 9: 'ADT^A40^ADT_A39', 10: `${id}-M` }),
        segment('EVN', { 1: 'A40' }),
        pid({ 3: `${id}-NEW^^^RIVERSIDE^MR` }),
        segment('MRG', { 1: `${id}^^^RIVERSIDE^MR` }),
      ),
    );
    expect((await processed(`${id}-M`)).reports).toMatchObject([
      { key: report?.key, version: 2, updates: 1 },
    ]);
    await deliveryOf(report?.key, 2);
    const after = (await reportAtEhr(report?.key))?.subject?.reference;
    expect(after).toMatch(/^Patient\//);
    expect(after).not.toBe(before);
    // under the retired number again: no second report, and still the survivor's
    const correction = correctionOf(id);
    await send(correction.message);
    expect((await processed(correction.id)).reports).toMatchObject([{ key: report?.key, version: 3 }]);
    await deliveryOf(report?.key, 3);
    expect((await reportAtEhr(report?.key))?.subject?.reference).toBe(after);
  });
});

describe('a control', () => {
  test('is a point of its instrument, once, and nothing at the EHR', async () => {
    const id = unique();
    const analyzer = `c303-${id}`;
    const control = toMessage(
      msh({ 3: 'ANALYZER', 4: '', 9: 'OUL^R22', 10: id }),
      segment('SPM', { 2: id, 11: 'Q^^HL70369' }),
      obr({ 3: id }),
      obx({ 18: analyzer, 19: '20260302074500-0500' }),
    );
    expect(await send(control)).toMatchObject({ code: 'AA' });
    expect(await processed(id)).toMatchObject({
      reports: [],
      ledger: { setAside: { 'control-material': 1 } },
    });
    const { qcPoints } = await readTable(address);
    expect(qcPoints.filter((key) => key.includes(analyzer))).toEqual([
      expect.stringMatching(new RegExp(`^QC#P#any#${analyzer}#GLU 2026-03-02T12:45:00.000Z##[0-9a-f]{32}$`)),
    ]);
  });
});

describe('a result', () => {
  test('travels from MLLP to the EHR with the requests that were designed, and no more', async () => {
    // a code that needs no map, which a function would tell of once
    const results = [{ 3: '2345-7^Glucose^LN' }];
    const first = fresh({ results });
    const second = fresh({ results, patient: { 3: `${first.id}^^^RIVERSIDE^MR` } });
    for (const { id, message } of [first, second]) {
      const before = structuredClone(cloud.aws.counts());
      expect(await send(message)).toMatchObject({ code: 'AA', controlId: id });
      const [report] = (await processed(id)).reports;
      await deliveryOf(report?.key, 1);
      expect(await reportAtEhr(report?.key)).toMatchObject({ status: 'final', result: [{}] });

      const after = cloud.aws.counts();
      const made = (caller: string) => {
        const name = Object.keys(after).find((key) => key.startsWith(caller)) ?? '';
        return Object.fromEntries(
          Object.entries(after[name] ?? {})
            .map(([operation, count]) => [operation, count - (before[name]?.[operation] ?? 0)] as const)
            .filter(([, count]) => count > 0),
        );
      };
      expect(made('Receive')).toEqual({ 'DynamoDB.PutItem': 1, 'SQS.SendMessage': 1 });
      expect(made('Normalize')).toEqual({
        'DynamoDB.BatchGetItem': 1, // the message, with the orders and merges that it asks for
        'DynamoDB.Query': 1,
        'DynamoDB.PutItem': 1,
        'DynamoDB.BatchWriteItem': 1,
        'DynamoDB.UpdateItem': 1,
        'SQS.SendMessage': 1,
      });
      expect(made('Deliver')).toEqual({ 'DynamoDB.GetItem': 1, 'DynamoDB.PutItem': 1 });
    }
  });

  test('that is corrected replaces what the EHR shows, and both versions stay', async () => {
    const { id, message } = fresh();
    await send(message);
    const [first] = (await processed(id)).reports;
    const correction = correctionOf(id);
    await send(correction.message);
    expect((await processed(correction.id)).reports).toMatchObject([{ key: first?.key, version: 2 }]);
    await deliveryOf(first?.key, 2);
    const { versions } = await readTable(address);
    expect(versions.filter((version) => version.includes(first?.key ?? '-'))).toHaveLength(2);
    const [own] =
      (await ehr<Bundle>('Observation?_count=1000')).entry?.filter(({ resource }) =>
        (resource as Observation).identifier?.[0]?.value?.startsWith(first?.key ?? '-'),
      ) ?? [];
    expect(own?.resource).toMatchObject({ status: 'corrected', valueQuantity: { value: 39 } });
  });

  test('that comes again is answered with the same bytes and makes nothing new', async () => {
    const { id, message } = fresh();
    const client = await MllpClient.connect({ host: '127.0.0.1', port: cloud.mllpPort });
    const first = await client.send(message);
    await processed(id);
    const before = await readTable(address);
    const again = await client.send(message);
    client.close();
    expect(textOf(again)).toBe(textOf(first));
    const after = await readTable(address);
    expect(after.versions).toEqual(before.versions);
    expect(after.messages.find(({ controlId }) => controlId === id)?.retransmissions).toBe(1);
  });

  test('too long for an item or a queue goes through the bucket and arrives whole', async () => {
    const data = randomBytes(600_000).toString('base64');
    const { id, message } = fresh({ results: [{ 2: 'ED', 5: `^application^pdf^Base64^${data}` }] });
    expect(await send(message)).toMatchObject({ code: 'AA' });
    const [report] = (await processed(id)).reports;
    await deliveryOf(report?.key, 1);
    expect((await reportAtEhr(report?.key))?.presentedForm?.[0]?.data).toBe(data);
  });

  test.each([
    ['text without end', { 2: 'TX', 5: 'x'.repeat(500_000), 6: '' }],
    [
      'a document in lines',
      { 2: 'ED', 5: `^application^pdf^Base64^${'QUJD'.repeat(19).concat('\n').repeat(3500)}`, 6: '' },
    ],
  ])('that is %s is taken, and does not stop its patient', async (_, result) => {
    const { id, message } = fresh({ results: [result] });
    await send(message);
    const [report] = (await processed(id)).reports;
    expect(await deliveryOf(report?.key, 1)).toMatchObject({ state: 'delivered' });
  });

  test('waits for an EHR that is down, and arrives when it is back', async () => {
    const { id, message } = fresh();
    cloud.ehr.failWith(503);
    await send(message);
    const [report] = (await processed(id)).reports;
    await until(cloud, async () =>
      logs.find((line) => line.includes('update-postponed') && line.includes(report?.key ?? '-')),
    );
    cloud.ehr.failWith();
    expect(await deliveryOf(report?.key, 1)).toMatchObject({ state: 'delivered' });
  });

  test('that the EHR refuses is parked with its answer, and its next version goes out', async () => {
    const { id, message } = fresh();
    cloud.ehr.failWith(422);
    await send(message);
    const [report] = (await processed(id)).reports;
    expect(await deliveryOf(report?.key, 1)).toMatchObject({ state: 'parked', failure: { code: 'HTTP422' } });
    cloud.ehr.failWith();
    await send(correctionOf(id).message);
    expect(await deliveryOf(report?.key, 2)).toMatchObject({ state: 'delivered' });
  });
});

describe("a source's own script", () => {
  const scripted = (unit: string, header = {}) =>
    fresh({ header: { 3: 'SCRIPTED', ...header }, results: [{ 6: unit }] });

  test('mends its messages where they are normalized', async () => {
    const { id, message } = scripted('K/uL');
    expect(await send(message)).toMatchObject({ code: 'AA' });
    const [report] = (await processed(id)).reports;
    await deliveryOf(report?.key, 1);
    const [observation] = (await reportAtEhr(report?.key))?.result ?? [];
    expect(await ehr<Observation>(observation?.reference ?? '')).toMatchObject({
      valueQuantity: { unit: '10*3/uL' },
    });
  });

  test('never sees what hl7-standard cannot write back: the message is held as it came', async () => {
    const { id, message } = scripted('K/uL');
    const other = Buffer.from(textOf(message).replace('^~\\&|', '^~\\&#|'));
    expect(await send(other)).toMatchObject({ code: 'AA' });
    expect((await processed(id, 'held')).ledger).toMatchObject({
      received: 1,
      stored: 0,
      held: { 'script-unreadable': 1 },
    });
  });
});

describe('HL7 over HTTP', () => {
  const post = (body: Uint8Array | string, contentType = 'application/hl7-v2') =>
    fetch(`http://127.0.0.1:${cloud.httpPort}/v1/messages`, {
      method: 'POST',
      headers: { 'content-type': contentType },
      body: typeof body === 'string' ? body : new Uint8Array(body),
    });

  test.each(['application/hl7-v2', 'x-application/hl7-v2+er7'])(
    '%s is answered in its own type',
    async (type) => {
      const { id, message } = fresh();
      const response = await post(message, type);
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toBe(type);
      expect(toAck(new Uint8Array(await response.arrayBuffer()))).toMatchObject({
        code: 'AA',
        controlId: id,
      });
    },
  );

  test.each([
    ['nothing', '', 'MSH'],
    ['no HL7', 'hello', 'MSH'],
    ['another kind of message', textOf(fresh({ header: { 3: 'SCRIPTED', 9: 'SIU^S12' } }).message), 'MSH-9'],
    ['more than the limit', `MSH|^~\\&|CORELIS|RIVERSIDE\r${'x'.repeat(4_300_000)}`, 'longer'],
  ])('%s is refused with the reason', async (_, body, reason) => {
    const response = await post(body);
    expect(response.status).toBe(400);
    const ack = toAck(new Uint8Array(await response.arrayBuffer()));
    expect(ack.code).toBe('AR');
    expect(ack.errors[0]).toContain(reason);
  });

  test('bytes of the sender come back as they were', async () => {
    const ascii = textOf(fresh({ header: { 10: 'M-#', 18: '8859/1' } }).message);
    const message = Buffer.from(ascii.replace('M-#', 'M-\xe9'), 'latin1');
    const answer = Buffer.from(await (await post(message)).arrayBuffer()).toString('latin1');
    expect(answer).toContain('MSA|AA|M-\xe9');
  });

  test('an address that nobody serves is refused, as API Gateway does', async () => {
    expect((await fetch(`http://127.0.0.1:${cloud.httpPort}/v2`)).status).toBe(403);
  });
});

describe('the MLLP listener', () => {
  /** Writes these pieces to a socket, closes its side, and gives the acknowledgments that come back. */
  async function exchange(pieces: readonly Uint8Array[]): Promise<string[]> {
    const socket = connect({ port: cloud.mllpPort, host: '127.0.0.1' });
    const decoder = new FrameDecoder({ maxBytes: 1_000_000 });
    const answers: string[] = [];
    socket.on('data', (chunk) => {
      for (const frame of decoder.push(chunk))
        if (frame.kind === 'message') answers.push(toAck(frame.bytes).controlId);
    });
    for (const piece of pieces) await new Promise((resolve) => socket.write(piece, resolve));
    socket.end();
    await new Promise((resolve) => socket.once('close', resolve));
    return answers;
  }

  test('pipelined frames are answered one by one, in order, also when the sender has closed its side', async () => {
    const messages = Array.from({ length: 20 }, () => fresh());
    const stream = Buffer.concat(messages.map(({ message }) => encodeFrame(message)));
    expect(await exchange([stream])).toEqual(messages.map(({ id }) => id));
  });

  test('a frame that comes byte by byte is whole', async () => {
    const { id, message } = fresh();
    const bytes = [...encodeFrame(message)].map((byte) => Uint8Array.of(byte));
    expect(await exchange(bytes)).toEqual([id]);
  });

  test('a sender that never writes the last carriage return is answered', async () => {
    const { id, message } = fresh();
    const socket = connect({ port: cloud.mllpPort, host: '127.0.0.1' });
    const answer = new Promise<Buffer>((resolve) => socket.once('data', resolve));
    socket.write(encodeFrame(message).subarray(0, -1));
    expect((await answer).toString('latin1')).toContain(`MSA|AA|${id}`);
    socket.destroy();
  });

  test('noise, half a frame and a frame that is too long disturb no neighbour', async () => {
    const [first, second, third] = [fresh(), fresh(), fresh()];
    const answers = await exchange([
      Buffer.from('noise'),
      encodeFrame(first.message),
      Buffer.from('\vMSH|^~\\&|half a frame\rPID|'),
      encodeFrame(second.message),
      encodeFrame(
        Buffer.from(`MSH|^~\\&|CORELIS|RIVERSIDE|||||ORU^R01|LONG|P|2.5\r${'x'.repeat(4_300_000)}`),
      ),
      encodeFrame(third.message),
    ]);
    expect(answers).toEqual([first.id, second.id, 'LONG', third.id]);
  });
});
