import { readsOriginals } from '../hl7-form.ts';
import type { DestinationKind } from '../kind.ts';
import { secretsOf } from '../over-http.ts';
import { schema } from './schema.ts';

export const hl7Http: DestinationKind<typeof schema> = {
  schema,
  needs: (config) => ({
    worker: {
      answerMs: config.timeoutMs,
      ratePerSecond: config.ratePerSecond,
      secrets: secretsOf(config),
      script: config.hl7.script,
      readsOriginals: readsOriginals(config.hl7),
    },
  }),
  atLocalEhr: (config, { hl7Url }) => ({ ...config, url: hl7Url, auth: undefined, tls: undefined }),
  open: async (config, dependencies) =>
    (await import('./deliver.ts')).createDestination(config, dependencies),
  check: async (config, dependencies) => (await import('./check.ts')).check(config, dependencies),
};
