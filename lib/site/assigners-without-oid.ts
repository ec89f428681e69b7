import type { Site } from './site.ts';

/** Assigners that the messages of a destination would name by words alone. */
export interface WithoutOid {
  readonly destination: string;
  /** Empty: the destination has no OID of any assigner. */
  readonly assigners: readonly string[];
}

/**
 * Destinations with a profile (LRI, ELR) that lack the OID of an assigner of the site (`patients.assigners`), or have no
 * OID of an assigner at all. Numbers of such an assigner are sent with its name, and the receiver may refuse them.
 */
export function assignersWithoutOid({
  destinations,
  patients,
}: Pick<Site, 'destinations' | 'patients'>): readonly WithoutOid[] {
  // the first spelling counts; one in digits and points is an OID itself
  const named = (patients.assigners ?? [])
    .flatMap((spellings) => spellings.slice(0, 1))
    .filter((one) => !/^\d+(?:\.\d+)+$/.test(one));
  return destinations.flatMap((destination) => {
    if (!('hl7' in destination) || destination.hl7?.profile === undefined) return [];
    const known = new Set(Object.keys(destination.hl7.oids?.assigners ?? {}));
    const assigners = named.filter((name) => !known.has(name));
    return assigners.length > 0 || known.size === 0 ? [{ destination: destination.id, assigners }] : [];
  });
}
