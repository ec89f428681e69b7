import { errorCode } from '@labwire/hl7/issue';
import type { AuditLog } from '../../ports/audit-log.ts';
import { toFhirJson } from '../../render/fhir/json.ts';
import { toOperationOutcome } from '../../render/fhir/operation-outcome.ts';
import type { Clock } from '../../shared/clock.ts';
import { type Access, accessTo, type Claims } from './access.ts';
import { lastResults } from './last-results.ts';
import { type Found, type ReadDependencies, readResource } from './read-resource.ts';
import { isReadableType, type ReadableType } from './resources.ts';
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

/**
 * Answers one read or search. Before the answer, an audit entry is written: the reader, the resource and the
 * patient.
 * @throws AdapterError if reading or writing the audit entry fails
 */
export async function answerRead(
  request: ReadRequest,
  dependencies: ReadDependencies & { readonly audit: AuditLog; readonly clock: Clock },
): Promise<ReadAnswer> {
  try {
    const { type } = request;
    if (!isReadableType(type))
      throw new SearchError(404, 'not-supported', 'there are no resources of this type');
    const isSearch = request.id === undefined || request.id.startsWith('$');
    const access = accessTo(request.claims, type, isSearch ? 'search' : 'read');
    if (access === undefined)
      throw new SearchError(
        403,
        'forbidden',
        `the token has no scope for this: system/${type}.${isSearch ? 's' : 'r'}`,
      );
    const found = await find(type, request, access, dependencies);
    const count = found.resource.resourceType === 'Bundle' ? (found.resource.entry?.length ?? 0) : 1;
    await dependencies.audit.record({
      readAt: dependencies.clock().toISOString(),
      requestId: request.requestId,
      actor: access.actor,
      channel: 'fhir',
      action: isSearch ? 'search' : 'read',
      resourceType: type,
      parameters: [...new Set(request.query.keys())].sort(),
      patientKey: found.patientKey,
      count,
    });
    return { status: 200, body: toFhirJson(found.resource), count };
  } catch (cause) {
    if (!(cause instanceof SearchError)) throw cause;
    const outcome = toOperationOutcome([
      { severity: 'error', code: errorCode.unknownKey, type: cause.issue, message: cause.message },
    ]);
    return { status: cause.status, body: JSON.stringify(outcome), count: 0 };
  }
}

function find(
  type: ReadableType,
  { id, query, baseUrl }: ReadRequest,
  access: Access,
  dependencies: ReadDependencies,
): Promise<Found<{ resourceType: string; entry?: readonly unknown[] }>> {
  if (id === undefined) return searchResources(type, query, access, dependencies, baseUrl);
  if (!id.startsWith('$')) return readResource(type, id, access, dependencies);
  if (id !== '$lastn' || type !== 'Observation')
    throw new SearchError(404, 'not-supported', 'the only operation is Observation/$lastn');
  return lastResults(query, access, dependencies, baseUrl);
}
