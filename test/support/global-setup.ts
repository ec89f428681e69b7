import { rmSync } from 'node:fs';
import { PERMISSIONS_FOLDER } from '../../local/iam/record-permissions.ts';
import { permissionsFolder } from './permissions-folder.ts';

/** Whatever is tested from here on writes down which permissions it uses: see `test/after`. */
export default function setup(): void {
  rmSync(permissionsFolder(), { recursive: true, force: true });
  process.env[PERMISSIONS_FOLDER] = permissionsFolder();
}
