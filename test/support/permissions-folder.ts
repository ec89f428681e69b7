import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { digestOf } from '../../lib/model/identity.ts';

/** Where the runs of one checkout's suite write down what was granted and used. */
export const permissionsFolder = (): string =>
  join(tmpdir(), `labwire-permissions-${digestOf(import.meta.dirname).slice(0, 12)}`);
