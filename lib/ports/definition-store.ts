import type { TestDefinition } from '../model/test-definition.ts';

export interface DefinitionStore {
  /** Writes how tests are defined, unless a newer definition stands. */
  put(definitions: readonly TestDefinition[]): Promise<void>;
  /** How a source defines the test of a code. */
  get(source: string, code: string): Promise<TestDefinition | undefined>;
}
