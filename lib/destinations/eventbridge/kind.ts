import type { DestinationKind } from '../kind.ts';
import { schema } from './schema.ts';

export const eventbridge: DestinationKind<typeof schema> = {
  schema,
  needs: ({ bus, readers, ratePerSecond }) => ({
    worker: { answerMs: 20_000, ratePerSecond, secrets: [], script: undefined, bus },
    reader: { readers },
  }),
  atLocalEhr: (config) => config,
  open: async (config, dependencies) =>
    (await import('./deliver.ts')).createDestination(config, dependencies),
  check: async ({ bus }) => `is told of updates by an event on the bus ${bus}; no event is sent for a check`,
};
