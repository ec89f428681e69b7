import type { UnmappedTerm } from '../model/unmapped-term.ts';

/** Codes and units that no map has, stored once for each source. */
export interface UnmappedStore {
  put(terms: readonly UnmappedTerm[]): Promise<void>;
  of(source: string): Promise<readonly UnmappedTerm[]>;
}
