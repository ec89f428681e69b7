import { join } from 'node:path';

/** The file in which `labwire start` describes the running system, in the folder where it was started. */
export const localSystemFile = join('.labwire', 'system.json');
