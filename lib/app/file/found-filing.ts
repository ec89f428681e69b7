import type { HoldReason } from '../../model/hold-reason.ts';
import type { NamedReport } from '../../model/named-report.ts';
import type { Filing } from './filing.ts';

/** What was found for a part: the report that it is filed in, or the reason why nobody can say which it is. */
export type FoundFiling =
  | {
      readonly kind: 'found';
      readonly filing: Filing;
      /** The report has results that the part may correct: it does not consist of corrections only. */
      readonly hasOriginal: boolean;
      /**
       * Names of the order, as other messages spell them, whose reports have no patient or no original:
       * these messages may wait for this one.
       */
      readonly otherSpellings: readonly string[];
      /** Reports of analyzers that name somebody else for the tube: see `tubePatientsOf`. */
      readonly misnamed?: readonly NamedReport[] | undefined;
      /** See `ofOtherFillers`. */
      readonly otherFillers?: readonly NamedReport[] | undefined;
    }
  | {
      readonly kind: 'held';
      readonly reason: HoldReason;
      /** The patients for whom a LIS reports the tube. */
      readonly claimedBy?: readonly string[] | undefined;
      /** The names of another order that it waits for as well as for its own. */
      readonly waitsFor?: readonly string[] | undefined;
    };

/** A part whose report is known. */
export type Found = FoundFiling & { readonly kind: 'found' };
