import type { UnmappedTerm } from '../../lib/model/unmapped-term.ts';
import { writeTermCsv } from '../../lib/terminology/term-csv.ts';
import { TermMap } from '../../lib/terminology/term-map.ts';
import { filesIn } from '../files-in.ts';
import { printJson } from '../output.ts';
import { Preview } from '../preview.ts';
import { readMessages } from '../read-messages.ts';
import { siteAt } from '../site-option.ts';
import { connect, type SystemOptions } from '../system.ts';

interface UnmappedOptions extends SystemOptions {
  readonly source?: string;
  readonly json?: boolean;
}

/** Codes without LOINC and units that are no UCUM, as lines of a map that wait to be filled in. */
export async function unmapped(paths: readonly string[], options: UnmappedOptions): Promise<void> {
  const terms = paths.length === 0 ? await inSystem(options) : await inFiles(paths, options);
  const wanted = terms.filter(({ source }) => options.source === undefined || source === options.source);
  if (options.json === true) {
    printJson(wanted);
    return;
  }
  for (const [source, ofSource] of Map.groupBy(wanted, (term) => term.source)) {
    console.error(
      `${source}: ${ofSource.length} codes or units; fill in loinc and ucum, and name the file in its maps`,
    );
    process.stdout.write(writeTermCsv(ofSource.map(toRow)));
  }
  if (wanted.length === 0) console.error('every code has its LOINC code, and every unit is UCUM');
}

const toRow = ({ code, system, unit, ucum, display }: UnmappedTerm) => ({
  code,
  ...(system === undefined ? {} : { system }),
  ...(unit === undefined ? {} : { unit }),
  ...(ucum === undefined ? {} : { ucum }),
  ...(display === undefined ? {} : { display }),
});

async function inSystem(options: UnmappedOptions): Promise<readonly UnmappedTerm[]> {
  const system = connect(options);
  const found: UnmappedTerm[] = [];
  for (const source of system.site.sources) {
    const known = new TermMap(source.terms);
    // what the site's maps have learnt since is no news
    found.push(...(await system.unmapped.of(source.id)).filter((term) => isUnknown(term, known)));
  }
  system.close();
  return found;
}

function isUnknown({ code, system, unit, lacks }: UnmappedTerm, map: TermMap): boolean {
  const { loinc, ucum } = map.look({
    codings: [{ code, system }],
    unit,
    isUcum: false,
    isQuantity: false,
    specimens: [],
  });
  return (lacks !== 'ucum' && loinc === undefined) || (lacks !== 'loinc' && ucum === undefined);
}

async function inFiles(
  paths: readonly string[],
  { site }: UnmappedOptions,
): Promise<readonly UnmappedTerm[]> {
  const preview = new Preview(siteAt(site));
  for await (const message of readMessages(paths.flatMap(filesIn))) await preview.take(message);
  return preview.unmapped;
}
