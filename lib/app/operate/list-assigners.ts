import type { AssignerName } from '../../model/assigner-name.ts';
import type { UnmappedStore } from '../../ports/unmapped-store.ts';
import type { Site } from '../../site/site.ts';

/** Spellings that seem to name one assigner. Each leads patients of its own. */
export interface SpelledAssigner {
  readonly spellings: readonly string[];
  /** The sources that use them. */
  readonly sources: readonly string[];
}

/**
 * The assigners of patient numbers that were received in several spellings: in other capitals, or by a name and by the
 * universal id that some message has beside this name. A name that stands beside two universal ids is of two assigners.
 */
export async function listAssigners({
  unmapped,
  site,
}: {
  readonly unmapped: Pick<UnmappedStore, 'assignersOf'>;
  readonly site: Site;
}): Promise<readonly SpelledAssigner[]> {
  const names: AssignerName[] = [];
  for (const { id } of site.sources) names.push(...(await unmapped.assignersOf(id)));
  return severalSpellings(names, site.patients.assigners);
}

function severalSpellings(
  names: readonly AssignerName[],
  listed: Site['patients']['assigners'] = [],
): readonly SpelledAssigner[] {
  const ids = Map.groupBy(
    names.filter(({ namespace, universalId }) => namespace !== undefined && universalId !== undefined),
    ({ namespace }) => plain(namespace),
  );
  const idsBeside = (name: string): ReadonlySet<string> =>
    new Set(ids.get(name)?.map(({ universalId }) => plain(universalId)));
  const isListed = new Set(listed.flat().map(plain));
  const groups = Map.groupBy(
    names.filter((one) => !isListed.has(plain(wordOf(one)))),
    (one) => {
      const word = plain(wordOf(one));
      const [id, ...others] = idsBeside(word);
      return id === undefined || others.length > 0 ? word : id;
    },
  );
  return [...groups.values()].flatMap((group) => {
    const spellings = [...new Set(group.map(wordOf))].toSorted();
    const sources = [...new Set(group.map(({ source }) => source))].toSorted();
    return spellings.length > 1 ? [{ spellings, sources }] : [];
  });
}

/** The word by which a number is filed. */
const wordOf = ({ namespace, universalId }: AssignerName): string => universalId ?? namespace ?? '';

const plain = (word = ''): string => word.toUpperCase();
