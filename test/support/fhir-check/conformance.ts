import { OperationOutcomeError, validateResource } from '@medplum/core';
import type { Bundle, OperationOutcomeIssue, Resource, StructureDefinition } from '@medplum/fhirtypes';
import { loadFhirDefinitions, quicklyParsed } from '../../../local/ehr/fhir-definitions.ts';
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
  /** The problems of each resource, by its text: the versions of a report have most resources in common. */
  readonly #known = new Map<string, readonly string[]>();

  /** `definitions`: of each resource type, the one that its resources are checked against. */
  constructor(definitions: Definitions, types: Definitions, checks: 'R4' | 'profiles') {
    this.#definitions = definitions;
    this.#types = types;
    const ofDefinition = (resource: Resource, definition: Definition) =>
      profileProblems(resource, definition, this.#types);
    this.#checks =
      checks === 'R4' ? [problemsByMedplum, schemaProblems, ofDefinition] : [problemsOfProfile, ofDefinition];
  }

  /** The problems of one resource; undefined if there is no definition for its type. */
  check(resource: Resource): readonly string[] | undefined {
    const { resourceType } = resource;
    const definition = this.#definitions.get(resourceType);
    if (definition === undefined) return undefined;
    const text = JSON.stringify(resource);
    const problems = this.#known.get(text) ?? this.#checks.flatMap((check) => check(resource, definition));
    this.#known.set(text, problems);
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

export const isReadByMedplum = ({ url }: Definition): boolean => url !== unreadable;

/** What Medplum's validator says of a resource of R4. */
const problemsByMedplum = (resource: Resource): readonly string[] => {
  loadFhirDefinitions();
  return problemsIn(() => validateResource(resource));
};

/** What Medplum's validator says, to which the profile is given. */
function problemsOfProfile(resource: Resource, definition: Definition): readonly string[] {
  if (!isReadByMedplum(definition)) return [];
  loadFhirDefinitions();
  const profile = forMedplum(definition);
  return problemsIn(() => validateResource(resource, { profile }));
}

const forms = new WeakMap<Definition, StructureDefinition>();

/** The definition as Medplum's validator, which parses it again for each resource, reads it. */
export function forMedplum(definition: Definition): StructureDefinition {
  const known = forms.get(definition) ?? quicklyParsed(definition as unknown as StructureDefinition);
  forms.set(definition, known);
  return known;
}

const problemsIn = (validate: () => readonly OperationOutcomeIssue[]): readonly string[] =>
  issuesOf(validate)
    .filter(({ severity }) => severity === 'error' || severity === 'fatal')
    .map(({ details }) => details?.text ?? '')
    .filter((text) => !faultsOfMedplum.some((fault) => fault.test(text)))
    .map((text) => `Medplum: ${text}`);

function issuesOf(validate: () => readonly OperationOutcomeIssue[]): readonly OperationOutcomeIssue[] {
  try {
    return validate();
  } catch (cause) {
    if (!(cause instanceof OperationOutcomeError)) throw cause;
    return cause.outcome.issue ?? [];
  }
}
