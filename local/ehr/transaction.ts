import { randomUUID } from 'node:crypto';
import {
  badRequest,
  getReferenceString,
  OperationOutcomeError,
  validateResource,
  type WithId,
} from '@medplum/core';
import type { Bundle, BundleEntry, Identifier, Resource } from '@medplum/fhirtypes';
import type { EhrRepository } from './repository.ts';

/**
 * A FHIR R4 transaction of conditional updates by identifier (§3.1.0.10.2, §3.1.0.11): every
 * resource is valid and every reference resolves, or nothing is written. (The router's own
 * transactions take no more than eight conditional updates.)
 * @throws OperationOutcomeError
 */
export async function runTransaction(bundle: Bundle, repository: EhrRepository): Promise<Bundle> {
  if (bundle.type !== 'transaction') throw new OperationOutcomeError(badRequest('Not a transaction'));
  const entries = bundle.entry ?? [];
  const ids = new Map(
    entries.map((entry, index) => [entry.fullUrl ?? '', identify(entry, index, repository)]),
  );
  const resources = entries.map((entry): WithId<Resource> => {
    const identity = ids.get(entry.fullUrl ?? '');
    if (entry.resource === undefined || identity === undefined)
      throw new OperationOutcomeError(badRequest('An entry without a resource'));
    const resource = resolveReferences(entry.resource, ids);
    validateResource(resource);
    return { ...resource, id: identity.id } as WithId<Resource>;
  });
  const identities = resources.map(getReferenceString);
  if (new Set(identities).size !== identities.length)
    throw new OperationOutcomeError(badRequest('Two entries for one resource'));
  await repository.writeAll(resources);
  return {
    resourceType: 'Bundle',
    type: 'transaction-response',
    entry: resources.map((resource) => ({
      response: { status: '200', location: getReferenceString(resource) },
    })),
  };
}

interface Identity {
  readonly type: string;
  readonly id: string;
}

/** Which resource a conditional update means: the one that carries the identifier, or a new one. */
function identify(entry: BundleEntry, index: number, repository: EhrRepository): Identity {
  const { method, url = '' } = entry.request ?? {};
  const [type = '', query = ''] = url.split('?');
  const token = new URLSearchParams(query).get('identifier');
  if (method !== 'PUT' || token === null || type !== entry.resource?.resourceType)
    throw new OperationOutcomeError(
      badRequest('Only conditional updates by identifier', `Bundle.entry[${index}].request`),
    );
  const [system, value] = token.split(/\|(.*)/s);
  const identifier: Identifier = { system: system ?? '', value: value ?? '' };
  return { type, id: repository.idOf(type, identifier) ?? randomUUID() };
}

function resolveReferences(resource: Resource, ids: ReadonlyMap<string, Identity>): Resource {
  return JSON.parse(JSON.stringify(resource), (key, value: unknown) => {
    if (key !== 'reference' || typeof value !== 'string' || !value.startsWith('urn:')) return value;
    const target = ids.get(value);
    if (target === undefined)
      throw new OperationOutcomeError(badRequest('A reference to nothing in the bundle'));
    return `${target.type}/${target.id}`;
  });
}
