import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from './exit.ts';

/** The file names of messages in a folder. */
const messageName = /\.(?:hl7|hl7v2|er7|astm)$/i;

/**
 * The file itself; for a folder, the message files in it and below it, in order.
 * @throws UsageError if the path does not exist, or if the folder has no message files
 */
export function filesIn(path: string): readonly string[] {
  if (path === '-' || !isFolder(path)) return [path];
  const files = readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && messageName.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  if (files.length === 0) throw new UsageError(`${path} contains no .hl7, .hl7v2, .er7 or .astm file`);
  return files;
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    throw new UsageError(`cannot read ${path}: no such file or folder`);
  }
}
