import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { readLivd } from '../../lib/terminology/livd.ts';
import { writeTermCsv } from '../../lib/terminology/term-csv.ts';
import { exitCode, UsageError } from '../exit.ts';

interface LivdImportOptions {
  readonly system?: string;
  readonly model?: string;
  readonly out?: string;
}

/** A manufacturer's file as lines of a site's map. What it leaves open is said, and not guessed. */
export function importLivd(file: string, options: LivdImportOptions): void {
  const { rows, problems, notes = [] } = readLivd(readText(file), options);
  for (const { line, message } of [...problems, ...notes]) console.error(`${file}:${line}: ${message}`);
  if (rows.length === 0) {
    if (problems.length === 0)
      console.error(
        `labwire: ${file} has no line with a LOINC code${options.model === undefined ? '' : ` for the model ${options.model}`}`,
      );
    process.exitCode = exitCode.problem;
    return;
  }
  const csv = writeTermCsv(rows);
  if (options.out === undefined) {
    process.stdout.write(csv);
  } else {
    if (existsSync(options.out))
      throw new UsageError(`${options.out} exists: name another file, and put the two together by hand`);
    writeFileSync(options.out, csv);
    console.log(
      `${rows.length} lines in ${options.out}: name it in the maps of a source in site.yaml, and run labwire check`,
    );
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
