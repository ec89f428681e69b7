import type { HoldReason } from '../../model/hold-reason.ts';
import type { KnownPatient } from '../../model/known-patient.ts';
import type { ReportNumber } from '../../model/named-report.ts';
import type { Occasion } from '../../model/occasion.ts';
import type { ReportPart, ReportVersion } from '../../model/report.ts';
import type { IdentityStore } from '../../ports/identity-store.ts';
import type { ReportIndex } from '../../ports/report-index.ts';
import type { ReportNames } from '../../ports/report-names.ts';
import type { ReportStore } from '../../ports/report-store.ts';
import type { UpdateQueue } from '../../ports/update-queue.ts';
import type { WaitingMessage } from '../../ports/wait-store.ts';
import type { PartOfReport } from '../../reports/merge-report.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Site } from '../../site/site.ts';
import type { Naming } from './number-book.ts';
import type { ApartOnTube } from './tube-mates.ts';

export interface FileDependencies {
  readonly reports: ReportStore;
  readonly index: ReportIndex;
  readonly identities: IdentityStore;
  readonly names: ReportNames;
  readonly updates: UpdateQueue;
  readonly site: Site;
  readonly clock: Clock;
}

/** How the report of a part was found, and how it can be found from then on. */
export interface Finding {
  /** Keys of reports that turn out to be the same report. */
  readonly joins: readonly string[];
  /** Keys of the reports of the part's order, by its filler number, otherwise its placer number. */
  readonly ofOrder: readonly string[];
  /** Of these, the keys of reports that name another patient, too. */
  readonly ofOthers: readonly string[];
  readonly ofTube?: ApartOnTube;
  /** Whether the stored report with this key is another one: its number was used again. */
  isAnother(version: ReportVersion): boolean;
  /** Whether the part is of neither the stored report, which has ended, nor the one that it was joined with. */
  isApart?(ended: ReportVersion, joinedWith: string): boolean;
  /** The key to use if `isAnother` or `isApart`. */
  readonly keyAgain: string;
  /**
   * The index entries to write after the part is filed. `before` is the version that the part was added to.
   */
  nameAs(version: ReportVersion, before: ReportVersion | undefined): Naming;
  /** The same for a report of its own that the part makes because the found report is of another patient. */
  nameAnew?(version: ReportVersion, before: ReportVersion | undefined): Naming;
  /** The index entries to write after reports in `joins` have ended: by default all. They can no longer be found. */
  forgetJoined(version: ReportVersion, ended?: readonly string[]): Naming;
}

/** A part on its way into its report, with the known data of its message and its patient. */
export interface Filing extends PartOfReport {
  /** Default: `first`. */
  readonly occasion?: Occasion | undefined;
  /** The known data of the part's patient, if any. Undefined: they were not read. */
  readonly known?: { readonly key: string; readonly patient: KnownPatient | undefined } | undefined;
  /** The message that described the patient, if it was another one: the order's. */
  readonly describedBy?: Pick<ReportPart, 'source' | 'messageId' | 'watermark'> | undefined;
  /**
   * The patient in whose sequence group the part is filed. No other message merges that patient meanwhile.
   */
  readonly sequencedPatient?: string | undefined;
  /** The numbers that order messages name together with the part's: see `numbersOfOrders`. */
  readonly orderNumbers?: readonly ReportNumber[] | undefined;
  /** How the report was found by its numbers. Undefined if it has none, or if the report is known already. */
  readonly finding?: Finding | undefined;
}

/** The outcome of filing a part. */
export type Filed =
  | {
      readonly kind: 'held';
      readonly reason: HoldReason;
      /** Patient keys. The part can be filed after one of these patients is linked or described. */
      readonly waitsFor: readonly string[];
    }
  | {
      readonly kind: 'filed';
      readonly version: ReportVersion;
      /** If the version is held: the published version that charts still show. */
      readonly shown?: ReportVersion | undefined;
      readonly appended: number;
      readonly updates: number;
      /** The updates that the filters of destinations kept out. */
      readonly filtered?: number | undefined;
      readonly retriedPuts: number;
      /** The messages whose results waited in the report until now: see `liftedBy`. */
      readonly lifted?: readonly WaitingMessage[] | undefined;
      /** Reports that turned out to be the same report, as they were withdrawn. */
      readonly joined?: readonly ReportVersion[] | undefined;
    };

export type FiledPart = Filed & { readonly kind: 'filed' };
