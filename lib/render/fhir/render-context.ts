import type { Reference, Resource } from '@medplum/fhirtypes';
import { uuidOf } from '../../model/identity.ts';
import type { SystemBase } from './systems.ts';

/** What every resource of one bundle is rendered with. */
export interface RenderContext {
  readonly base: SystemBase;
}

/** The address of a resource inside its bundle; the same key has the same address for ever. */
export const fullUrlOf = (type: Resource['resourceType'], key: string): string =>
  `urn:uuid:${uuidOf(type, key)}`;

export const referenceTo = <T extends Resource>(type: T['resourceType'], key: string): Reference<T> => ({
  reference: fullUrlOf(type, key),
});

/** The identifier that is ours: it finds the resource again when the next version comes. */
export const ownIdentifier = (kind: string, key: string, context: RenderContext) => ({
  system: `${context.base}/${kind}`,
  value: key,
});
