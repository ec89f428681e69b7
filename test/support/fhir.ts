import { validateResource } from '@medplum/core';
import type { Bundle, Observation, Resource } from '@medplum/fhirtypes';
import { loadFhirDefinitions } from '../../local/ehr/fhir-definitions.ts';

/** @throws if the bundle or one of its resources is not valid FHIR R4 */
export function validateBundle(bundle: Bundle): void {
  loadFhirDefinitions();
  validateResource(bundle);
  for (const { resource } of bundle.entry ?? []) if (resource !== undefined) validateResource(resource);
}

export const resourcesOf = <T extends Resource>(bundle: Bundle, type: T['resourceType']): T[] =>
  (bundle.entry ?? []).flatMap(({ resource }) => (resource?.resourceType === type ? [resource as T] : []));

export function onlyObservation(bundle: Bundle): Observation {
  const observations = resourcesOf<Observation>(bundle, 'Observation');
  if (observations.length !== 1 || observations[0] === undefined)
    throw new Error(`${observations.length} observations`);
  return observations[0];
}
