import { validateMessage } from '@labwire/hl7/check/validate';
import { hasAnyMark } from '@labwire/hl7/dialect/place';
import { errorCode } from '@labwire/hl7/issue';
import type { Msh } from '@labwire/hl7/segments/msh';
import { essentials } from '@labwire/hl7/standard/essentials';
import { parseTimestamp } from '@labwire/hl7/timestamp';
import type { HoldReason } from '../../model/hold-reason.ts';
import type { Clock, Clocks, Watermark } from '../../model/watermark.ts';
import type { Site, Source } from '../../site/site.ts';
import type { AdmittedMessage } from '../admit/admit-message.ts';
import { processingIdOf, QUALITY_CONTROL } from '../admit/message-kind.ts';
import { toClock } from '../elements/clock.ts';
import { ReadingContext } from '../elements/context.ts';
import { SlotCounter } from '../elements/observation.ts';
import { wordsOfRoles } from '../elements/specimen-role.ts';
import { toTimestamp } from '../elements/timestamp.ts';

export interface ReadingOptions {
  readonly messageId: string;
  readonly receivedAt: Date;
  readonly site: Site;
  /** Holds that a person has lifted for this message. */
  readonly released?: readonly HoldReason[] | undefined;
  /** The patients that `released` applies to: see `MessageRecord`. */
  readonly releasedPatients?: readonly string[] | undefined;
}

/** The data that all readers of one message need. */
export interface Reading extends ReadingOptions {
  readonly msh: Msh;
  readonly source: Source;
  /** MSH-11.1; `P` if it is empty. */
  readonly processingId: string;
  /** The header says that the whole message is about control material. */
  readonly isQualityControl: boolean;
  readonly context: ReadingContext;
  readonly slots: SlotCounter;
  /** A time of the message in the form that is used to order messages. Each text is read once. */
  readonly clockOf: (text: string | undefined) => Clock | undefined;
}

export function readingOf(admitted: AdmittedMessage, options: ReadingOptions): Reading {
  const { message, msh, source, numbers, form, formIssues } = admitted;
  const timeZone = source.timeZone ?? options.site.laboratory.timeZone;
  const clockOf = clocksIn(timeZone);
  const { messageTime } = watermarkOf(undefined, { ...options, msh, source, clockOf });
  const context = new ReadingContext({
    timeZone,
    year: new Date(messageTime).getUTCFullYear(),
    numbers,
    decimalSeparator: source.decimalSeparator,
    roleWords: wordsOfRoles(source),
    ...{ instrument: source.instrument, form },
    issues: [
      ...formIssues,
      ...message.issues,
      ...validateMessage(message, { definitions: essentials, level: 'lenient' }),
    ],
  });
  const processingId = processingIdOf(msh);
  const isQualityControl =
    processingId === QUALITY_CONTROL || hasAnyMark([message.header], context.instrument?.controls?.marks);
  const reading = {
    ...options,
    msh,
    source,
    processingId,
    isQualityControl,
    context,
    slots: new SlotCounter(),
    clockOf,
  };
  const sent = reading.clockOf(msh.dateTime)?.at;
  const doubt = sent === undefined ? undefined : impossibility(sent, reading);
  if (doubt !== undefined) context.warn(errorCode.dataType, 'MSH-7', doubt, 'clock-skew');
  return reading;
}

function clocksIn(timeZone: string): Reading['clockOf'] {
  const known = new Map<string | undefined, Clock | undefined>();
  return (text) => {
    if (!known.has(text)) known.set(text, toClock(text, timeZone));
    return known.get(text);
  };
}

/**
 * Whether the reports of this message may be sent. Training and debugging are sent only if the source is
 * configured so.
 */
export const isDeliverable = ({ source, processingId }: Reading): boolean =>
  source.deliver.some((allowed) => allowed === processingId);

/**
 * `statusChanged`: the time at which the laboratory gave the status, as sent. An impossible time counts as
 * missing, so that no wrong clock makes a statement about a patient the newest for years.
 */
export function watermarkOf(
  statusChanged: string | undefined,
  reading: Pick<Reading, 'msh' | 'source' | 'receivedAt' | 'clockOf'>,
): Watermark {
  const usable = (text: string | undefined): number | undefined => {
    const at = reading.clockOf(text)?.at;
    return at === undefined || impossibility(at, reading) !== undefined ? undefined : at;
  };
  const receivedTime = reading.receivedAt.getTime();
  const messageTime = usable(reading.msh.dateTime) ?? receivedTime;
  return { statusTime: usable(statusChanged) ?? messageTime, messageTime, receivedTime };
}

const DAY_MS = 86_400_000;
/** Clocks without battery power show 1970, 1980 or 2000. */
const OLDEST_MS = 5 * 365 * DAY_MS;
/** A clock that is this long before the collection is wrong. */
const YEARS_OFF_MS = 365 * DAY_MS;

/**
 * The times and counters by which the message is ordered. An impossible time is left out, with an issue: more
 * than a day after receipt; five years before receipt, unless the source sends old results; or a year before
 * the specimen was collected. A time more than a day before the collection is kept, with an issue.
 */
export function clocksOf(
  said: {
    /** OBR-22; `reportedAt` is its place. */
    readonly reported: string | undefined;
    readonly reportedAt: string;
    /** OBR-7 and SPM-17. */
    readonly collected: readonly (string | undefined)[];
  },
  reading: Reading,
): Clocks {
  const { context, msh, source, clockOf } = reading;
  const collected = said.collected.flatMap((text) => {
    const clock = clockOf(text);
    return clock === undefined || isAfterReceipt(clock.at, reading) ? [] : [clock.at];
  });
  const usable = (text: string | undefined, at: string): Clock | undefined => {
    const clock = clockOf(text);
    const doubt =
      clock === undefined
        ? undefined
        : doubtOf(
            clock,
            collected.reduce((latest, one) => Math.max(latest, one), 0),
            reading,
          );
    if (doubt === undefined) return clock;
    const isSaid = context.issues.some((issue) => issue.at === at && issue.reason === 'clock-skew');
    if (!isSaid) context.warn(errorCode.dataType, at, doubt.message, 'clock-skew');
    return doubt.isUsable ? clock : undefined;
  };
  const reported = usable(said.reported, said.reportedAt);
  const sent = usable(msh.dateTime, 'MSH-7');
  return {
    ...(reported === undefined ? {} : { reported }),
    ...(sent === undefined ? {} : { sent }),
    ...(reported === undefined && sent !== undefined ? sentAsOf(msh.dateTime, context.timeZone) : {}),
    ...numberOf('sequence', msh.sequenceNumber),
    ...numberOf('control', msh.controlId),
    sender: [source.id, msh.sendingApplication, msh.sendingFacility].join('|'),
  };
}

function sentAsOf(text: string | undefined, timeZone: string): Pick<Clocks, 'sentAs'> {
  const parsed = text === undefined ? undefined : parseTimestamp(text);
  return parsed === undefined ? {} : { sentAs: toTimestamp(parsed, timeZone).iso };
}

const isAfterReceipt = (at: number, { receivedAt }: Pick<Reading, 'receivedAt'>): boolean =>
  at > receivedAt.getTime() + DAY_MS;

/** The reason why a time cannot be true. Undefined if it can be true. */
function impossibility(at: number, reading: Pick<Reading, 'receivedAt' | 'source'>): string | undefined {
  if (isAfterReceipt(at, reading)) return 'A time after the message was received; it tells no order';
  const isOld = reading.source.history !== true && at < reading.receivedAt.getTime() - OLDEST_MS;
  return isOld ? 'A time years before the message was received; it tells no order' : undefined;
}

interface Doubt {
  readonly message: string;
  readonly isUsable: boolean;
}

function doubtOf(clock: Clock, collected: number, reading: Reading): Doubt | undefined {
  const message = impossibility(clock.at, reading);
  if (message !== undefined) return { message, isUsable: false };
  if (clock.at >= collected - DAY_MS) return undefined;
  return {
    message: 'A time before the specimen was collected: one of the two is wrong',
    isUsable: clock.at >= collected - YEARS_OFF_MS,
  };
}

/** The digits, without leading zeros. A number may be longer than JavaScript counts exactly. */
function numberOf<K extends 'sequence' | 'control'>(
  name: K,
  text: string | undefined,
): Partial<Record<K, string>> {
  const made: Partial<Record<K, string>> = {};
  if (text !== undefined && /^\d+$/.test(text)) made[name] = text.replace(/^0+(?=\d)/, '');
  return made;
}

/** Whether a person has released results that would be held for this reason. */
export const isReleased = (
  { released = [] }: Pick<ReadingOptions, 'released'>,
  reason: HoldReason,
): boolean => released.includes(reason);
