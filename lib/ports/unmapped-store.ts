import type { UnmappedTerm } from '../model/unmapped-term.ts';

/** Codes and units that no map knows, each once for its source. */
export interface UnmappedStore {
  put(terms: readonly UnmappedTerm[]): Promise<void>;
  of(source: string): Promise<readonly UnmappedTerm[]>;
}
