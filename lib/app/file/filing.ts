import type { Occasion } from '../../model/occasion.ts';
import type { Patient } from '../../model/patient.ts';
import type { HoldReason, ReportVersion } from '../../model/report.ts';
import type { IdentityStore } from '../../ports/identity-store.ts';
import type { ReportIndex } from '../../ports/report-index.ts';
import type { ReportStore } from '../../ports/report-store.ts';
import type { UpdateQueue } from '../../ports/update-queue.ts';
import type { PartOfReport } from '../../reports/merge-report.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Site } from '../../site/site.ts';

export interface FileDependencies {
  readonly reports: ReportStore;
  readonly index: ReportIndex;
  readonly identities: IdentityStore;
  readonly updates: UpdateQueue;
  readonly site: Site;
  readonly clock: Clock;
}

/** A part on its way into its report, with what is known of its message and its patient by then. */
export interface Filing extends PartOfReport {
  /** Which time the message is read; the first where nothing is said. */
  readonly occasion?: Occasion | undefined;
  /** How the part's patient was last described, if ever; undefined where nobody has asked. */
  readonly described?: { readonly key: string; readonly patient: Patient | undefined } | undefined;
  /** The patient in whose sequence the part is filed: no other message merges them meanwhile. */
  readonly sequencedPatient?: string | undefined;
}

/** Where a part came to be. */
export type Filed =
  | { readonly kind: 'held'; readonly reason: HoldReason }
  | {
      readonly kind: 'filed';
      readonly version: ReportVersion;
      readonly appended: number;
      readonly updates: number;
      readonly retriedPuts: number;
    };
