import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { needing } from './needs.ts';

/** A file of the shared corpus: messages that were written by others. */
export interface CorpusFile {
  readonly path: string;
  readonly type: string;
  readonly bytes: Uint8Array;
}

const checkout = fileURLToPath(new URL('../../', import.meta.url));
const folder =
  process.env['LABWIRE_CORPUS'] ?? join(dirname(checkout.replace(/\/$/, '')), 'shared', 'corpus');

const isHere = existsSync(join(folder, 'INDEX.tsv'));

/** Tests over the corpus. */
export const withCorpus = needing({
  isHere,
  orElse: 'there is no corpus of messages here (LABWIRE_CORPUS names its folder)',
});

/** The corpus files whose message type matches; empty without a corpus. */
export function corpusFiles(type: RegExp): readonly CorpusFile[] {
  if (!isHere) return [];
  const rows = readFileSync(join(folder, 'INDEX.tsv'), 'utf8').trim().split('\n').slice(1);
  return rows
    .map((row) => row.split('\t'))
    .filter((columns) => type.test(columns[1] ?? ''))
    .map(([path = '', messageType = '']) => ({
      path: join(folder, path),
      type: messageType,
      bytes: readFileSync(join(folder, path)),
    }));
}
