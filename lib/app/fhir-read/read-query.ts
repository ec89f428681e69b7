import type { IdentityStore } from '../../ports/identity-store.ts';
import { effectiveLinks } from '../../reports/patient-links.ts';
import { linksOf } from '../file/known-links.ts';
import type { Access } from './access.ts';
import type { Conditions } from './resources.ts';
import { SearchError, toAlternatives, toDateCondition, toToken } from './search-parameters.ts';

/**
 * The current key of the patient that the query names, after merges. Undefined if the query names no patient.
 */
export async function patientOf(
  query: URLSearchParams,
  access: Access,
  { identities }: { readonly identities: IdentityStore },
): Promise<string | undefined> {
  const said = query.get('patient') ?? query.get('subject') ?? undefined;
  const key = said?.replace(/^(?:.*\/)?Patient\//, '') ?? access.patient;
  if (key === undefined) return undefined;
  const { links } = await identities.find({ aliases: [], patients: [key] });
  const current = effectiveLinks(linksOf(links)).survivors.get(key)?.key ?? key;
  if (access.patient !== undefined && ![key, current].includes(access.patient))
    throw new SearchError(403, 'forbidden', 'the token is for another patient');
  return current;
}

export function conditionsOf(query: URLSearchParams): Conditions {
  const list = (name: string): readonly string[] | undefined => {
    const text = query.get(name);
    return text === null ? undefined : toAlternatives(text);
  };
  const dates = [...query.getAll('date'), ...query.getAll('collected')];
  return {
    ids: list('_id'),
    identifiers: list('identifier')?.map(toToken),
    codes: list('code')?.map(toToken),
    categories: list('category')?.map(toToken),
    statuses: list('status'),
    dates: dates.map((text) => toDateCondition('date', text)),
    lastUpdated: query.getAll('_lastUpdated').map((text) => toDateCondition('_lastUpdated', text)),
  };
}

export function numberOf(text: string | null): number | undefined {
  if (text === null) return undefined;
  if (!/^\d{1,6}$/.test(text) || Number(text) === 0)
    throw new SearchError(400, 'invalid', '_count is a number from 1 on');
  return Number(text);
}
