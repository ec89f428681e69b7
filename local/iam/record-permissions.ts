import { randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TemplateResolver } from '../template-resolver.ts';
import type { RoleAccess } from './access-check.ts';
import { readPrincipals, roleOf } from './principals.ts';

/** Permissions in one run of the local cloud: granted to callers, and used by them. */
export interface PermissionRecord {
  readonly granted: readonly {
    readonly caller: string;
    readonly action: string;
    readonly resource: string;
  }[];
  readonly used: readonly { readonly caller: string; readonly action: string; readonly resource: string }[];
}

/** Environment variable with the folder for records of runs, so that a test can compare them all. */
export const PERMISSIONS_FOLDER = 'LABWIRE_PERMISSIONS';

/** Writes the granted and used permissions, if the environment variable is set. */
export function recordPermissions(template: TemplateResolver, access: RoleAccess): void {
  const folder = process.env[PERMISSIONS_FOLDER];
  if (folder === undefined) return;
  const granted = [...readPrincipals(template)]
    .filter(([caller]) => roleOf(caller) === caller)
    .flatMap(([caller, documents]) =>
      documents
        .flatMap(({ Statement }) => Statement)
        .filter(({ Effect }) => Effect === 'Allow')
        .flatMap(({ Action, Resource }) =>
          [Action]
            .flat()
            .flatMap((action) => [Resource].flat().map((resource) => ({ caller, action, resource }))),
        ),
    );
  const used = access.used().map((one) => ({ ...one, caller: roleOf(one.caller) }));
  const record: PermissionRecord = { granted, used };
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${randomUUID()}.json`), JSON.stringify(record));
}
