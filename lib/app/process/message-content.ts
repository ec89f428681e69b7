import type { Issue } from '@labwire/hl7/issue';
import type { SetAsideReason } from '../../model/message.ts';
import type { Occasion } from '../../model/occasion.ts';
import type { AdmittedMessage } from '../../normalize/admit/admit-message.ts';
import type { ReadingOptions } from '../../normalize/kinds/reading.ts';
import type { DefinitionStore } from '../../ports/definition-store.ts';
import type { DeviceStore } from '../../ports/device-store.ts';
import type { OrderStore } from '../../ports/order-store.ts';
import type { QcStore } from '../../ports/qc-store.ts';
import type { UnmappedStore } from '../../ports/unmapped-store.ts';
import type { WorkQueue } from '../../ports/work-queue.ts';
import type { Clock } from '../../shared/clock.ts';
import type { FileDependencies } from '../file/filing.ts';
import type { Known } from '../file/known-identities.ts';

import { Tally } from './tally.ts';
/** A message that is ready to be read for its kind. */
export interface MessageContent {
  readonly admitted: AdmittedMessage;
  /** OBX segments that the source's script took out. */
  readonly removed: number;
  readonly occasion: Occasion;
  /** What was asked for together with the message. */
  readonly known?: Known | undefined;
  /** The sequence that the message is read in: see `sequenceGroupOf`. */
  readonly group?: string | undefined;
  readonly options: ReadingOptions;
}

export interface ContentDependencies extends FileDependencies {
  readonly orders: OrderStore;
  readonly qc: QcStore;
  readonly devices: DeviceStore;
  readonly definitions: DefinitionStore;
  readonly unmapped: UnmappedStore;
  readonly work: WorkQueue;
  readonly clock: Clock;
}

/** Where everything of the message went. */
export interface Processed {
  readonly tally: Tally;
  /** `held`: what the message is for could not be done; the issues say why. */
  readonly state?: 'held';
  /** Patients whom it retires. */
  readonly retired?: readonly string[];
  readonly issues: readonly Issue[];
}

/** An owner is forgotten when results would have to be a window late to ask for it. */
export const KEPT_WINDOWS = 2;

/** A tally of all OBX segments; `setAside`, where none of those that were read is a result. */
export function startTally(received: number, { removed }: MessageContent, setAside?: SetAsideReason): Tally {
  const tally = new Tally(received + removed);
  tally.setAside('removed-by-script', removed);
  if (setAside !== undefined) tally.setAside(setAside, received);
  return tally;
}
