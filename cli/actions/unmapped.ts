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

/** Prints codes without a LOINC code and units that are not UCUM, as lines of a map to complete. */
export async function unmapped(paths: readonly string[], options: UnmappedOptions): Promise<void> {
  const terms =
    paths.length === 0
      ? await withSystem(options, { writes: false }, listUnmapped)
      : await inFiles(paths, options);
  const wanted = terms.filter(({ source }) => options.source === undefined || source === options.source);
  if (options.json === true) printJson(wanted);
  else printUnmapped(wanted);
}

export function printUnmapped(terms: readonly UnmappedTerm[]): void {
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

async function inFiles(paths: readonly string[], options: UnmappedOptions): Promise<readonly UnmappedTerm[]> {
  const preview = new Preview(siteForFiles(options));
  for await (const message of readMessages(paths.flatMap(filesIn))) await preview.take(message);
  return preview.unmapped;
}
