import type { IdentityNames, IdentityStore, KnownIdentities } from '../../ports/identity-store.ts';
import type { KnownReports } from '../../ports/report-names.ts';
import type { UnreadControl } from '../../ports/unread-controls.ts';

/** The identities that were read so far, and the names that were asked for. */
export interface Known {
  readonly names: IdentityNames;
  readonly identities: KnownIdentities;
  /** The reports of every number that was asked for. */
  readonly reports: KnownReports;
  /** The controls of the source that waited to be read when the message was. Undefined: not asked for. */
  readonly unread?: readonly UnreadControl[] | undefined;
}

/** A store that reads only names that are not known yet. It makes no request if all are known. */
export function withKnown(
  store: Pick<IdentityStore, 'find'>,
  known: Known | undefined,
): Pick<IdentityStore, 'find'> {
  if (known === undefined) return store;
  const aliases = new Set(known.names.aliases);
  const patients = new Set(known.names.patients);
  const owners = new Map(known.identities.owners);
  const { links, described } = known.identities;
  const awaited = new Set(known.identities.awaited);
  return {
    async find(names) {
      const missing = {
        aliases: names.aliases.filter((alias) => !aliases.has(alias)),
        patients: names.patients.filter((patient) => !patients.has(patient)),
      };
      if (missing.aliases.length + missing.patients.length === 0)
        return { owners, links, described, awaited };
      const found = await store.find(missing);
      // several requests may ask for the same orders
      for (const alias of missing.aliases) aliases.add(alias);
      for (const [alias, of] of found.owners) owners.set(alias, of);
      for (const name of found.awaited) awaited.add(name);
      return {
        owners,
        links: new Map([...links, ...found.links]),
        described: new Map([...described, ...found.described]),
        awaited,
      };
    },
  };
}
