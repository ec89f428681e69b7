import type { IdentityNames, IdentityStore, KnownIdentities } from '../../ports/identity-store.ts';

/** What is known of identities by now, and which names were asked for. */
export interface Known {
  readonly names: IdentityNames;
  readonly identities: KnownIdentities;
}

/** A store that asks only for what is not known yet; no request where everything is. */
export function withKnown(
  store: Pick<IdentityStore, 'find'>,
  known: Known | undefined,
): Pick<IdentityStore, 'find'> {
  if (known === undefined) return store;
  const aliases = new Set(known.names.aliases);
  const patients = new Set(known.names.patients);
  return {
    async find(names) {
      const missing = {
        aliases: names.aliases.filter((alias) => !aliases.has(alias)),
        patients: names.patients.filter((patient) => !patients.has(patient)),
      };
      const { owners, links, described } = known.identities;
      if (missing.aliases.length + missing.patients.length === 0) return known.identities;
      const found = await store.find(missing);
      return {
        owners: new Map([...owners, ...found.owners]),
        links: new Map([...links, ...found.links]),
        described: new Map([...described, ...found.described]),
      };
    },
  };
}
