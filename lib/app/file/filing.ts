import type { KnownPatient } from '../../model/known-patient.ts';
import type { Occasion } from '../../model/occasion.ts';
import type { HoldReason, ReportPart, ReportVersion } from '../../model/report.ts';
import type { IdentityStore } from '../../ports/identity-store.ts';
import type { ReportIndex } from '../../ports/report-index.ts';
import type { ReportNames } from '../../ports/report-names.ts';
import type { ReportStore } from '../../ports/report-store.ts';
import type { UpdateQueue } from '../../ports/update-queue.ts';
import type { PartOfReport } from '../../reports/merge-report.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Site } from '../../site/site.ts';
import type { Naming } from './number-book.ts';

export interface FileDependencies {
  readonly reports: ReportStore;
  readonly index: ReportIndex;
  readonly identities: IdentityStore;
  readonly names: ReportNames;
  readonly updates: UpdateQueue;
  readonly site: Site;
  readonly clock: Clock;
}

/** How a part came to its report, and how the report is found from then on. */
export interface Finding {
  /** Reports that turn out to be the same one. */
  readonly joins: readonly string[];
  /** Whether the report that has this key is another: its number was used again. */
  isAnother(version: ReportVersion): boolean;
  /** The key to use where it is. */
  readonly keyAgain: string;
  /** What has to be written once the part is filed; `before` is the version that it was added to. */
  nameAs(version: ReportVersion, before: ReportVersion | undefined): Naming;
  /** What has to be written once the reports in `joins` have ended: they are found no more. */
  forgetJoined(version: ReportVersion): Naming;
}

/** A part on its way into its report, with what is known of its message and its patient by then. */
export interface Filing extends PartOfReport {
  /** Which time the message is read; the first where nothing is said. */
  readonly occasion?: Occasion | undefined;
  /** What is known of the part's patient, if anything; undefined where nobody has asked. */
  readonly known?: { readonly key: string; readonly patient: KnownPatient | undefined } | undefined;
  /** Who described its patient, where that was another message: the order's. */
  readonly describedBy?: Pick<ReportPart, 'source' | 'messageId' | 'watermark'> | undefined;
  /** The patient in whose sequence the part is filed: no other message merges them meanwhile. */
  readonly sequencedPatient?: string | undefined;
  /** How its report was found by its numbers; undefined where it has none, or its report is known. */
  readonly finding?: Finding | undefined;
}

/** Where a part came to be. */
export type Filed =
  | {
      readonly kind: 'held';
      readonly reason: HoldReason;
      /** The keys of the patients one of whom has to be linked or described before it can be filed. */
      readonly waitsFor: readonly string[];
    }
  | {
      readonly kind: 'filed';
      readonly version: ReportVersion;
      readonly appended: number;
      readonly updates: number;
      readonly retriedPuts: number;
      /** Reports that turned out to be the same one, as they were taken back. */
      readonly joined?: readonly ReportVersion[] | undefined;
    };
