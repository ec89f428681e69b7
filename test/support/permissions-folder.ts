import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { digestOf } from '../../lib/model/identity.ts';

/** Folder in which the test runs of one checkout record granted and used permissions. */
export const permissionsFolder = (): string =>
  join(tmpdir(), `labwire-permissions-${digestOf(import.meta.dirname).slice(0, 12)}`);
