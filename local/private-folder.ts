import { chmodSync, lstatSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** The names of everything that a local system keeps in its data folder. */
const ownNames = /^(?:dynamodb|dynoxide\.db.*|sqs|ehr\.sqlite.*|system\.json|site\.json|gateway)$/;

/**
 * Creates a folder for patient data that only this user can open (700), with files that only this user can read (600).
 * Files of an earlier run are closed to others too; files that are not ours, and a folder with such files, keep their mode.
 * It sets the file mode mask of the process, because libraries create most of these files.
 */
export function openPrivateFolder(folder: string): void {
  process.umask(0o077);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const names = readdirSync(folder);
  const own = names.filter((name) => ownNames.test(name));
  if (own.length === names.length) chmodSync(folder, 0o700);
  for (const name of own) closeToOthers(join(folder, name));
}

function closeToOthers(path: string): void {
  const found = lstatSync(path);
  if (found.isSymbolicLink()) return;
  chmodSync(path, found.isDirectory() ? 0o700 : 0o600);
  if (found.isDirectory()) for (const name of readdirSync(path)) closeToOthers(join(path, name));
}
