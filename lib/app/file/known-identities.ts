import type { IdentityNames, IdentityStore, KnownIdentities } from '../../ports/identity-store.ts';
import type { KnownReports } from '../../ports/report-names.ts';

/** What is known of identities by now, and which names were asked for. */
export interface Known {
  readonly names: IdentityNames;
  readonly identities: KnownIdentities;
  /** Of every number that was asked for. */
  readonly reports: KnownReports;
}

/** A store that asks only for what is not known yet; no request where everything is. */
export function withKnown(
  store: Pick<IdentityStore, 'find'>,
  known: Known | undefined,
): Pick<IdentityStore, 'find'> {
  if (known === undefined) return store;
  const aliases = new Set(known.names.aliases);
  const patients = new Set(known.names.patients);
  const owners = new Map(known.identities.owners);
  const { links, described, awaited } = known.identities;
  return {
    async find(names) {
      const missing = {
        aliases: names.aliases.filter((alias) => !aliases.has(alias)),
        patients: names.patients.filter((patient) => !patients.has(patient)),
      };
      if (missing.aliases.length + missing.patients.length === 0)
        return { owners, links, described, awaited };
      const found = await store.find(missing);
      // several ask for the same orders
      for (const alias of missing.aliases) aliases.add(alias);
      for (const [alias, of] of found.owners) owners.set(alias, of);
      return {
        owners,
        links: new Map([...links, ...found.links]),
        described: new Map([...described, ...found.described]),
        awaited: new Set([...awaited, ...found.awaited]),
      };
    },
  };
}
