import type { Bundle, BundleEntry, Subscription as FhirSubscription, Parameters } from '@medplum/fhirtypes';
import { uuidOf } from '../../model/identity.ts';
import type { Subscription, SubscriptionEvent } from '../../model/subscription.ts';
import { systemBase } from './systems.ts';

const BACKPORT = 'http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition';

/** Subscriptions R5 Backport 1.1, FHIR R4: the names of its profiles and extensions. */
export const backport = {
  subscription: `${BACKPORT}/backport-subscription`,
  status: `${BACKPORT}/backport-subscription-status-r4`,
  notification: `${BACKPORT}/backport-subscription-notification-r4`,
  filter: `${BACKPORT}/backport-filter-criteria`,
  content: `${BACKPORT}/backport-payload-content`,
} as const;

/** The only topic: a report is new, or says something else than before. */
export const reportTopic = (system: string): string => `${systemBase(system)}/SubscriptionTopic/reports`;

/** A subscription as its subscriber sees it, without the secret of its endpoint. */
export const renderSubscription = (subscription: Subscription, system: string): FhirSubscription => ({
  resourceType: 'Subscription',
  id: subscription.id,
  meta: { profile: [backport.subscription] },
  status: subscription.status,
  reason: subscription.reason ?? 'not stated',
  criteria: reportTopic(system),
  ...(subscription.patientKey === undefined
    ? {}
    : {
        _criteria: {
          extension: [
            {
              url: backport.filter,
              valueString: `DiagnosticReport?patient=Patient/${subscription.patientKey}`,
            },
          ],
        },
      }),
  end: subscription.end,
  ...(subscription.errorSince === undefined
    ? {}
    : { error: `the endpoint has not answered since ${subscription.errorSince}` }),
  channel: {
    type: 'rest-hook',
    endpoint: subscription.endpoint,
    payload: 'application/fhir+json',
    _payload: { extension: [{ url: backport.content, valueCode: 'id-only' }] },
  } as FhirSubscription['channel'],
});

export type NotificationType = 'handshake' | 'event-notification' | 'query-status' | 'query-event';

interface Told {
  readonly type: NotificationType;
  readonly events?: readonly SubscriptionEvent[];
  readonly system: string;
}

/** The state of a subscription, and the events that a notification is about. */
export const renderSubscriptionStatus = (
  subscription: Subscription,
  { type, events = [], system }: Told,
): Parameters => ({
  resourceType: 'Parameters',
  id: uuidOf('Parameters', `${subscription.id} ${type} ${events[0]?.number ?? 0}`),
  meta: { profile: [backport.status] },
  parameter: [
    {
      name: 'subscription',
      valueReference: { reference: `${subscription.baseUrl}/Subscription/${subscription.id}` },
    },
    { name: 'topic', valueCanonical: reportTopic(system) },
    { name: 'status', valueCode: type === 'handshake' ? 'requested' : subscription.status },
    { name: 'type', valueCode: type },
    { name: 'events-since-subscription-start', valueString: String(subscription.events) },
    ...events.map((event) => ({
      name: 'notification-event',
      part: [
        { name: 'event-number', valueString: String(event.number) },
        { name: 'timestamp', valueInstant: event.at },
        { name: 'focus', valueReference: { reference: focusOf(event, subscription) } },
      ],
    })),
  ],
});

const focusOf = ({ reportKey }: SubscriptionEvent, { baseUrl }: Subscription): string =>
  `${baseUrl}/DiagnosticReport/${reportKey}`;

/** A notification with ids alone: the subscriber reads the report by its id, with a token of its own. */
export function renderNotification(subscription: Subscription, told: Told & { readonly at: string }): Bundle {
  const { events = [], at } = told;
  const status = renderSubscriptionStatus(subscription, told);
  const focus = [...new Map(events.map((event) => [event.reportKey, event])).values()];
  return {
    resourceType: 'Bundle',
    id: uuidOf('Bundle', `${status.id}`),
    meta: { profile: [backport.notification] },
    type: 'history',
    timestamp: at,
    entry: [
      {
        fullUrl: `urn:uuid:${status.id}`,
        resource: status,
        request: { method: 'GET', url: `${subscription.baseUrl}/Subscription/${subscription.id}/$status` },
        response: { status: '200' },
      },
      ...focus.map(
        (event): BundleEntry => ({
          fullUrl: focusOf(event, subscription),
          request: { method: 'PUT', url: `DiagnosticReport/${event.reportKey}` },
          response: { status: '200' },
        }),
      ),
    ],
  };
}
