import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import vm from 'node:vm';
import { PERMISSIONS_FOLDER } from '../../local/iam/record-permissions.ts';
import { permissionsFolder } from './permissions-folder.ts';

export default function setup(): void {
  if (!('SourceTextModule' in vm))
    throw new Error('tests are ES modules: run them with npm or npx, which read node-options from .npmrc');
  // what children compile is kept for those after them: hundreds of them run the same command line
  process.env['NODE_COMPILE_CACHE'] = fileURLToPath(
    new URL('../../node_modules/.cache/labwire/compiled', import.meta.url),
  );
  // whatever is tested from here on writes down which permissions it uses: see `test/after`
  rmSync(permissionsFolder(), { recursive: true, force: true });
  process.env[PERMISSIONS_FOLDER] = permissionsFolder();
}
