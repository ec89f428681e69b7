import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from './exit.ts';

/** The file names of messages in a folder. */
const messageName = /\.(?:hl7|hl7v2|er7|astm)$/i;
/** Terminal programs write what they capture into text files. */
const captureName = /\.(?:hl7|hl7v2|er7|astm|txt)$/i;

/**
 * The file itself; for a folder, the message files in it and below it, in order.
 * @throws UsageError if the path does not exist, or if the folder has no message files
 */
export const filesIn = (path: string): readonly string[] =>
  named(path, messageName, '.hl7, .hl7v2, .er7 or .astm');

/** As `filesIn`; of a folder, the text files too. */
export const capturesIn = (path: string): readonly string[] =>
  named(path, captureName, '.hl7, .hl7v2, .er7, .astm or .txt');

function named(path: string, name: RegExp, endings: string): readonly string[] {
  if (path === '-' || !isFolder(path)) return [path];
  const files = readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && name.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  if (files.length === 0) throw new UsageError(`${path} contains no ${endings} file`);
  return files;
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    throw new UsageError(`cannot read ${path}: no such file or folder`);
  }
}
