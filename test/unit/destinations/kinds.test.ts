import { expect, test } from '@jest/globals';
import {
  atLocalEhr,
  checkDestination,
  destinationSchema,
  kinds,
  needsOf,
  openDestination,
} from '../../../lib/destinations/kinds.ts';
import { isDelivered } from '../../../lib/site/delivered-destinations.ts';
import { aDestination, dependencies, once } from '../../support/destinations.ts';
import { aMemoryCloud } from '../../support/memory-cloud.ts';
import { anOru } from '../../support/messages.ts';

const all = [
  aDestination({
    kind: 'fhir',
    url: 'https://ehr.test',
    ratePerSecond: 2,
    auth: { kind: 'bearer', token: 'ehr/token' },
  }),
  aDestination({ kind: 'hl7-http', url: 'https://engine.test', hl7: { script: 'scripts/to-ehr.ts' } }),
  aDestination({
    kind: 'mllp',
    to: { host: 'ehr.test', port: 2575, timeoutSeconds: 7 },
    hl7: { retryOn: ['AE'] },
    ratePerSecond: 5,
  }),
  aDestination({ kind: 'queue', readers: ['111122223333'] }),
  aDestination({ kind: 'eventbridge', bus: 'ehr-bus' }),
  aDestination({ kind: 'subscriptions', endpoints: ['https://ehr.test/hooks'], timeoutMs: 2000 }),
];
const outbound = { send: async () => undefined };
const subscriptions = {
  matching: async () => [],
} as unknown as Parameters<typeof openDestination>[1]['subscriptions'];
const opening = { ...dependencies, outbound, events: outbound, subscriptions, notifications: outbound };

async function aVersion() {
  const cloud = aMemoryCloud();
  await cloud.run(anOru());
  const [version] = cloud.reports.all();
  if (version === undefined) throw new Error('no version');
  return version;
}

test('every kind of the table is tried here', () => {
  expect(all.map(({ kind }) => kind)).toEqual(kinds.map(({ schema }) => schema.shape.kind.value));
});

test('the needs of each kind are what a deployment gives it', () => {
  expect(all.map(needsOf)).toEqual([
    { worker: { answerMs: 20_000, ratePerSecond: 2, secrets: ['ehr/token'], script: undefined } },
    { worker: { answerMs: 20_000, secrets: [], script: 'scripts/to-ehr.ts' } },
    {
      worker: { answerMs: 5000, ratePerSecond: 5, secrets: [] },
      gateway: {
        to: { host: 'ehr.test', port: 2575, timeoutSeconds: 7 },
        retryOn: ['AE'],
        ratePerSecond: 5,
      },
    },
    { reader: { readers: ['111122223333'] } },
    {
      worker: { answerMs: 20_000, secrets: [], script: undefined, bus: 'ehr-bus' },
      reader: { readers: [] },
    },
    { worker: { answerMs: 1000, secrets: [] }, notifications: { answerMs: 2000 } },
  ]);
});

test('a kind with a worker opens what hands over, and no other does', async () => {
  const opened = await Promise.all(all.map((one) => openDestination(one, opening)));
  expect(opened.map((destination) => destination !== undefined)).toEqual([
    true,
    true,
    true,
    false,
    true,
    true,
  ]);
  expect(all.map(isDelivered)).toEqual(all.map((one) => needsOf(one).worker !== undefined));
});

test('no kind is handed a social security number, also not in a long content, unless its settings say so', async () => {
  const version = await aVersion();
  const { patient } = version.report;
  if (patient === undefined) throw new Error('no patient');
  const number = { value: '123-45-6780', assigner: {}, scope: 'lis', type: 'SS' };
  const report = { ...version.report, patient: { ...patient, socialSecurity: number } };
  const handed: string[] = [];
  const events = { send: async (_bus: string, update: object) => void handed.push(JSON.stringify(update)) };
  for (const socialSecurity of [false, true]) {
    const config = { ...aDestination({ kind: 'eventbridge', bus: 'ehr-bus' }), socialSecurity };
    const opened = await openDestination(config, { ...opening, events });
    await opened?.deliver({ ...version, report }, once);
  }
  expect(handed.map((one) => one.includes('123-45-6780'))).toEqual([false, true]);
});

test('the local EHR is asked for nothing secret, and the rest of the settings stay', () => {
  const ehr = { url: 'http://local/fhir', hl7Url: 'http://local/hl7', mllpPort: 99 };
  const local = all.map((one) => atLocalEhr(one, ehr));
  expect(local.map(needsOf).flatMap(({ worker }) => worker?.secrets ?? [])).toEqual([]);
  expect(local).toMatchObject([
    { url: 'http://local/fhir', ratePerSecond: 2 },
    { url: 'http://local/hl7', hl7: { script: 'scripts/to-ehr.ts' } },
    { to: { host: '127.0.0.1', port: 99 }, hl7: { retryOn: ['AE'] } },
    { id: 'ehr', translations: [] },
    { id: 'ehr', bus: 'ehr-bus' },
    { endpoints: ['https://ehr.test/hooks'] },
  ]);
});

test('a check is that of the kind', async () => {
  const [, , mllp, queue, eventbridge] = all;
  const asked: number[] = [];
  const checking = {
    ...dependencies,
    connect: async ({ port }: { readonly port: number }) => {
      asked.push(port);
    },
  };
  for (const one of [mllp, queue, eventbridge]) if (one !== undefined) await checkDestination(one, checking);
  expect(asked).toEqual([2575]);
});

test('a kind that there is not is a problem of the site, and so are settings of another kind', () => {
  expect(destinationSchema.safeParse({ id: 'ehr', kind: 'fax' }).success).toBe(false);
  expect(destinationSchema.safeParse({ id: 'ehr', kind: 'queue', url: 'https://ehr.test' }).success).toBe(
    false,
  );
  expect(destinationSchema.safeParse({ id: 'ehr', kind: 'eventbridge', bus: 'a bus' }).success).toBe(false);
  expect(destinationSchema.safeParse({ id: 'ehr', kind: 'queue', readers: ['1111-2222'] }).success).toBe(
    false,
  );
});
