import { readsOriginals } from '../hl7-form.ts';
import type { DestinationKind } from '../kind.ts';
import { schema } from './schema.ts';

/** The time for rendering a message and queueing it for the gateway. */
const HAND_OVER_MS = 5000;

export const mllp: DestinationKind<typeof schema> = {
  schema,
  needs: ({ to, ratePerSecond, hl7 }) => ({
    worker: {
      answerMs: HAND_OVER_MS,
      ratePerSecond,
      secrets: [],
      script: hl7.script,
      readsOriginals: readsOriginals(hl7),
    },
    gateway: { to, ratePerSecond, retryOn: hl7.retryOn },
  }),
  atLocalEhr: (config, { mllpPort }) => ({
    ...config,
    to: { host: '127.0.0.1', port: mllpPort, timeoutSeconds: 30 },
  }),
  open: async (config, dependencies) =>
    (await import('./deliver.ts')).createDestination(config, dependencies),
  check: async (config, dependencies) => (await import('./check.ts')).check(config, dependencies),
};
