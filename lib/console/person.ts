import { type Role, roleSchema } from '../model/role.ts';
import type { ConsoleConfig } from '../site/console.ts';
import type { Person } from './page.ts';

/** Names are shown on every page. */
const MAX_NAME = 80;

/**
 * The person of an ID token, with the roles that the site gives to the groups of its claim. Undefined if none of the
 * groups gives a role.
 */
export function personOf(
  claims: Readonly<Record<string, unknown>>,
  { claim, roles }: Pick<ConsoleConfig, 'claim' | 'roles'>,
): Person | undefined {
  const groups = new Set([new Map(Object.entries(claims)).get(claim) ?? []].flat().map(String));
  const given = roleSchema.options.filter((role) => isIn(groups, roles[role]));
  const subject = text(claims['sub']);
  if (given.length === 0 || subject === undefined) return undefined;
  const name = text(claims['name']) ?? text(claims['preferred_username']) ?? text(claims['email']) ?? subject;
  return { subject, name: name.slice(0, MAX_NAME), roles: given satisfies readonly Role[] };
}

const isIn = (groups: ReadonlySet<string>, wanted: readonly string[] = []): boolean =>
  wanted.some((group) => groups.has(group));

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;
