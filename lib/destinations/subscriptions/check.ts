import type { SubscriptionsConfig } from './schema.ts';

/** Connects to nothing: an endpoint is asked when a subscriber names it. */
export const check = ({ endpoints }: Pick<SubscriptionsConfig, 'endpoints'>): string =>
  `tells subscribers at ${endpoints.length} ${endpoints.length === 1 ? 'address' : 'addresses'}`;
