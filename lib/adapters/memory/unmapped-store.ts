import type { AssignerName } from '../../model/assigner-name.ts';
import type { UnmappedTerm } from '../../model/unmapped-term.ts';
import type { UnmappedStore } from '../../ports/unmapped-store.ts';

/** Codes and units without a map, and names of assigners, in memory. */
export class MemoryUnmappedStore implements UnmappedStore {
  readonly #terms = new Map<string, UnmappedTerm>();
  readonly #assigners = new Map<string, AssignerName>();

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

  async putAssigners(names: readonly AssignerName[]): Promise<void> {
    for (const one of names)
      this.#assigners.set(JSON.stringify([one.source, one.namespace, one.universalId]), one);
  }

  async assignersOf(source: string): Promise<readonly AssignerName[]> {
    return [...this.#assigners.values()].filter((one) => one.source === source);
  }

  all(): readonly UnmappedTerm[] {
    return [...this.#terms.values()];
  }
}
