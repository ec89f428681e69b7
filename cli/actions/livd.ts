import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { readLivd } from '../../lib/terminology/livd.ts';
import { writeTermCsv } from '../../lib/terminology/term-csv.ts';
import { exitCode, UsageError } from '../exit.ts';
import { print, remark, writeContent } from '../output.ts';

interface LivdImportOptions {
  readonly system?: string | undefined;
  readonly model?: string | undefined;
  readonly out?: string | undefined;
}

/**
 * Prints a manufacturer's LIVD file as lines of a site's map. Data that the file leaves open are reported,
 * not guessed.
 */
export function importLivd(file: string, options: LivdImportOptions): void {
  const { rows, problems, notes = [] } = readLivd(readText(file), options);
  for (const { line, message } of [...problems, ...notes]) remark`${file}:${line}: ${message}`;
  if (rows.length === 0) {
    if (problems.length === 0)
      remark`labwire: ${file} has no line with a LOINC code${options.model === undefined ? '' : ` for the model ${options.model}`}`;
    process.exitCode = exitCode.problem;
    return;
  }
  const csv = writeTermCsv(rows);
  if (options.out === undefined) {
    writeContent(csv);
  } else {
    if (existsSync(options.out))
      throw new UsageError(`${options.out} exists: give another file, and merge the two by hand`);
    writeFileSync(options.out, csv);
    print`${rows.length} lines written to ${options.out}: list the file under maps of a source in site.yaml, then run labwire check`;
  }
  if (problems.length > 0) process.exitCode = exitCode.problem;
}

function readText(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch {
    throw new UsageError(`cannot read ${file}`);
  }
}
