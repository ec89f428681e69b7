import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from './exit.ts';

/** What a folder's HL7 files are called. */
const hl7Name = /\.(?:hl7|hl7v2|er7)$/i;

/**
 * A file as it is, a folder as the HL7 files in it and below, in order.
 * @throws UsageError where there is no such thing, or nothing in it
 */
export function filesIn(path: string): readonly string[] {
  if (path === '-' || !isFolder(path)) return [path];
  const files = readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && hl7Name.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  if (files.length === 0) throw new UsageError(`${path} holds no .hl7, .hl7v2 or .er7 file`);
  return files;
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    throw new UsageError(`cannot read ${path}: no such file or folder`);
  }
}
