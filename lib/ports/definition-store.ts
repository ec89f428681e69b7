import type { TestDefinition } from '../model/test-definition.ts';

export interface DefinitionStore {
  /** Stores the definitions of tests, except those for which a newer one is stored. */
  put(definitions: readonly TestDefinition[]): Promise<void>;
  /** A source's definition of the test with this code. */
  get(source: string, code: string): Promise<TestDefinition | undefined>;
}
