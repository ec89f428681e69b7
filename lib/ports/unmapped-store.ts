import type { AssignerName } from '../model/assigner-name.ts';
import type { UnmappedTerm } from '../model/unmapped-term.ts';

/** Codes and units that no map has, and names of assigners, stored once for each source. */
export interface UnmappedStore {
  put(terms: readonly UnmappedTerm[]): Promise<void>;
  /** In the order of their keys, at most `most`. Default: all. */
  of(source: string, most?: number): Promise<readonly UnmappedTerm[]>;
  putAssigners(names: readonly AssignerName[]): Promise<void>;
  assignersOf(source: string): Promise<readonly AssignerName[]>;
}
