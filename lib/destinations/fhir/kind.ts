import type { DestinationKind } from '../kind.ts';
import { secretsOf } from '../over-http.ts';
import { schema } from './schema.ts';

export const fhir: DestinationKind<typeof schema> = {
  schema,
  needs: (config) => ({
    worker: {
      answerMs: config.timeoutMs,
      ratePerSecond: config.ratePerSecond,
      secrets: secretsOf(config),
      datastore: config.auth?.kind === 'sigv4' ? config.auth.datastore : undefined,
      script: undefined,
    },
  }),
  atLocalEhr: (config, { url }) => ({ ...config, url, auth: undefined, tls: undefined }),
  open: async (config, dependencies) =>
    (await import('./deliver.ts')).createDestination(config, dependencies),
  check: async (config, dependencies) => (await import('./check.ts')).check(config, dependencies),
};
