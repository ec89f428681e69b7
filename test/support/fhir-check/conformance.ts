import { OperationOutcomeError, validateResource } from '@medplum/core';
import type { Bundle, OperationOutcomeIssue, Resource, StructureDefinition } from '@medplum/fhirtypes';
import { loadFhirDefinitions } from '../../../local/ehr/fhir-definitions.ts';
import type { Definition } from './nodes.ts';
import { type Definitions, profileProblems } from './profile.ts';
import { schemaProblems } from './schema.ts';

/** The resources of many bundles that keep to a set of definitions, and those that do not. */
export class Conformance {
  readonly #counts = new Map<string, number>();
  readonly #problems = new Map<string, number>();
  readonly #definitions: Definitions;
  readonly #types: Definitions;
  readonly #checks: readonly ((resource: Resource, definition: Definition) => readonly string[])[];

  /** `definitions`: of each resource type, the one that its resources are checked against. */
  constructor(definitions: Definitions, types: Definitions, checks: 'R4' | 'profiles') {
    this.#definitions = definitions;
    this.#types = types;
    const ofDefinition = (resource: Resource, definition: Definition) =>
      profileProblems(resource, definition, this.#types);
    this.#checks =
      checks === 'R4' ? [medplumProblems, schemaProblems, ofDefinition] : [medplumProblems, ofDefinition];
  }

  /** The problems of one resource; undefined if there is no definition for its type. */
  check(resource: Resource): readonly string[] | undefined {
    const { resourceType } = resource;
    const definition = this.#definitions.get(resourceType);
    if (definition === undefined) return undefined;
    const problems = this.#checks.flatMap((check) => check(resource, definition));
    this.#counts.set(resourceType, (this.#counts.get(resourceType) ?? 0) + 1);
    for (const problem of new Set(problems)) {
      const line = `${resourceType}: ${problem}`;
      this.#problems.set(line, (this.#problems.get(line) ?? 0) + 1);
    }
    return problems;
  }

  /** `Observation 12, Patient 3`. */
  get counts(): string {
    return [...this.#counts]
      .sort()
      .map(([type, count]) => `${type} ${count}`)
      .join(', ');
  }

  get problems(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.#problems].sort());
  }
}

export const resourcesIn = ({ entry = [] }: Bundle): Resource[] =>
  entry.flatMap(({ resource }) => resource ?? []);

/** Where Medplum's validator cannot read a definition of US Core. */
const faultsOfMedplum = [
  // US Core 6.1.0 writes pd-1 with elements where Medplum takes booleans alone
  /^Error evaluating invariant expression$/,
  /^Constraint pd-1 not met/,
];

/** Its snapshot describes Provenance.entity.agent by Provenance.agent, whose slices Medplum does not find. */
const unreadable = 'http://hl7.org/fhir/us/core/StructureDefinition/us-core-provenance';

/** What Medplum's validator says, to which the definition is given. */
function medplumProblems(resource: Resource, definition: Definition): readonly string[] {
  if (definition.url === unreadable) return [];
  loadFhirDefinitions();
  return issuesOf(resource, definition as unknown as StructureDefinition)
    .filter(({ severity }) => severity === 'error' || severity === 'fatal')
    .map(({ details }) => details?.text ?? '')
    .filter((text) => !faultsOfMedplum.some((fault) => fault.test(text)))
    .map((text) => `Medplum: ${text}`);
}

function issuesOf(resource: Resource, profile: StructureDefinition): readonly OperationOutcomeIssue[] {
  try {
    return validateResource(resource, { profile });
  } catch (cause) {
    if (!(cause instanceof OperationOutcomeError)) throw cause;
    return cause.outcome.issue ?? [];
  }
}
