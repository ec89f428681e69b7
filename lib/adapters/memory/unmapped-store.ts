import type { UnmappedTerm } from '../../model/unmapped-term.ts';
import type { UnmappedStore } from '../../ports/unmapped-store.ts';

/** Codes and units without a map, in memory. */
export class MemoryUnmappedStore implements UnmappedStore {
  readonly #terms = new Map<string, UnmappedTerm>();

  async put(terms: readonly UnmappedTerm[]): Promise<void> {
    for (const term of terms) {
      const key = JSON.stringify([term.source, term.code, term.system, term.unit]);
      this.#terms.set(key, term);
    }
  }

  async of(source: string, most?: number): Promise<readonly UnmappedTerm[]> {
    return this.all()
      .filter((term) => term.source === source)
      .slice(0, most);
  }

  all(): readonly UnmappedTerm[] {
    return [...this.#terms.values()];
  }
}
