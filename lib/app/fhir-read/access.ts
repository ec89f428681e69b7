import { isResourceId } from './resource-id.ts';

/** The claims of a reader's token, as API Gateway passes them on. API Gateway has checked the signature. */
export type Claims = Readonly<Record<string, unknown>>;

export interface Access {
  /** The reader. */
  readonly actor: string;
  /** The only patient that the token allows. Undefined: all patients. */
  readonly patient?: string | undefined;
}

/**
 * The access that a token gives to resources of a type, by SMART scopes of either version: `system/*.read`,
 * `user/Observation.rs`, `patient/*.r`. Undefined if the token does not allow the action.
 */
export function accessTo(claims: Claims, type: string, action: 'read' | 'search'): Access | undefined {
  const granted = scopesOf(claims).flatMap((scope) => {
    const [, context, resource, rights] =
      /^(system|user|patient)\/(\*|[A-Za-z]+)\.(\*|read|c?r?u?d?s?)(?:\?.*)?$/.exec(scope) ?? [];
    const isType = resource === '*' || resource === type;
    // a scope with a query is for fewer resources; such scopes are not supported and grant nothing
    const isWhole = !scope.includes('?');
    const needed = action === 'read' ? 'r' : 's';
    const isRight = rights === '*' || rights === 'read' || rights?.includes(needed) === true;
    return context !== undefined && isType && isWhole && isRight ? [context] : [];
  });
  const actor = actorOf(claims);
  if (granted.length === 0 || actor === undefined) return undefined;
  if (granted.some((context) => context !== 'patient')) return { actor };
  const patient = text(claims['patient']);
  return patient === undefined || !isResourceId(patient) ? undefined : { actor, patient };
}

/** The reader: the token's `sub`, otherwise its client. Undefined if the token names neither. */
export const actorOf = (claims: Claims): string | undefined =>
  text(claims['sub']) ?? text(claims['client_id']) ?? text(claims['azp']);

/** The scopes of a string, or of a list, which API Gateway writes as `[a b]`. */
function scopesOf(claims: Claims): string[] {
  const said = claims['scope'] ?? claims['scp'] ?? '';
  const list = Array.isArray(said)
    ? said.map(String)
    : String(said)
        .replace(/^\[(.*)\]$/, '$1')
        .split(/[ ,]+/);
  return list.filter((scope) => scope !== '');
}

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;
