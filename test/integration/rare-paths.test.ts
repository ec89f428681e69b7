import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Bundle } from '@medplum/fhirtypes';
import { writeSystemFile } from '../../cli/system-file.ts';
import { compileScripts } from '../../lib/site/compile-scripts.ts';
import { siteVersionOf } from '../../lib/site/site-version.ts';
import { type Hl7Receiver, startHl7Receiver } from '../../local/ehr/hl7-receiver.ts';
import { type LocalCloud, start } from '../../local/start.ts';
import { drained, isDrained, putDeadLetter, sendAll, unique, until } from '../support/cloud.ts';
import { startIssuer } from '../support/issuer.ts';
import { labwire } from '../support/labwire.ts';
import { anOru, msh, obr, pid, randomText, segment, toMessage } from '../support/messages.ts';
import { aSite } from '../support/site.ts';

/** What a deployment does once a month, and its roles must let it: nothing else here goes these ways. */
const folder = mkdtempSync(join(tmpdir(), 'labwire-rare-'));
let cloud: LocalCloud;
let issuer: Awaited<ReturnType<typeof startIssuer>>;
let instrument: Hl7Receiver;
const lines: Readonly<Record<string, unknown>>[] = [];

const script = `
  import type HL7Standard from 'hl7-standard';
  export default function mend(message: HL7Standard): void {
    for (const mrg of message.getSegments('MRG'))
      mrg.set('MRG.1', String(mrg.get('MRG.1.1')).replace('X', '') + '^^^RIVERSIDE^MR');
  }
`;

beforeAll(async () => {
  [issuer, instrument] = await Promise.all([startIssuer(), startHl7Receiver()]);
  const raw = {
    laboratory: { name: 'Test Laboratory', system: 'https://lab.test', timeZone: 'America/New_York' },
    sources: [
      { id: 'any', kind: 'lis', numbersOf: 'RIVERSIDE', script: 'scripts/mend.ts' },
      {
        id: 'law',
        kind: 'analyzer',
        sender: { application: 'LAW' },
        numbersOf: 'RIVERSIDE',
        work: { send: 'broadcast', to: { host: '127.0.0.1', port: instrument.mllpPort } },
      },
    ],
    destinations: [
      { id: 'ehr', kind: 'fhir', url: 'https://ehr.test/fhir' },
      { id: 'ward', kind: 'mllp', to: { host: 'ward.test', port: 2575 } },
    ],
    access: { issuer: issuer.url, audience: ['labwire'] },
  };
  mkdirSync(join(folder, 'scripts'));
  writeFileSync(join(folder, 'scripts/mend.ts'), script);
  // JSON is YAML
  writeFileSync(join(folder, 'site.yaml'), JSON.stringify(raw));
  const site = aSite(raw);
  const scripts = compileScripts(folder, site);
  if (!scripts.ok) throw new Error(JSON.stringify(scripts.problems));
  cloud = await start({
    site,
    siteVersion: siteVersionOf(site, scripts.program),
    scripts: scripts.program,
    onLog: (line) => lines.push(JSON.parse(line)),
    onFailure: (failure) => process.stderr.write(`${String(failure)}\n`),
  });
  writeSystemFile(cloud, folder);
});
afterAll(async () => {
  await cloud.stop();
  await Promise.all([issuer.stop(), instrument.stop()]);
  rmSync(folder, { recursive: true, force: true });
});

const run = (...args: string[]) => labwire([...args, '--data', folder]);

const send = async (message: Uint8Array): Promise<string> => {
  const [answered] = await sendAll(cloud.mllpPort, [message]);
  expect(answered?.ack.code).toBe('AA');
  return answered?.ack.controlId ?? '';
};

const isSaid = (event: string, about: Readonly<Record<string, unknown>> = {}): boolean =>
  lines.some(
    (line) =>
      line['message'] === event && Object.entries(about).every(([name, value]) => line[name] === value),
  );

test('work that an instrument does not take is put off, and handed over again', async () => {
  instrument.answerWith(() => {
    instrument.answerWith();
    return undefined;
  });
  await send(
    toMessage(
      msh({ 9: 'OML^O33^OML_O33', 10: unique() }),
      pid({ 3: '4700^^^RIVERSIDE^MR' }),
      segment('SPM', { 1: '1', 2: 'T1', 4: 'SER', 11: 'P' }),
      segment('SAC', { 3: 'T1' }),
      segment('ORC', { 1: 'NW', 2: 'T1-K' }),
      obr({ 2: 'T1-K', 3: '', 4: 'K^Potassium^L', 25: '' }),
    ),
  );
  await until(cloud, () => instrument.received.length === 2);
  expect(instrument.received[1]).toEqual(instrument.received[0]);
  await drained(cloud);
});

test('a merge whose retired patient a script names waits in the sequence of that patient as well', async () => {
  await send(
    anOru({
      header: { 10: unique() },
      patient: { 3: '4702^^^RIVERSIDE^MR' },
      order: { 3: `F-${unique()}^LAB` },
    }),
  );
  await drained(cloud);
  const from = lines.length;
  await send(
    toMessage(
      msh({ 9: 'ADT^A40', 10: unique() }),
      segment('EVN', { 2: '20260304' }),
      pid({ 3: '4701^^^RIVERSIDE^MR', 5: 'Birch^Ada' }),
      segment('MRG', { 1: 'X4702^^^RIVERSIDE^MR' }),
    ),
  );
  // in its own sequence, in that of the number that came, and in that of the number that the script made of it
  const read = () => lines.slice(from).filter((line) => line['message'] === 'message-normalized');
  await until(cloud, () => read().length === 3);
  const again = read().filter(({ outcome }) => outcome === 'processed');
  // whichever comes first reads it, and the two of other sequences read it each
  expect(again.length).toBeGreaterThanOrEqual(2);
  expect(await isDrained(cloud.aws.url)).toBe(true);
});

test('a report too long for an item goes every way that a short one goes', async () => {
  const patient = { 3: '4703^^^RIVERSIDE^MR' };
  const order = { 3: `F-${unique()}^LAB`, 22: '20260302' };
  const result = { 2: 'ED', 3: 'PDF^Report^L', 5: `^application^pdf^Base64^${randomText(400_000)}`, 6: '' };
  const glucose = { 1: '2', 3: 'GLU^Glucose^L', 5: '93' };
  await send(anOru({ header: { 10: unique() }, patient, order, results: [result, glucose] }));
  await drained(cloud);

  // its correction is stored, and its update cannot be queued at first: the versions before are read again
  const restore = cloud.access.revoke('Normalize', 'sqs:SendMessage');
  // an EHR that breaks off twice: also on a new connection, so that the update is put off
  let breaks = 2;
  cloud.ehr.hl7.answerWith(() => {
    if (--breaks === 0) cloud.ehr.hl7.answerWith();
    return undefined;
  });
  const controlId = await send(
    anOru({
      header: { 10: unique() },
      patient,
      order: { ...order, 22: '20260303', 25: 'C' },
      results: [result, { ...glucose, 5: '39', 11: 'C' }],
    }),
  );
  await until(cloud, () => isSaid('message-postponed', { errorCode: 'UpdateNotQueued' }));
  restore();
  await drained(cloud);
  expect(Buffer.from(cloud.ehr.hl7.received.at(-1) ?? '').toString()).toContain('|39|');

  // an operator: the message, its report, and the newest version in the place of a dead letter
  const [message] = JSON.parse((await run('messages', '--control-id', controlId, '--json')).stdout);
  const shown = JSON.parse((await run('show', message.id, '--json')).stdout);
  expect(shown.reports[0].versions).toMatchObject([{ version: 1 }, { version: 2 }]);
  const { key } = shown.reports[0];
  const received = cloud.ehr.hl7.received.length;
  await putDeadLetter(cloud, 'results', 'ward', {
    ...{ schema: 'labwire.outbound.v1', destination: 'ward', report: { key, version: 1 } },
    message: Buffer.from('MSH|').toString('base64'),
  });
  expect(await run('dlq', 'redrive', 'results/ward', '--yes')).toMatchObject({ code: 0, stderr: '' });
  await until(cloud, () => cloud.ehr.hl7.received.length > received);
  expect(Buffer.from(cloud.ehr.hl7.received.at(-1) ?? '').toString()).toContain('|39|');

  // an EHR that asks
  const token = await issuer.token({ scope: 'system/*.rs' });
  const response = await fetch(
    `http://127.0.0.1:${cloud.httpPort}/fhir/DiagnosticReport?identifier=${encodeURIComponent(`https://lab.test/report|${key}`)}`,
    { headers: { authorization: `Bearer ${token}` } },
  );
  const found = (await response.json()) as Bundle;
  expect([response.status, found.entry?.[0]?.resource?.meta?.versionId]).toEqual([200, '2']);
});

/** Of a document too long for an item and for a queue. */
const longResult = { 2: 'ED', 3: 'PDF^Report^L', 5: `^application^pdf^Base64^${randomText(420_000)}`, 6: '' };

test('a long message that waits for its order is reported when the order comes', async () => {
  const order = { 2: '', 3: `F-${unique()}^CORELIS` };
  const controlId = await send(
    anOru({
      header: { 3: 'CORELIS', 10: unique() },
      patient: { 3: '' },
      order: { 3: order[3] },
      results: [longResult],
    }),
  );
  await drained(cloud);
  const heldBefore = JSON.parse((await run('held', '--reason', 'no-patient', '--json')).stdout);
  expect(heldBefore).toMatchObject([{ controlId }]);
  await send(
    toMessage(
      msh({ 3: 'CORELIS', 9: 'ORM^O01', 10: unique() }),
      pid({ 3: '4704^^^RIVERSIDE^MR' }),
      segment('ORC', { 1: 'NW', ...order }),
      obr(order),
    ),
  );
  await drained(cloud);
  expect(JSON.parse((await run('held', '--reason', 'no-patient', '--json')).stdout)).toEqual([]);
});

test('a long message that is held is let go by an operator, who files its report', async () => {
  const controlId = await send(
    anOru({
      header: { 3: 'CORELIS', 10: unique() },
      patient: { 3: '99999^^^RIVERSIDE^MR' },
      order: { 3: `F-${unique()}^CORELIS` },
      results: [longResult],
    }),
  );
  await drained(cloud);
  const [held] = JSON.parse((await run('held', '--reason', 'placeholder-number', '--json')).stdout);
  expect(held.controlId).toBe(controlId);
  const released = await run('release', held.messageId, '--yes', '--why', 'it is a number of ours');
  expect([released.stderr, released.stdout]).toEqual(['', expect.stringContaining('1 stored')]);
});
