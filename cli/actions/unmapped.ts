import { listAssigners, type SpelledAssigner } from '../../lib/app/operate/list-assigners.ts';
import { listUnmapped } from '../../lib/app/operate/list-unmapped.ts';
import type { UnmappedTerm } from '../../lib/model/unmapped-term.ts';
import { writeTermCsv } from '../../lib/terminology/term-csv.ts';
import { filesIn } from '../files-in.ts';
import { printJson, remark, writeContent } from '../output.ts';
import { Preview } from '../preview.ts';
import { readMessages } from '../read-messages.ts';
import { siteForFiles } from '../site-of-system.ts';
import { type SystemOptions, withSystem } from '../system.ts';

interface UnmappedOptions extends SystemOptions {
  readonly source?: string | undefined;
  readonly json?: boolean | undefined;
}

/**
 * Prints codes without a LOINC code and units that are not UCUM, as lines of a map to complete. Names assigners of patient
 * numbers that came in several spellings.
 */
export async function unmapped(paths: readonly string[], options: UnmappedOptions): Promise<void> {
  const { terms, assigners } =
    paths.length === 0
      ? await withSystem(options, { writes: false }, async (system) => ({
          terms: await listUnmapped(system),
          assigners: await listAssigners(system),
        }))
      : await inFiles(paths, options);
  const wanted = terms.filter(({ source }) => options.source === undefined || source === options.source);
  if (options.json === true) printJson(wanted);
  else printUnmapped(wanted);
  printAssigners(assigners);
}

/** Warns of assigners that are spelled in several ways: one person is several patients then. */
function printAssigners(assigners: readonly SpelledAssigner[]): void {
  for (const { spellings, sources } of assigners)
    remark`patient numbers of ${spellings.join(', ')} (${sources.join(', ')}) seem to be of one assigner, but each spelling leads patients of its own: list them under patients.assigners in site.yaml, then replay`;
}

function printUnmapped(terms: readonly UnmappedTerm[]): void {
  for (const [source, ofSource] of Map.groupBy(terms, (term) => term.source)) {
    remark`${source}: ${ofSource.length} codes or units without a map; fill in loinc and ucum, then list the file under maps of the source in site.yaml`;
    writeContent(writeTermCsv(ofSource.map(toRow)));
  }
  if (terms.length === 0) remark`every code has a LOINC code, and every unit is UCUM`;
}

const toRow = ({ code, system, unit, ucum, display }: UnmappedTerm) => ({
  code,
  ...(system === undefined ? {} : { system }),
  ...(unit === undefined ? {} : { unit }),
  ...(ucum === undefined ? {} : { ucum }),
  ...(display === undefined ? {} : { display }),
});

async function inFiles(
  paths: readonly string[],
  options: UnmappedOptions,
): Promise<{ readonly terms: readonly UnmappedTerm[]; readonly assigners: readonly SpelledAssigner[] }> {
  const preview = new Preview(siteForFiles(options));
  for await (const message of readMessages(paths.flatMap(filesIn))) await preview.take(message);
  return { terms: preview.unmapped, assigners: await preview.assigners() };
}
