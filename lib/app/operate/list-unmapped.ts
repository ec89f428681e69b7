import type { UnmappedTerm } from '../../model/unmapped-term.ts';
import type { UnmappedStore } from '../../ports/unmapped-store.ts';
import type { Site } from '../../site/site.ts';
import { TermMap } from '../../terminology/term-map.ts';

/**
 * Codes and units that were received and that the current maps of their sources do not contain. At most `most` of each
 * source are read; default: all.
 */
export async function listUnmapped(
  { unmapped, site }: { readonly unmapped: Pick<UnmappedStore, 'of'>; readonly site: Site },
  most?: number,
): Promise<readonly UnmappedTerm[]> {
  const found: UnmappedTerm[] = [];
  for (const { id, terms } of site.sources) {
    const map = new TermMap(terms);
    found.push(...(await unmapped.of(id, most)).filter((term) => isUnmapped(term, map)));
  }
  return found;
}

function isUnmapped({ code, system, unit, lacks }: UnmappedTerm, map: TermMap): boolean {
  const { loinc, ucum } = map.look({
    codings: [{ code, system }],
    unit,
    isUcum: false,
    isQuantity: false,
    specimens: [],
  });
  return (lacks !== 'ucum' && loinc === undefined) || (lacks !== 'loinc' && ucum === undefined);
}
