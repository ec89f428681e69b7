import type { ReadableType } from './resources.ts';
import { SearchError } from './search-parameters.ts';

const ofReports = ['patient', 'subject', 'identifier', '_id', '_lastUpdated'];
const ofResults = [...ofReports, 'code', 'category', 'status', 'date'];

/** The parameters by which each type is searched. */
const searched: Readonly<Record<ReadableType, readonly string[]>> = {
  DiagnosticReport: ofResults,
  Observation: ofResults,
  ServiceRequest: [...ofReports, 'code', 'status'],
  Specimen: [...ofReports, 'collected'],
  Provenance: ['patient', '_id', '_lastUpdated'],
  Patient: ['identifier', '_id'],
};

/** The types whose Provenance may be asked for in the same search. */
const withProvenance: ReadableType[] = ['DiagnosticReport', 'Observation', 'ServiceRequest', 'Specimen'];

/** `_revinclude` has this value alone. */
export const PROVENANCE_OF_MATCHES = 'Provenance:target';

/** Parameters about the answer. Each may be given once. */
const aboutAnswer: ReadonlySet<string> = new Set(['_count', '_cursor', '_format', '_revinclude', 'max']);

const formats: ReadonlySet<string> = new Set(['json', 'application/json', 'application/fhir+json']);

const known: ReadonlySet<string> = new Set([...aboutAnswer, ...Object.values(searched).flat()]);

/** The names of parameters for the audit log. A name that is not ours may be data, and is not written. */
export const namesForAudit = (query: URLSearchParams): string[] =>
  [...new Set([...query.keys()].map((name) => (known.has(name) ? name : 'unknown')))].sort();

export const parametersOf = {
  read: ['_format'],
  search: (type: ReadableType): readonly string[] => [
    ...searched[type],
    ...['_count', '_cursor', '_format'],
    ...(withProvenance.includes(type) ? ['_revinclude'] : []),
  ],
  lastn: [...searched.Observation, 'max', '_format'],
};

/**
 * Refuses each parameter that would be ignored, because an ignored parameter makes an answer wider than the
 * question. Modifiers and chains are part of the name, so they are refused too.
 * @throws SearchError
 */
export function checkParameters(query: URLSearchParams, allowed: readonly string[]): void {
  for (const [name, value] of query) {
    if (!allowed.includes(name))
      throw new SearchError(400, 'not-supported', `${name} is no parameter of this request`);
    if (value.split(',').every((one) => one === ''))
      throw new SearchError(400, 'invalid', `${name} has no value`);
    if (aboutAnswer.has(name) && query.getAll(name).length > 1)
      throw new SearchError(400, 'invalid', `${name} may be given once`);
  }
  const included = query.get('_revinclude') ?? PROVENANCE_OF_MATCHES;
  if (included !== PROVENANCE_OF_MATCHES)
    throw new SearchError(400, 'not-supported', `_revinclude is ${PROVENANCE_OF_MATCHES} alone`);
  const format = query.get('_format');
  if (format !== null && !formats.has(format.split(';')[0]?.trim() ?? ''))
    throw new SearchError(400, 'not-supported', 'answers are application/fhir+json');
}
