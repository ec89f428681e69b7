import type { DestinationKind } from '../kind.ts';
import { schema } from './schema.ts';

export const queue: DestinationKind<typeof schema> = {
  schema,
  needs: ({ readers }) => ({ reader: { readers } }),
  atLocalEhr: (config) => config,
  check: async () => (await import('./check.ts')).check(),
};
