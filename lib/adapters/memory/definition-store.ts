import type { TestDefinition } from '../../model/test-definition.ts';
import type { DefinitionStore } from '../../ports/definition-store.ts';

/** Test definitions in memory. */
export class MemoryDefinitionStore implements DefinitionStore {
  readonly #definitions = new Map<string, TestDefinition>();

  async put(definitions: readonly TestDefinition[]): Promise<void> {
    for (const definition of definitions) {
      const code = definition.code.codings[0]?.code ?? definition.code.text ?? '';
      const key = `${definition.source} ${code}`;
      if ((this.#definitions.get(key)?.asOf ?? 0) <= definition.asOf) this.#definitions.set(key, definition);
    }
  }

  async get(source: string, code: string) {
    return this.#definitions.get(`${source} ${code}`);
  }

  all(): readonly TestDefinition[] {
    return [...this.#definitions.values()];
  }
}
