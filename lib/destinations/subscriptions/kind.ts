import type { DestinationKind } from '../kind.ts';
import { schema } from './schema.ts';

export const subscriptions: DestinationKind<typeof schema> = {
  schema,
  needs: (config) => ({
    worker: { answerMs: 1000, ratePerSecond: undefined, secrets: [], script: undefined },
    notifications: { answerMs: config.timeoutMs },
  }),
  atLocalEhr: (config) => config,
  open: async (_config, dependencies) => (await import('./deliver.ts')).createDestination(dependencies),
  check: async (config) => (await import('./check.ts')).check(config),
};
