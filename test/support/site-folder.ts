import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Folders with files, each removed by `remove`. */
export function siteFolders() {
  const folders: string[] = [];
  return {
    aFolder(files: Readonly<Record<string, string>>): string {
      const folder = mkdtempSync(join(tmpdir(), 'labwire-site-'));
      folders.push(folder);
      for (const [name, text] of Object.entries(files)) {
        mkdirSync(dirname(join(folder, name)), { recursive: true });
        writeFileSync(join(folder, name), text);
      }
      return folder;
    },
    remove(): void {
      for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
    },
  };
}
