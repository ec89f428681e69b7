/** What the token of a reader says, as API Gateway passes it on: its signature has been checked by then. */
export type Claims = Readonly<Record<string, unknown>>;

export interface Access {
  /** Who reads. */
  readonly actor: string;
  /** The only patient that the token is for; undefined where it is for all. */
  readonly patient?: string | undefined;
}

/**
 * Whether a token lets its bearer read resources of a type, by SMART scopes of either version:
 * `system/*.read`, `user/Observation.rs`, `patient/*.r`. Undefined where it does not.
 */
export function accessTo(claims: Claims, type: string, action: 'read' | 'search'): Access | undefined {
  const granted = scopesOf(claims).flatMap((scope) => {
    const [, context, resource, rights] =
      /^(system|user|patient)\/(\*|[A-Za-z]+)\.(\*|read|c?r?u?d?s?)(?:\?.*)?$/.exec(scope) ?? [];
    const isType = resource === '*' || resource === type;
    // a scope that is narrowed by a query is for less than all: it is not understood, and grants nothing
    const isWhole = !scope.includes('?');
    const needed = action === 'read' ? 'r' : 's';
    const isRight = rights === '*' || rights === 'read' || rights?.includes(needed) === true;
    return context !== undefined && isType && isWhole && isRight ? [context] : [];
  });
  const actor = text(claims['sub']) ?? text(claims['client_id']) ?? text(claims['azp']);
  if (granted.length === 0 || actor === undefined) return undefined;
  if (granted.some((context) => context !== 'patient')) return { actor };
  const patient = text(claims['patient']);
  return patient === undefined ? undefined : { actor, patient };
}

/** A string of scopes, or a list, which API Gateway writes as `[a b]`. */
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
