import { allowsExport, type Claims } from '../fhir-read/access.ts';
import { type ReadableType, resourceTypes } from '../fhir-read/resources.ts';
import { SearchError, spanOf } from '../fhir-read/search-parameters.ts';

export interface WantedExport {
  readonly types: readonly ReadableType[];
  readonly since: string | undefined;
  readonly until: string | undefined;
  /** Parameters and types that are ignored, because the client asked for that. */
  readonly ignored: readonly string[];
}

const formats: ReadonlySet<string> = new Set(['application/fhir+ndjson', 'application/ndjson', 'ndjson']);

/** Parameters that are understood. Each may be given once, but for `_type`. */
const known = ['_outputFormat', '_since', '_until', '_type'] as const;

/**
 * What a client asks for by `$export` (Bulk Data Access 2.0 §Kick-off Request). `prefer`: the header Prefer. With
 * `handling=lenient` there, parameters and types that are not supported are ignored, and named in `ignored`.
 * @throws SearchError
 */
export function wantedExport(query: URLSearchParams, prefer: string, claims: Claims): WantedExport {
  const preferences = prefer.split(',').flatMap((one) => one.split(';')[0]?.trim().toLowerCase() ?? []);
  if (!preferences.includes('respond-async'))
    throw new SearchError(400, 'invalid', 'an export is asynchronous: send the header Prefer: respond-async');
  const isLenient = preferences.includes('handling=lenient');
  const names = [...new Set(query.keys())];
  const others = names.filter((name) => !known.some((one) => one === name));
  if (others.length > 0 && !isLenient)
    throw new SearchError(
      400,
      'not-supported',
      `${others[0]} is no parameter of this request; Prefer: handling=lenient ignores it`,
    );
  for (const name of known)
    if (name !== '_type' && query.getAll(name).length > 1)
      throw new SearchError(400, 'invalid', `${name} may be given once`);
  const format = query.get('_outputFormat') ?? 'ndjson';
  // a plus in a query is a space
  if (!formats.has(format.split(';')[0]?.trim().replace('fhir ndjson', 'fhir+ndjson') ?? ''))
    throw new SearchError(400, 'not-supported', '_outputFormat is application/fhir+ndjson');
  const { types, unknown } = typesIn(query, isLenient);
  for (const type of types)
    if (!allowsExport(claims, type))
      throw new SearchError(
        403,
        'forbidden',
        `an export needs a system scope that is not narrowed: system/${type}.rs, or system/*.rs`,
      );
  const since = instantIn(query, '_since');
  const until = instantIn(query, '_until');
  if (since !== undefined && until !== undefined && since >= until)
    throw new SearchError(400, 'invalid', '_until is not after _since: no report would be exported');
  return {
    types,
    since,
    until,
    ignored: [...others, ...unknown.map((type) => `_type=${type}`)],
  };
}

function typesIn(
  query: URLSearchParams,
  isLenient: boolean,
): { readonly types: readonly ReadableType[]; readonly unknown: readonly string[] } {
  if (!query.has('_type')) return { types: resourceTypes, unknown: [] };
  const asked = new Set(query.getAll('_type').flatMap((text) => text.split(',')));
  const types = resourceTypes.filter((type) => asked.has(type));
  const unknown = [...asked].filter((type) => !types.some((one) => one === type));
  if ((unknown.length > 0 && !isLenient) || types.length === 0)
    throw new SearchError(400, 'not-supported', `_type has types of these: ${resourceTypes.join(', ')}`);
  return { types, unknown };
}

function instantIn(query: URLSearchParams, name: '_since' | '_until'): string | undefined {
  // a plus in a query is a space
  const text = query.get(name)?.replace(' ', '+');
  if (text === undefined) return undefined;
  const isInstant = /T\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/.test(text);
  const span = isInstant ? spanOf(text) : undefined;
  if (span === undefined)
    throw new SearchError(400, 'invalid', `${name} is no instant: write 2026-03-02T08:00:00Z`);
  return new Date(span.from).toISOString();
}
