import { isResourceId } from './resource-id.ts';
import { type Categorized, hasCategory } from './resources.ts';
import { type Token, toAlternatives, toToken } from './search-parameters.ts';

/** The claims of a reader's token, as API Gateway passes them on. API Gateway has checked the signature. */
export type Claims = Readonly<Record<string, unknown>>;

export interface Access {
  /** The reader. */
  readonly actor: string;
  /** The only patient that the token allows. Undefined: all patients. */
  readonly patient?: string | undefined;
  /** A resource must be within one of these. Undefined: there is no such limit. */
  readonly within?: readonly Limit[] | undefined;
}

/** The resources that one scope allows. */
interface Limit {
  /** The only patient. Undefined: all. */
  readonly patient: string | undefined;
  /** Lists of categories; a resource must have one of each. */
  readonly categories: readonly (readonly Token[])[];
}

/** `create` and `delete` are for subscriptions. */
export type Action = 'create' | 'read' | 'delete' | 'search';

interface Scope {
  readonly context: 'system' | 'user' | 'patient';
  readonly resource: string;
  readonly rights: ReadonlySet<Action>;
  /** Undefined if the scope is narrowed in a way that is not understood. */
  readonly categories: Limit['categories'] | undefined;
}

/**
 * The access that a token gives to resources of a type, by SMART scopes of either version: `system/*.read`,
 * `user/Observation.rs`, `patient/*.r`, `system/Observation.rs?category=SYSTEM|CODE`. Undefined if the token does not
 * allow the action.
 */
export function accessTo(claims: Claims, type: string, action: Action): Access | undefined {
  const actor = actorOf(claims);
  if (actor === undefined) return undefined;
  const patient = patientOf(claims);
  const limits = scopesOf(claims, type, action).flatMap(({ context, categories }): Limit[] => {
    if (categories === undefined || (context === 'patient' && patient === undefined)) return [];
    return [{ patient: context === 'patient' ? patient : undefined, categories }];
  });
  if (limits.length === 0) return undefined;
  const isWhole = ({ categories }: Limit): boolean => categories.length === 0;
  if (limits.some((one) => isWhole(one) && one.patient === undefined)) return { actor };
  if (limits.some((one) => one.patient === undefined)) return { actor, within: limits };
  return limits.some(isWhole) ? { actor, patient } : { actor, patient, within: limits };
}

/** Whether a token has a scope for the action that is narrowed in a way that is not understood. */
export const isNarrowedOtherwise = (claims: Claims, type: string, action: Action): boolean =>
  scopesOf(claims, type, action).some(({ categories }) => categories === undefined);

/** Whether the token allows an export of a type: a system scope to read and search it that is not narrowed. */
export const allowsExport = (claims: Claims, type: string): boolean =>
  (['read', 'search'] as const).every((action) =>
    scopesOf(claims, type, action).some(
      ({ context, categories }) => context === 'system' && categories?.length === 0,
    ),
  );

/** Whether the token allows a resource that is about these patients. */
export const allows = (
  { patient, within }: Access,
  resource: Categorized,
  patients: readonly (string | undefined)[],
): boolean =>
  (patient === undefined || patients.includes(patient)) &&
  (within === undefined ||
    within.some(
      (limit) =>
        (limit.patient === undefined || patients.includes(limit.patient)) &&
        limit.categories.every((list) => hasCategory(resource, list)),
    ));

/** The reader: the token's `sub`, otherwise its client. Undefined if the token names neither. */
export const actorOf = (claims: Claims): string | undefined =>
  text(claims['sub']) ?? text(claims['client_id']) ?? text(claims['azp']);

function patientOf(claims: Claims): string | undefined {
  const patient = text(claims['patient']);
  return patient !== undefined && isResourceId(patient) ? patient : undefined;
}

/** The scopes for an action on a type. */
const scopesOf = (claims: Claims, type: string, action: Action): Scope[] =>
  textsOf(claims)
    .map(toScope)
    .filter((scope) => scope !== undefined)
    .filter(({ resource, rights }) => (isEach(resource, type) || resource === type) && rights.has(action));

/** A scope for every type is not one for subscriptions, which send something out. */
const isEach = (resource: string, type: string): boolean => resource === '*' && type !== 'Subscription';

const letters: ReadonlyMap<string, Action> = new Map(
  Object.entries({ c: 'create', r: 'read', d: 'delete', s: 'search' } as const),
);

function toScope(scope: string): Scope | undefined {
  const [, context, resource, rights, query] =
    /^(system|user|patient)\/(\*|[A-Za-z]+)\.(\*|read|c?r?u?d?s?)(?:\?(.*))?$/.exec(scope) ?? [];
  if (context === undefined || resource === undefined || rights === undefined) return undefined;
  // names of version 1: they allow reads and searches, and cannot be narrowed
  const isFirstVersion = rights === '*' || rights === 'read';
  return {
    context: context as Scope['context'],
    resource,
    rights: new Set(
      isFirstVersion ? ['read', 'search'] : [...rights].flatMap((letter) => letters.get(letter) ?? []),
    ),
    categories: query === undefined ? [] : isFirstVersion ? undefined : categoriesIn(query),
  };
}

/** The lists of categories in `category=SYSTEM|CODE&…`. Undefined if there is anything else. */
function categoriesIn(query: string): Limit['categories'] | undefined {
  const pairs = [...new URLSearchParams(query)];
  const lists = pairs.map(([, value]) => toAlternatives(value).map(toToken));
  const isUnderstood =
    pairs.length > 0 &&
    pairs.every(([name]) => name === 'category') &&
    lists.every((list) => list.length > 0 && list.every(({ value }) => value !== ''));
  return isUnderstood ? lists : undefined;
}

/** The scopes of a string, or of a list, which API Gateway writes as `[a b]`. */
function textsOf(claims: Claims): string[] {
  const said = claims['scope'] ?? claims['scp'] ?? '';
  const list = Array.isArray(said)
    ? said.map(String)
    : String(said)
        .replace(/^\[(.*)\]$/, '$1')
        .split(' ')
        // a comma may also stand between the categories of a scope
        .flatMap((some) => some.split(some.includes('?') ? /,(?=(?:system|user|patient)\/)/ : ','));
  return list.filter((scope) => scope !== '');
}

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;
