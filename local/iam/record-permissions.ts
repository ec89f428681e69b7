import { randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TemplateResolver } from '../template-resolver.ts';
import type { RoleAccess } from './access-check.ts';
import { readPrincipals, roleOf } from './principals.ts';

/** What one run of the local cloud says about permissions: what callers were granted, and what they used. */
export interface PermissionRecord {
  readonly granted: readonly {
    readonly caller: string;
    readonly action: string;
    readonly resource: string;
  }[];
  readonly used: readonly { readonly caller: string; readonly action: string; readonly resource: string }[];
}

/** Names the folder that runs write their permissions to, so that a test can look at all of them together. */
export const PERMISSIONS_FOLDER = 'LABWIRE_PERMISSIONS';

/** Writes down what was granted and what was used, where somebody asks for it. */
export function recordPermissions(template: TemplateResolver, access: RoleAccess): void {
  const folder = process.env[PERMISSIONS_FOLDER];
  if (folder === undefined) return;
  const granted = [...readPrincipals(template)]
    .filter(([caller]) => roleOf(caller) === caller)
    .flatMap(([caller, documents]) =>
      documents
        .flatMap(({ Statement }) => Statement)
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
