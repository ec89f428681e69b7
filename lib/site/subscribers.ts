import type { SubscriptionsConfig } from '../destinations/subscriptions/schema.ts';
import type { Site } from './site.ts';

/** The settings of subscriptions over FHIR. Undefined if the site has none. */
export const subscribersOf = ({
  destinations,
}: Pick<Site, 'destinations'>): SubscriptionsConfig | undefined =>
  destinations.find((one) => one.kind === 'subscriptions');
