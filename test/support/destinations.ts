import type { DestinationConfig } from '../../lib/destinations/kinds.ts';
import { aSite } from './site.ts';

/** The settings of one destination in a site, with the defaults filled in. */
export function aDestination<Kind extends DestinationConfig['kind']>(
  said: Readonly<Record<string, unknown>> & { readonly kind: Kind },
): Extract<DestinationConfig, { kind: Kind }> {
  const [destination] = aSite({
    access: { issuer: 'https://login.test', audience: ['labwire'] },
    destinations: [{ id: 'ehr', ...said }],
  }).destinations;
  if (destination?.kind !== said.kind) throw new Error('the site has another destination');
  return destination as Extract<DestinationConfig, { kind: Kind }>;
}

const now = new Date('2026-03-02T14:00:00Z');

/** Dependencies for opening a destination. Secrets are read as `value of <name>`. */
export const dependencies = {
  laboratory: { name: 'Test Laboratory', system: 'https://lab.test' },
  runScript: undefined,
  readSecret: async (name: string) => `value of ${name}`,
  clock: () => now,
};

/** The head of an update that nobody asked for again. */
export const once = {
  schema: 'labwire.report.v1',
  destination: 'ehr',
  reportKey: 'r1',
  version: 1,
  reason: 'new',
  priority: 'routine',
  messageId: 'm1',
} as const;
