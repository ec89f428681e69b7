import { errorCode } from '@labwire/hl7/issue';
import type { AuditLog } from '../../ports/audit-log.ts';
import { toFhirJson } from '../../render/fhir/json.ts';
import { toOperationOutcome } from '../../render/fhir/operation-outcome.ts';
import type { Clock } from '../../shared/clock.ts';
import { actorOf, type Claims } from './access.ts';
import { granted } from './granted.ts';
import { lastResults } from './last-results.ts';
import { type Counts, countsOf } from './page.ts';
import { namesForAudit } from './parameters.ts';
import { type Found, type ReadDependencies, readResource } from './read-resource.ts';
import { isReadableType } from './resources.ts';
import { SearchError } from './search-parameters.ts';
import { searchResources } from './search-resources.ts';

export interface ReadRequest {
  readonly type: string;
  /** An id or an operation. Undefined: a search. */
  readonly id: string | undefined;
  readonly query: URLSearchParams;
  readonly claims: Claims;
  readonly requestId: string;
  /** The base URL of this API, as the reader knows it. */
  readonly baseUrl: string;
}

export interface ReadAnswer {
  readonly status: 200 | 400 | 403 | 404;
  readonly body: string;
  /** The number of resources in the answer. */
  readonly count: number;
}

type Dependencies = ReadDependencies & { readonly audit: AuditLog; readonly clock: Clock };

/**
 * Answers one read or search. Before the answer, an audit entry is written for each patient in it: the reader,
 * the resource and the patient. A refused request of a known reader is written down too.
 * @throws AdapterError if reading or writing an audit entry fails
 */
export async function answerRead(request: ReadRequest, dependencies: Dependencies): Promise<ReadAnswer> {
  try {
    const found = await find(request, dependencies);
    const { resource } = found;
    await recordRead(request, found.counts, undefined, dependencies);
    const count = resource.resourceType === 'Bundle' ? (resource.entry?.length ?? 0) : 1;
    return { status: 200, body: toFhirJson(resource), count };
  } catch (cause) {
    if (!(cause instanceof SearchError)) throw cause;
    await recordRead(request, countsOf([], cause.patients), cause.status, dependencies);
    const outcome = toOperationOutcome([
      { severity: 'error', code: errorCode.unknownKey, type: cause.issue, message: cause.message },
    ]);
    return { status: cause.status, body: JSON.stringify(outcome), count: 0 };
  }
}

async function find(
  { type, id, query, baseUrl, claims }: ReadRequest,
  dependencies: ReadDependencies,
): Promise<Found<{ resourceType: string; entry?: readonly unknown[] }>> {
  if (!isReadableType(type))
    throw new SearchError(404, 'not-supported', 'there are no resources of this type');
  const access = granted(claims, type, isSearch(id) ? 'search' : 'read');
  const toProvenance = query.has('_revinclude') ? granted(claims, 'Provenance', 'search') : undefined;
  if (id === undefined) return searchResources(type, query, access, dependencies, baseUrl, toProvenance);
  if (!id.startsWith('$')) return readResource(type, id, query, access, dependencies);
  if (id !== '$lastn' || type !== 'Observation')
    throw new SearchError(404, 'not-supported', 'the only operation is Observation/$lastn');
  return lastResults(query, access, dependencies, baseUrl);
}

const isSearch = (id: string | undefined): boolean => id === undefined || id.startsWith('$');

/** Writes an entry for each patient, or one without a patient. Nothing of a reader whom the token does not name. */
async function recordRead(
  { type, id, query, claims, requestId }: ReadRequest,
  counts: Counts,
  status: number | undefined,
  { audit, clock }: Pick<Dependencies, 'audit' | 'clock'>,
): Promise<void> {
  const actor = actorOf(claims);
  if (actor === undefined) return;
  const entry = {
    readAt: clock().toISOString(),
    requestId,
    actor,
    channel: 'fhir',
    action: isSearch(id) ? 'search' : 'read',
    // a type that there is not may be any text
    resourceType: isReadableType(type) ? type : 'unknown',
    parameters: namesForAudit(query),
    ...(status === undefined ? {} : { status }),
  } as const;
  const about: Counts = counts.size === 0 ? new Map([[undefined, 0]]) : counts;
  await Promise.all([...about].map(([patientKey, count]) => audit.record({ ...entry, patientKey, count })));
}
