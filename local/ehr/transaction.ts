import { randomUUID } from 'node:crypto';
import {
  badRequest,
  getReferenceString,
  OperationOutcomeError,
  validateResource,
  type WithId,
} from '@medplum/core';
import type { Bundle, BundleEntry, Resource } from '@medplum/fhirtypes';
import type { EhrRepository } from './repository.ts';

/**
 * A FHIR R4 transaction of updates and conditional creates (§3.1.0.10.2, §3.1.0.11). Nothing is written
 * unless every resource is valid and every reference resolves. (The router's own transactions allow only
 * eight conditional updates.)
 * @throws OperationOutcomeError
 */
export async function runTransaction(bundle: Bundle, repository: EhrRepository): Promise<Bundle> {
  if (bundle.type !== 'transaction') throw new OperationOutcomeError(badRequest('Not a transaction'));
  const entries = bundle.entry ?? [];
  const identities = entries.map((entry, index) => identify(entry, index, repository));
  const ids = new Map(entries.map(({ fullUrl }, index) => [fullUrl ?? '', identities[index]]));
  const resources = entries.map((entry, index): WithId<Resource> => {
    const identity = identities[index];
    if (entry.resource === undefined || identity === undefined)
      throw new OperationOutcomeError(badRequest('An entry without a resource'));
    const resource = resolveReferences(entry.resource, ids);
    validateResource(resource);
    return { ...resource, id: identity.id } as WithId<Resource>;
  });
  const names = resources.map(getReferenceString);
  if (new Set(names).size !== names.length)
    throw new OperationOutcomeError(badRequest('Two entries for one resource'));
  // a conditional create leaves an existing resource unchanged
  await repository.writeAll(resources.filter((_, index) => identities[index]?.isKept !== true));
  return {
    resourceType: 'Bundle',
    type: 'transaction-response',
    entry: await Promise.all(
      resources.map(async ({ resourceType, id }, index) => {
        const { meta } = await repository.readResource(resourceType, id);
        return {
          response: {
            status: identities[index]?.isNew === true ? '201' : '200',
            location: `${resourceType}/${id}/_history/${meta?.versionId}`,
            etag: `W/"${meta?.versionId}"`,
          },
        };
      }),
    ),
  };
}

interface Identity {
  readonly type: string;
  readonly id: string;
  /** A conditional create whose resource exists. */
  readonly isKept?: boolean;
  readonly isNew?: boolean;
}

/** Finds the resource of an entry by its id, identifier or tag; otherwise it is new. */
function identify(entry: BundleEntry, index: number, repository: EhrRepository): Identity {
  const { method, url = '', ifNoneExist } = entry.request ?? {};
  const [path = '', query = ''] = url.split('?');
  const [type = '', id] = path.split('/');
  const isCreate = method === 'POST' && ifNoneExist !== undefined;
  if ((method === 'PUT' || isCreate) && type === entry.resource?.resourceType) {
    if (id !== undefined) return { type, id, isNew: !repository.has(type, id) };
    const known = repository.find(type, new URLSearchParams(isCreate ? ifNoneExist : query));
    if (known !== 'unreadable')
      return {
        type,
        id: known ?? randomUUID(),
        isKept: isCreate && known !== undefined,
        isNew: known === undefined,
      };
  }
  throw new OperationOutcomeError(
    badRequest('Only updates and conditional creates', `Bundle.entry[${index}].request`),
  );
}

function resolveReferences(resource: Resource, ids: ReadonlyMap<string, Identity | undefined>): Resource {
  return JSON.parse(JSON.stringify(resource), (key, value: unknown) => {
    if (key !== 'reference' || typeof value !== 'string' || !value.startsWith('urn:')) return value;
    const target = ids.get(value);
    if (target === undefined)
      throw new OperationOutcomeError(badRequest('A reference to nothing in the bundle'));
    return `${target.type}/${target.id}`;
  });
}
