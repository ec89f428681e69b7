import { type Access, type Action, accessTo, type Claims, isNarrowedOtherwise } from './access.ts';
import { SearchError } from './search-parameters.ts';

/**
 * What a token allows of a type.
 * @throws SearchError 403 if that is nothing
 */
export function granted(claims: Claims, type: string, action: Action): Access {
  const access = accessTo(claims, type, action);
  if (access !== undefined) return access;
  const wanted = `system/${type}.${action[0]}`;
  throw new SearchError(
    403,
    'forbidden',
    isNarrowedOtherwise(claims, type, action)
      ? `the token has no scope for this but one that is narrowed by more than category: ${wanted}`
      : `the token has no scope for this: ${wanted}`,
  );
}
