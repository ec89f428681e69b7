import { createHash } from 'node:crypto';
import { asHl7 } from '@labwire/hl7/astm/to-hl7';
import { parseMessage } from '@labwire/hl7/message/message';
import { type Msh, readMsh } from '@labwire/hl7/segments/msh';
import { toInstant } from '../lib/normalize/elements/timestamp.ts';
import { findSource } from '../lib/site/find-source.ts';
import type { Channel } from '../lib/site/gateway.ts';
import type { Site, Source } from '../lib/site/site.ts';
import type { OnEvent } from './events.ts';
import type { Taking } from './intake.ts';
import type { Time } from './time.ts';

const MINUTE_MS = 60_000;
/** The largest difference between a sender's clock and ours that is not reported. It includes transport. */
const MAX_SKEW_MS = 5 * MINUTE_MS;
/** Pauses that are remembered, and pauses needed to know the usual ones. */
const REMEMBERED_PAUSES = 50;
const NEEDED_PAUSES = 20;
/** Senders (MSH-3, MSH-4) whose last number is remembered: a sender may invent any number of names. */
const REMEMBERED_SENDERS = 1000;
/** A source is silent after three times its longest pause, and at least ten minutes. */
const PAUSE_FACTOR = 3;
const SHORTEST_ALARM_MS = 10 * MINUTE_MS;

interface Heard {
  lastAt: number;
  pauses: number[];
  isSilent: boolean;
}

/**
 * Notices faults that no single message shows: a silent source or channel, a sender with a wrong clock, a gap
 * in numbered messages (MSH-13). Reports each once; the end of a silence is reported too.
 */
export class Watch {
  readonly #site: Site;
  readonly #channels: readonly Channel[];
  readonly #onEvent: OnEvent;
  readonly #time: Pick<Time, 'now' | 'elapsed'>;
  readonly #heard = new Map<string, Heard>();
  /** By digest of the sender; the one heard longest ago is first. */
  readonly #numbers = new Map<string, number>();
  readonly #skewed = new Set<string>();

  constructor(options: {
    readonly site: Site;
    readonly channels: readonly Channel[];
    readonly onEvent: OnEvent;
    readonly time: Pick<Time, 'now' | 'elapsed'>;
  }) {
    this.#site = options.site;
    this.#channels = options.channels;
    this.#onEvent = options.onEvent;
    this.#time = options.time;
    // a channel is expected to send from the start
    for (const { id, silentAfterMinutes } of options.channels)
      if (silentAfterMinutes > 0)
        this.#heard.set(id, { lastAt: options.time.elapsed(), pauses: [], isSilent: false });
  }

  /** Wraps an intake so that its messages are watched. */
  over(intake: Taking): Taking {
    return async (received, acknowledge) => {
      const taken = await intake(received, acknowledge);
      const { channel = '' } = received.sender;
      if (this.#minutesOf(channel) > 0) this.#hear(channel);
      if (taken.outcome === 'accepted') this.#readHeader(received.bytes);
      return taken;
    };
  }

  /** Looks for silent sources. Call it about every minute. */
  check(): void {
    const now = this.#time.elapsed();
    for (const [source, heard] of this.#heard) {
      const limit = this.#limitOf(source, heard.pauses);
      if (heard.isSilent || limit === undefined || now - heard.lastAt <= limit) continue;
      heard.isSilent = true;
      this.#onEvent({ kind: 'source-silent', source, minutes: minutes(now - heard.lastAt) });
    }
  }

  /** Notes that a source, or a channel with a limit, has sent something. */
  #hear(source: string): void {
    const now = this.#time.elapsed();
    const heard = this.#heard.get(source);
    if (heard === undefined) {
      this.#heard.set(source, { lastAt: now, pauses: [], isSilent: false });
      return;
    }
    const pause = now - heard.lastAt;
    if (heard.isSilent) this.#onEvent({ kind: 'source-heard', source, minutes: minutes(pause) });
    else heard.pauses = [...heard.pauses.slice(1 - REMEMBERED_PAUSES), pause];
    heard.isSilent = false;
    heard.lastAt = now;
  }

  #minutesOf(channel: string): number {
    return this.#channels.find(({ id }) => id === channel)?.silentAfterMinutes ?? 0;
  }

  #limitOf(source: string, pauses: readonly number[]): number | undefined {
    const configured = this.#minutesOf(source);
    if (configured > 0) return configured * MINUTE_MS;
    if (pauses.length < NEEDED_PAUSES) return undefined;
    return Math.max(SHORTEST_ALARM_MS, PAUSE_FACTOR * Math.max(...pauses));
  }

  #readHeader(bytes: Uint8Array): void {
    const hl7 = asHl7(bytes).bytes;
    const end = hl7.findIndex((byte) => byte === 0x0d || byte === 0x0a);
    const parsed = parseMessage(end === -1 ? hl7 : hl7.subarray(0, end));
    if (!parsed.ok) return;
    const msh = readMsh(parsed.value.header);
    const source = findSource(this.#site, {
      application: msh.sendingApplication,
      facility: msh.sendingFacility,
    });
    if (source === undefined) return;
    this.#hear(source.id);
    this.#checkClock(source, msh);
    this.#checkSequence(
      `${source.id}|${msh.sendingApplication ?? ''}|${msh.sendingFacility ?? ''}`,
      source,
      msh,
    );
  }

  #checkClock(source: Source, { dateTime }: Msh): void {
    const sent = toInstant(dateTime, source.timeZone ?? this.#site.laboratory.timeZone);
    if (sent === undefined) return;
    const skew = sent - this.#time.now();
    const isSkewed = Math.abs(skew) > MAX_SKEW_MS;
    if (isSkewed && !this.#skewed.has(source.id))
      this.#onEvent({ kind: 'clock-skew', source: source.id, seconds: Math.round(skew / 1000) });
    if (isSkewed) this.#skewed.add(source.id);
    else this.#skewed.delete(source.id);
  }

  #checkSequence(sender: string, source: Source, { sequenceNumber }: Msh): void {
    const number = Number(sequenceNumber);
    if (sequenceNumber === undefined || !Number.isSafeInteger(number) || number < 1) return;
    const key = createHash('sha256').update(sender).digest('base64');
    const last = this.#numbers.get(key);
    this.#numbers.delete(key);
    this.#numbers.set(key, number);
    const [oldest] = this.#numbers.keys();
    if (this.#numbers.size > REMEMBERED_SENDERS && oldest !== undefined) this.#numbers.delete(oldest);
    const missing = last === undefined ? 0 : number - last - 1;
    if (missing > 0) this.#onEvent({ kind: 'sequence-gap', source: source.id, missing });
  }
}

const minutes = (ms: number): number => Math.round(ms / MINUTE_MS);
