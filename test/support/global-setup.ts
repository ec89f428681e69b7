import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { PERMISSIONS_FOLDER } from '../../local/iam/record-permissions.ts';
import { PATIENCE } from '../../local/patience.ts';
import { permissionsFolder } from './permissions-folder.ts';

export default function setup(): void {
  // hundreds of child processes run the same command line, so compiled code is kept for all of them
  process.env['NODE_COMPILE_CACHE'] = fileURLToPath(
    new URL('../../node_modules/.cache/labwire/compiled', import.meta.url),
  );
  // no test fails because the machine is busy
  process.env[PATIENCE] = '20';
  // all tests record the permissions that they use: see `test/after`
  rmSync(permissionsFolder(), { recursive: true, force: true });
  process.env[PERMISSIONS_FOLDER] = permissionsFolder();
}
