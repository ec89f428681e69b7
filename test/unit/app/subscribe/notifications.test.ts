import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { validateResource } from '@medplum/core';
import type { Bundle } from '@medplum/fhirtypes';
import { DynamoSubscriptionStore } from '../../../../lib/adapters/dynamodb/subscription-store.ts';
import { MemoryAuditLog } from '../../../../lib/adapters/memory/audit-log.ts';
import { answerSubscription } from '../../../../lib/app/subscribe/answer-subscription.ts';
import { sendNotification } from '../../../../lib/app/subscribe/send-notification.ts';
import { createDestination } from '../../../../lib/destinations/subscriptions/deliver.ts';
import type { Notification } from '../../../../lib/model/subscription.ts';
import { AdapterError } from '../../../../lib/shared/adapter-error.ts';
import { loadFhirDefinitions } from '../../../../local/ehr/fhir-definitions.ts';
import { startTable } from '../../../support/dynamodb.ts';
import { aReadableCloud, aReport, BASE } from '../../../support/readable.ts';
import { aSubscription } from '../../../support/subscriptions.ts';

let now = Date.parse('2026-03-02T12:00:00Z');
const clock = () => new Date(now);
const HOUR = 3_600_000;
const SYSTEM = 'https://lab.test';

// takes seconds, in which connections end
loadFhirDefinitions();
const { table, client, stop } = await startTable(clock);
afterAll(stop);
const counted: string[] = [];
client.middlewareStack.add(
  (next, context) => async (args) => {
    counted.push(String(context.commandName));
    return next(args);
  },
  { step: 'initialize' },
);

const { cloud } = aReadableCloud();
await cloud.run(aReport('A', 'F-1'));
await cloud.run(aReport('B', 'F-2'));
const [ofA, ofB] = cloud.reports.all().toSorted((a, b) => (a.createdAt < b.createdAt ? -1 : 1));
if (ofA === undefined || ofB === undefined) throw new Error('no reports');
const patientA = ofA.report.patient?.key ?? '';

const subscriptions = new DynamoSubscriptionStore({ table });
const queue: Notification[] = [];
const sent: { readonly endpoint: string; readonly bundle: Bundle }[] = [];
let failure: AdapterError | undefined;
const audit = new MemoryAuditLog();
const dependencies = {
  ...{ subscriptions, audit, clock, system: SYSTEM, identities: cloud.identities },
  endpoints: ['https://ehr.test/hooks'],
  maxDays: 30,
  isAllowed: () => true,
  notify: async ({ endpoint }: { readonly endpoint: string }, bundle: Bundle) => {
    if (failure !== undefined) throw failure;
    sent.push({ endpoint, bundle });
  },
};
const destination = createDestination({
  subscriptions,
  clock,
  notifications: { send: async (one) => void queue.push(one) },
});

const claims = { sub: 'ehr', scope: 'system/Subscription.crds system/DiagnosticReport.rs' };
type Request = Parameters<typeof answerSubscription>[0];
async function ask(request: Partial<Request> & Pick<Request, 'method'>) {
  const answer = await answerSubscription(
    { query: new URLSearchParams(), body: undefined, claims, requestId: 'r', baseUrl: BASE, ...request },
    dependencies,
  );
  return { ...answer, resource: answer.body === '' ? undefined : JSON.parse(answer.body) };
}
const subscribe = async (body = aSubscription('https://ehr.test/hooks/a'), more: Partial<Request> = {}) =>
  ask({ method: 'POST', body, ...more });
const deliver = (version = ofA) =>
  destination.deliver(version, {} as Parameters<typeof destination.deliver>[1]);

const made: string[] = [];
beforeEach(async () => {
  failure = undefined;
  for (const id of made.splice(0)) {
    const one = await subscriptions.get(id);
    if (one !== undefined) await subscriptions.delete(one);
  }
  for (const list of [queue, sent, counted, audit.entries]) list.splice(0);
});
async function subscribed(body?: ReturnType<typeof aSubscription>, more?: Partial<Request>): Promise<string> {
  const { status, resource } = await subscribe(body, more);
  expect(status).toBe(201);
  made.push(resource.id);
  for (const list of [sent, counted, audit.entries]) list.splice(0);
  return resource.id;
}
const statusOf = async (id: string) => (await subscriptions.get(id))?.status;

describe('a client that subscribes', () => {
  test('is asked by a handshake, and is active when it answers', async () => {
    const { status, resource, location } = await subscribe(
      aSubscription('https://ehr.test/hooks/a', { header: ['Authorization: Bearer s3cret'] }),
    );
    made.push(resource.id);
    expect([status, resource.status, location]).toEqual([
      201,
      'active',
      `${BASE}/Subscription/${resource.id}`,
    ]);
    expect(JSON.stringify(resource)).not.toContain('s3cret');
    validateResource(resource);
    expect(sent).toHaveLength(1);
    expect(JSON.stringify(sent[0]?.bundle)).toContain('"handshake"');
    if (sent[0] !== undefined) validateResource(sent[0].bundle);
    expect(audit.entries).toMatchObject([
      { action: 'subscribe', actor: 'ehr', resourceType: 'Subscription' },
    ]);
  });

  test('is refused if its endpoint does not answer, or is not allowed; nothing is stored', async () => {
    failure = new AdapterError('HTTP500', 'transient', 'no');
    expect(await subscribe()).toMatchObject({ status: 400 });
    failure = undefined;
    expect(await subscribe(aSubscription('https://evil.test/'))).toMatchObject({ status: 400 });
    expect(sent).toEqual([]);
    expect(await subscriptions.matching([])).toEqual([]);
    expect(audit.entries.map(({ status }) => status)).toEqual([400, 400]);
  });

  test.each([
    ['system/*.cruds system/DiagnosticReport.rs', 403],
    ['system/*.rs', 403],
    ['system/Subscription.r system/DiagnosticReport.rs', 403],
    ['system/Subscription.cruds', 403],
    ['system/Subscription.c system/DiagnosticReport.r?category=LAB', 403],
    ['system/Subscription.c system/*.rs', 201],
  ])('with the scope %s is answered with %i', async (scope, status) => {
    const answer = await subscribe(undefined, { claims: { sub: 'ehr', scope } });
    if (answer.status === 201) made.push(answer.resource.id);
    expect(answer.status).toBe(status);
  });

  test('with a token of one patient is told of that patient alone', async () => {
    const mine = {
      sub: 'app',
      scope: 'patient/Subscription.crds patient/DiagnosticReport.rs',
      patient: patientA,
    };
    const id = await subscribed(undefined, { claims: mine });
    await deliver(ofA);
    await deliver(ofB);
    expect(queue.map(({ subscription, event }) => [subscription, event.reportKey])).toEqual([
      [id, ofA.report.key],
    ]);
    const other = aSubscription('https://ehr.test/hooks/a', { patient: ofB.report.patient?.key ?? '' });
    expect((await subscribe(other, { claims: mine })).status).toBe(403);
  });

  test('ends by itself, no later than the site says', async () => {
    const id = await subscribed();
    expect((await subscriptions.get(id))?.end).toBe(new Date(now + 30 * 24 * HOUR).toISOString());
    const ended = await subscriptions.get(id);
    now += 31 * 24 * HOUR;
    expect(await subscriptions.get(id)).toBeUndefined();
    await deliver();
    expect(queue).toEqual([]);
    if (ended !== undefined) await subscriptions.delete(ended);
  });
});

describe('only its own client', () => {
  test('reads and deletes it', async () => {
    const id = await subscribed();
    const other = { ...claims, sub: 'other' };
    for (const method of ['GET', 'DELETE'] as const)
      expect((await ask({ method, id, claims: other })).status).toBe(404);
    expect((await ask({ method: 'GET', id })).resource).toMatchObject({ id, status: 'active' });
    expect((await ask({ method: 'DELETE', id })).status).toBe(204);
    expect((await ask({ method: 'GET', id })).status).toBe(404);
    await deliver();
    expect(queue).toEqual([]);
  });
});

describe('a report version', () => {
  test('finds its subscribers with one query for all and one for its patient, however many others there are', async () => {
    for (let index = 0; index < 5; index++)
      await subscribed(aSubscription('https://ehr.test/hooks/x', { patient: `someone-${index}` }));
    await deliver();
    expect(counted).toEqual(['QueryCommand', 'QueryCommand']);
    const id = await subscribed(aSubscription('https://ehr.test/hooks/x', { patient: patientA }));
    await deliver();
    // and each that it finds costs one update and one put
    expect(counted).toEqual(['QueryCommand', 'QueryCommand', 'UpdateItemCommand', 'PutItemCommand']);
    expect(queue.map(({ subscription }) => subscription)).toEqual([id]);
  });

  test('is told by ids alone, numbered from 1 on', async () => {
    const id = await subscribed();
    await deliver(ofA);
    await deliver(ofB);
    for (const one of queue) expect(await sendNotification(one, dependencies)).toBe('notified');
    expect(sent).toHaveLength(2);
    for (const { bundle } of sent) {
      validateResource(bundle);
      expect(
        bundle.entry?.slice(1).map(({ fullUrl, resource }) => [fullUrl?.split('/').at(-2), resource]),
      ).toEqual([['DiagnosticReport', undefined]]);
    }
    const text = JSON.stringify(sent);
    for (const secret of ['Test', 'GLU', patientA, 'RIVERSIDE']) expect(text).not.toContain(secret);
    const { resource } = await ask({ method: 'GET', id, operation: '$status' });
    expect(JSON.stringify(resource)).toContain('"events-since-subscription-start","valueString":"2"');
  });
});

describe('an endpoint that does not answer', () => {
  const down = new AdapterError('HTTP503', 'transient', 'down');

  test('is tried again, with the status error until it answers', async () => {
    const id = await subscribed();
    await deliver();
    const [one] = queue;
    if (one === undefined) throw new Error('nothing queued');
    failure = down;
    await expect(sendNotification(one, dependencies)).rejects.toBe(down);
    expect(await statusOf(id)).toBe('error');
    await expect(sendNotification(one, dependencies)).rejects.toBe(down);
    failure = undefined;
    expect(await sendNotification(one, dependencies)).toBe('notified');
    expect(await statusOf(id)).toBe('active');
    expect((await subscriptions.get(id))?.errorSince).toBeUndefined();
  });

  test('is off after a day, and told nothing any more', async () => {
    const id = await subscribed();
    await deliver();
    const [one] = queue;
    if (one === undefined) throw new Error('nothing queued');
    failure = down;
    await expect(sendNotification(one, dependencies)).rejects.toBe(down);
    now += 23 * HOUR;
    await expect(sendNotification(one, dependencies)).rejects.toBe(down);
    now += 2 * HOUR;
    expect(await sendNotification(one, dependencies)).toBe('given-up');
    expect(await statusOf(id)).toBe('off');
    expect(await sendNotification(one, dependencies)).toBe('ended');
    await deliver();
    expect(queue).toHaveLength(1);
  });

  test('that is gone (410), or no longer allowed, is off at once', async () => {
    for (const changes of [
      { notify: async () => Promise.reject(new AdapterError('HTTP410', 'permanent', 'gone')) },
      { isAllowed: () => false },
    ]) {
      const id = await subscribed();
      queue.splice(0);
      await deliver();
      const one = queue.find(({ subscription }) => subscription === id);
      if (one === undefined) throw new Error('nothing queued');
      expect(await sendNotification(one, { ...dependencies, ...changes })).toBe('given-up');
      expect(await statusOf(id)).toBe('off');
    }
  });

  test('finds what it missed by the numbers of its events', async () => {
    const id = await subscribed();
    await deliver(ofA);
    await deliver(ofB);
    await deliver(ofA);
    const events = async (query: string) => {
      const { resource } = await ask({
        method: 'GET',
        id,
        operation: '$events',
        query: new URLSearchParams(query),
      });
      return [...JSON.stringify(resource).matchAll(/"event-number","valueString":"(\d+)"/g)].map(([, n]) =>
        Number(n),
      );
    };
    expect(await events('')).toEqual([1, 2, 3]);
    expect(await events('eventsSinceNumber=2')).toEqual([2, 3]);
    expect(await events('eventsSinceNumber=2&eventsUntilNumber=2')).toEqual([2]);
    expect(await events('eventsSinceNumber=9')).toEqual([]);
    const wrong = {
      method: 'GET',
      id,
      operation: '$events',
      query: new URLSearchParams('eventsSinceNumber=x'),
    } as const;
    expect((await ask(wrong)).status).toBe(400);
  });
});
