import { randomUUID } from 'node:crypto';
import { errorCode } from '@labwire/hl7/issue';
import type { Bundle, Resource } from '@medplum/fhirtypes';
import type { Subscription, SubscriptionEvent } from '../../model/subscription.ts';
import type { AuditLog } from '../../ports/audit-log.ts';
import type { IdentityStore } from '../../ports/identity-store.ts';
import type { SubscriptionStore } from '../../ports/subscription-store.ts';
import { toOperationOutcome } from '../../render/fhir/operation-outcome.ts';
import {
  renderNotification,
  renderSubscription,
  renderSubscriptionStatus,
} from '../../render/fhir/subscription.ts';
import { AdapterError } from '../../shared/adapter-error.ts';
import type { Clock } from '../../shared/clock.ts';
import { actorOf, type Claims } from '../fhir-read/access.ts';
import { granted } from '../fhir-read/granted.ts';
import { checkParameters } from '../fhir-read/parameters.ts';
import { currentKeyOf } from '../fhir-read/read-query.ts';
import { isResourceId } from '../fhir-read/resource-id.ts';
import { SearchError } from '../fhir-read/search-parameters.ts';
import { isAllowedEndpoint, wantedSubscription } from './wanted-subscription.ts';

export interface SubscriptionRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Undefined for a POST. */
  readonly id?: string | undefined;
  readonly operation?: string | undefined;
  readonly query: URLSearchParams;
  /** JSON. */
  readonly body: unknown;
  readonly claims: Claims;
  readonly requestId: string;
  readonly baseUrl: string;
}

export interface SubscriptionAnswer {
  readonly status: number;
  readonly body: string;
  /** The address of what was made. */
  readonly location?: string;
}

export interface SubscribeDependencies {
  readonly subscriptions: SubscriptionStore;
  readonly identities: IdentityStore;
  readonly audit: AuditLog;
  readonly clock: Clock;
  /** The base URL of the laboratory's identifier systems. */
  readonly system: string;
  /** The addresses that the site allows. */
  readonly endpoints: readonly string[];
  readonly maxDays: number;
  /**
   * Posts a notification.
   * @throws AdapterError if the endpoint does not answer with 2xx
   */
  readonly notify: (subscription: Subscription, notification: Bundle) => Promise<void>;
}

/** For one patient, or for all: every report version asks for as many. */
const MOST_SUBSCRIPTIONS = 50;
const MOST_EVENTS = 100;
const DAY_MS = 86_400_000;

/**
 * Makes, shows and deletes subscriptions, and tells what a subscriber missed. Each is written to the audit log.
 * @throws AdapterError if the stores fail
 */
export async function answerSubscription(
  request: SubscriptionRequest,
  dependencies: SubscribeDependencies,
): Promise<SubscriptionAnswer> {
  try {
    return await answer(request, dependencies);
  } catch (cause) {
    if (!(cause instanceof SearchError)) throw cause;
    await record(request, cause.patients[0], dependencies, cause.status);
    const outcome = toOperationOutcome([
      { severity: 'error', code: errorCode.unknownKey, type: cause.issue, message: cause.message },
    ]);
    return { status: cause.status, body: JSON.stringify(outcome) };
  }
}

async function answer(
  request: SubscriptionRequest,
  dependencies: SubscribeDependencies,
): Promise<SubscriptionAnswer> {
  const { method, id, operation, claims } = request;
  // an operation is asked for with GET; nothing else has one, and a new subscription has no id
  if ((method === 'DELETE' && operation !== undefined) || (method === 'POST' && id !== undefined))
    throw new SearchError(404, 'not-supported', 'the operations are $status and $events, with GET');
  checkParameters(request.query, ['_format', ...(operation === '$events' ? eventNumbers : [])]);
  if (method === 'POST') return create(request, dependencies);
  granted(claims, 'Subscription', method === 'DELETE' ? 'delete' : 'read');
  const found = id === undefined || !isResourceId(id) ? undefined : await dependencies.subscriptions.get(id);
  // a subscription of somebody else is not there
  if (found === undefined || found.actor !== actorOf(claims))
    throw new SearchError(404, 'not-found', 'there is no Subscription of this id');
  await record(request, found.patientKey, dependencies);
  if (method === 'DELETE') {
    await dependencies.subscriptions.delete(found);
    return { status: 204, body: '' };
  }
  return { status: 200, body: JSON.stringify(await shown(found, operation, request, dependencies)) };
}

async function shown(
  found: Subscription,
  operation: string | undefined,
  { query, baseUrl }: SubscriptionRequest,
  { subscriptions, system, clock }: SubscribeDependencies,
): Promise<Resource> {
  switch (operation) {
    case undefined:
      return renderSubscription(found, system);
    case '$status': {
      const resource = renderSubscriptionStatus(found, { type: 'query-status', system });
      const entry = [
        { fullUrl: `${baseUrl}/Parameters/${resource.id}`, resource, search: { mode: 'match' as const } },
      ];
      return { resourceType: 'Bundle', type: 'searchset', entry };
    }
    case '$events': {
      const numbers = {
        since: eventNumber(query, 'eventsSinceNumber') ?? 1,
        until: eventNumber(query, 'eventsUntilNumber') ?? found.events,
        limit: MOST_EVENTS,
      };
      const events: readonly SubscriptionEvent[] =
        numbers.until < numbers.since ? [] : await subscriptions.events(found.id, numbers);
      return renderNotification(found, { type: 'query-event', events, system, at: clock().toISOString() });
    }
    default:
      throw new SearchError(404, 'not-supported', 'the operations are $status and $events');
  }
}

const eventNumbers = ['eventsSinceNumber', 'eventsUntilNumber'] as const;

function eventNumber(query: URLSearchParams, name: (typeof eventNumbers)[number]): number | undefined {
  const text = query.get(name);
  if (text === null) return undefined;
  if (!/^\d{1,9}$/.test(text)) throw new SearchError(400, 'invalid', `${name} is a number`);
  return Number(text);
}

async function create(
  request: SubscriptionRequest,
  dependencies: SubscribeDependencies,
): Promise<SubscriptionAnswer> {
  const { claims, baseUrl, body } = request;
  const { subscriptions, identities, clock, system, endpoints, maxDays, notify } = dependencies;
  const { actor } = granted(claims, 'Subscription', 'create');
  const reading = granted(claims, 'DiagnosticReport', 'read');
  if (reading.within !== undefined)
    throw new SearchError(
      403,
      'forbidden',
      'a subscription needs a scope for DiagnosticReport that is not narrowed',
    );
  const wanted = wantedSubscription(body, system);
  if (!isAllowedEndpoint(wanted.endpoint, endpoints))
    throw new SearchError(
      400,
      'not-supported',
      'Subscription.channel.endpoint is not among the addresses of the site',
    );
  const named = wanted.patient ?? reading.patient;
  const patientKey = named === undefined ? undefined : await currentKeyOf(named, reading, identities);
  const now = clock();
  const latest = new Date(now.getTime() + maxDays * DAY_MS);
  const end = wanted.end === undefined || wanted.end > latest ? latest : wanted.end;
  if (end <= now) throw new SearchError(400, 'invalid', 'Subscription.end is over');
  if ((await subscriptions.count(patientKey, MOST_SUBSCRIPTIONS)) >= MOST_SUBSCRIPTIONS)
    throw new SearchError(
      400,
      'too-costly',
      `there are ${MOST_SUBSCRIPTIONS} subscriptions for this already`,
    );
  const subscription: Subscription = {
    id: randomUUID(),
    actor,
    status: 'active',
    endpoint: wanted.endpoint,
    authorization: wanted.authorization,
    patientKey,
    reason: wanted.reason,
    baseUrl,
    createdAt: now.toISOString(),
    end: end.toISOString(),
    events: 0,
  };
  try {
    await notify(
      subscription,
      renderNotification(subscription, { type: 'handshake', system, at: now.toISOString() }),
    );
  } catch (cause) {
    if (!(cause instanceof AdapterError)) throw cause;
    throw new SearchError(
      400,
      'invalid',
      'Subscription.channel.endpoint did not answer the handshake with 2xx',
    );
  }
  await record(request, patientKey, dependencies);
  await subscriptions.create(subscription);
  return {
    status: 201,
    body: JSON.stringify(renderSubscription(subscription, system)),
    location: `${baseUrl}/Subscription/${subscription.id}`,
  };
}

const actions = { GET: 'read', POST: 'subscribe', DELETE: 'unsubscribe' } as const;

async function record(
  { method, claims, requestId, id }: SubscriptionRequest,
  patientKey: string | undefined,
  { audit, clock }: SubscribeDependencies,
  status?: number,
): Promise<void> {
  const actor = actorOf(claims);
  if (actor === undefined) return;
  await audit.record({
    readAt: clock().toISOString(),
    requestId,
    actor,
    channel: 'fhir',
    action: actions[method],
    resourceType: 'Subscription',
    parameters: [],
    count: 0,
    ...(id !== undefined && isResourceId(id) ? { subject: id } : {}),
    ...(patientKey === undefined ? {} : { patientKey }),
    ...(status === undefined ? {} : { status }),
  });
}
