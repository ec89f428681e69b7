import type { Issue } from '@labwire/hl7/issue';
import type { SetAsideReason } from '../../model/message.ts';
import type { Occasion } from '../../model/occasion.ts';
import type { AdmittedMessage } from '../../normalize/admit/admit-message.ts';
import type { ReadingOptions } from '../../normalize/kinds/reading.ts';
import type { ControlActions } from '../../ports/control-actions.ts';
import type { DefinitionStore } from '../../ports/definition-store.ts';
import type { DeviceStore } from '../../ports/device-store.ts';
import type { MeasuredResults } from '../../ports/measured-results.ts';
import type { OrderStore } from '../../ports/order-store.ts';
import type { QcStore } from '../../ports/qc-store.ts';
import type { UnmappedStore } from '../../ports/unmapped-store.ts';
import type { UnreadControls } from '../../ports/unread-controls.ts';
import type { VerdictStore } from '../../ports/verdict-store.ts';
import type { WorkQueue } from '../../ports/work-queue.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Quality } from '../../site/quality/schema.ts';
import type { FileDependencies } from '../file/filing.ts';
import type { Known } from '../file/known-identities.ts';
import { Tally } from './tally.ts';
import type { CheckTime } from './time-budget.ts';
/** A message that is ready to be read as its kind. */
export interface MessageContent {
  readonly admitted: AdmittedMessage;
  /** The number of OBX segments that the source's script removed. */
  readonly removed: number;
  /** Its controls, if it has any, are controls by the script of the source alone. */
  readonly isControlByScript?: boolean | undefined;
  readonly occasion: Occasion;
  /** Data that were read together with the message. */
  readonly known?: Known | undefined;
  /** The sequence group in which the message is read: see `sequenceGroupOf`. */
  readonly group?: string | undefined;
  readonly options: ReadingOptions;
  /** The reports in which an earlier reading of the message filed something. */
  readonly filedIn?: readonly string[] | undefined;
  /** Ends the reading when it takes too long. */
  readonly checkTime?: CheckTime | undefined;
}

export interface ContentDependencies extends FileDependencies {
  readonly orders: OrderStore;
  readonly qc: QcStore;
  readonly verdicts: VerdictStore;
  readonly unread: UnreadControls;
  readonly controlActions: Pick<ControlActions, 'since'>;
  readonly measured: Pick<MeasuredResults, 'nth'>;
  readonly devices: DeviceStore;
  readonly definitions: DefinitionStore;
  readonly unmapped: UnmappedStore;
  readonly work: WorkQueue;
  readonly clock: Clock;
  /** The control materials and test systems of the site. */
  readonly quality?: Quality | undefined;
}

/** The outcome for each OBX of the message. */
export interface Processed {
  readonly tally: Tally;
  /** `held`: the purpose of the message could not be fulfilled; the issues say why. */
  readonly state?: 'held';
  /** Keys of the patients that the message retires. */
  readonly retired?: readonly string[];
  readonly issues: readonly Issue[];
}

/** Owners are kept for two windows: results may ask for them until a full window later. */
export const KEPT_WINDOWS = 2;

/** A tally of all OBX segments. `setAside`: the reason, if none of the OBX that were read is a result. */
export function startTally(received: number, { removed }: MessageContent, setAside?: SetAsideReason): Tally {
  const tally = new Tally(received + removed);
  tally.setAside('removed-by-script', removed);
  if (setAside !== undefined) tally.setAside(setAside, received);
  return tally;
}
