import { validateMessage } from '@labwire/hl7/check/validate';
import type { Msh } from '@labwire/hl7/segments/msh';
import { essentials } from '@labwire/hl7/standard/essentials';
import type { HoldReason } from '../../model/report.ts';
import type { Watermark } from '../../model/watermark.ts';
import type { Site, Source } from '../../site/site.ts';
import { type AdmittedMessage, senderScopeOf } from '../admit/admit-message.ts';
import { processingIdOf, QUALITY_CONTROL } from '../admit/message-kind.ts';
import { ReadingContext } from '../elements/context.ts';
import { SlotCounter } from '../elements/observation.ts';
import { wordsOfRoles } from '../elements/specimen-role.ts';
import { toInstant } from '../elements/timestamp.ts';

export interface ReadingOptions {
  readonly messageId: string;
  readonly receivedAt: Date;
  readonly site: Site;
  /** Holds that a person has lifted for this message. */
  readonly released?: readonly HoldReason[] | undefined;
  /** The patients whom that was about: see `MessageRecord`. */
  readonly releasedPatients?: readonly string[] | undefined;
}

/** What everything that is read of one message is read with. */
export interface Reading extends ReadingOptions {
  readonly msh: Msh;
  readonly source: Source;
  /** MSH-11.1, P where it is empty. */
  readonly processingId: string;
  /** MSH-11.1 says that all of the message is about control material. */
  readonly isQualityControl: boolean;
  readonly context: ReadingContext;
  readonly slots: SlotCounter;
}

export function readingOf(admitted: AdmittedMessage, options: ReadingOptions): Reading {
  const { message, msh, source, formIssues } = admitted;
  const context = new ReadingContext({
    timeZone: source.timeZone ?? options.site.laboratory.timeZone,
    senderScope: senderScopeOf(source, msh),
    decimalSeparator: source.decimalSeparator,
    roleWords: wordsOfRoles(source),
    issues: [
      ...formIssues,
      ...message.issues,
      ...validateMessage(message, { definitions: essentials, level: 'lenient' }),
    ],
  });
  const processingId = processingIdOf(msh);
  const isQualityControl = processingId === QUALITY_CONTROL;
  return { ...options, msh, source, processingId, isQualityControl, context, slots: new SlotCounter() };
}

/** Whether what this message says may leave: training and debugging may only where the source is so configured. */
export const isDeliverable = ({ source, processingId }: Reading): boolean =>
  source.deliver.some((allowed) => allowed === processingId);

/** `statusChanged`: when the laboratory gave the status, as sent. */
export function watermarkOf(statusChanged: string | undefined, reading: Reading): Watermark {
  const { timeZone } = reading.context;
  const receivedTime = reading.receivedAt.getTime();
  const messageTime = toInstant(reading.msh.dateTime, timeZone) ?? receivedTime;
  return { statusTime: toInstant(statusChanged, timeZone) ?? messageTime, messageTime, receivedTime };
}

/** Whether a person has let results go that would be held for this. */
export const isReleased = ({ released = [] }: Reading, reason: HoldReason): boolean =>
  released.includes(reason);
