import { placeNameOf } from '../../model/specimen-names.ts';
import type { Said } from '../statements/statement.ts';
import { areTwoSites, type BodySite, siteOfResult } from './body-sites.ts';

/** No order has so many places. The places of more are not compared. */
const MAX_SITES = 64;

/**
 * The statements of a part, apart for each place in the body that its results name (OBX-20). A result without a place
 * stays with the first.
 */
export function bySite(said: Said): readonly Said[] {
  const places = Map.groupBy(said.observations, ({ bodySites = [] }) => placeNameOf(bodySites));
  if (places.size < 2 || places.size > MAX_SITES) return [said];
  const sites: { site: BodySite | undefined; readonly names: Set<string | undefined> }[] = [];
  for (const [name, [first]] of places) {
    const site = first && siteOfResult(first);
    const known = sites.find((other) => !areTwoSites(site, other.site));
    if (known === undefined) sites.push({ site, names: new Set([name]) });
    else {
      known.names.add(name);
      known.site ??= site;
    }
  }
  if (sites.length === 1) return [said];
  return sites.map(({ names }) => ({
    ...said,
    observations: said.observations.filter(({ bodySites = [] }) => names.has(placeNameOf(bodySites))),
  }));
}

/** The place that the results of a statement name. */
export function siteOfSaid({ observations }: Said): BodySite | undefined {
  const named = observations.find(({ bodySites }) => bodySites !== undefined);
  return named && siteOfResult(named);
}
