import type { ReportPart } from '../../model/report.ts';
import type { Specimen } from '../../model/specimen.ts';
import { siteNameOf, typeNameOf } from '../../model/specimen-names.ts';

/**
 * Adds to a specimen the type and the place in the body that other messages gave to its number, if it says none itself:
 * an empty field means no change (HL7 v2.5.1 section 2.7). Nothing is added if two are known of the number, because
 * it is on two specimens then.
 */
export function completing(parts: Iterable<ReportPart>): (specimen: Specimen) => Specimen {
  const known = new Map<string, Known>();
  for (const { specimens } of parts)
    for (const specimen of specimens) {
      const number = numberOf(specimen);
      if (number === undefined) continue;
      const said = known.get(number) ?? { types: new Map(), sites: new Map() };
      known.set(number, said);
      const [type, site] = [typeNameOf(specimen)?.trim().toLowerCase(), siteNameOf(specimen)];
      if (type !== undefined) said.types.set(type, specimen);
      if (site !== undefined) said.sites.set(site, specimen);
    }
  return (specimen) => {
    const said = known.get(numberOf(specimen) ?? '');
    if (said === undefined || said.types.size > 1) return specimen;
    const typed = typeNameOf(specimen) === undefined ? onlyOf(said.types) : undefined;
    const placed = siteNameOf(specimen) === undefined ? onlyOf(said.sites) : undefined;
    if (typed === undefined && placed === undefined) return specimen;
    return {
      ...specimen,
      ...(typed === undefined ? {} : { type: typed.type, typeModifiers: typed.typeModifiers }),
      ...(placed === undefined
        ? {}
        : { bodySite: placed.bodySite, bodySiteModifiers: placed.bodySiteModifiers }),
    };
  };
}

/** The specimens of one number, by the name of their type and of their place. */
interface Known {
  readonly types: Map<string, Specimen>;
  readonly sites: Map<string, Specimen>;
}

const numberOf = ({ fillerId, placerId, containerId }: Specimen): string | undefined => {
  const id = fillerId ?? placerId ?? containerId;
  return id === undefined ? undefined : JSON.stringify([id.scope, id.value]);
};

const onlyOf = (named: ReadonlyMap<string, Specimen>): Specimen | undefined =>
  named.size === 1 ? [...named.values()][0] : undefined;
