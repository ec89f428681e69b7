import type { GatewayEvent, TakenOutcome } from '../events.ts';
import type { Time } from '../time.ts';

export interface ChannelState {
  readonly openConnections: number;
  /** Messages since the start. */
  readonly taken: number;
  readonly lastIn?: { readonly at: Date; readonly outcome: TakenOutcome };
  readonly badFrames: number;
  readonly refusedConnections: number;
}

/** A system to which the gateway sends. */
export interface TargetState {
  readonly lastSent?: Date;
  /** The last try that was in vain, and its code. */
  readonly lastFailure?: { readonly at: Date; readonly reason: string };
}

export interface Happening {
  readonly at: Date;
  readonly event: GatewayEvent;
}

/** Events that a person wants to know about. The others are counted. */
const notable: ReadonlySet<GatewayEvent['kind']> = new Set([
  ...['connection-refused', 'connection-error', 'bad-frame', 'spool-failed', 'disk-too-small'],
  ...['spool-alarm', 'forward-failed', 'delivery-failed', 'parked', 'source-silent', 'source-heard'],
  ...['clock-skew', 'sequence-gap', 'certificate-loaded', 'certificate-failed'],
] as const);

const REMEMBERED = 30;

const quiet: ChannelState = { openConnections: 0, taken: 0, badFrames: 0, refusedConnections: 0 };

/** What has happened since the start, in memory: counts, times and codes, and the last 30 events that matter. */
export class Happenings {
  readonly startedAt: Date;
  readonly #time: Pick<Time, 'now'>;
  readonly #channels = new Map<string, ChannelState>();
  readonly #destinations = new Map<string, TargetState>();
  readonly #silent = new Set<string>();
  #cloud: TargetState = {};
  #recent: readonly Happening[] = [];

  constructor(time: Pick<Time, 'now'>) {
    this.#time = time;
    this.startedAt = new Date(time.now());
  }

  channel(id: string): ChannelState {
    return this.#channels.get(id) ?? quiet;
  }

  /** Destinations and analyzers to which something was sent, or tried. */
  get destinations(): ReadonlyMap<string, TargetState> {
    return this.#destinations;
  }

  get cloud(): TargetState {
    return this.#cloud;
  }

  /** Sources and channels that send nothing although they should. */
  get silent(): readonly string[] {
    return [...this.#silent];
  }

  /** Newest first. An event that comes again and again is there once, with its last time. */
  get recent(): readonly Happening[] {
    return this.#recent;
  }

  note(event: GatewayEvent): void {
    const at = new Date(this.#time.now());
    this.#count(event, at);
    if (!notable.has(event.kind)) return;
    const others = this.#recent.filter((one) => nameOf(one.event) !== nameOf(event));
    this.#recent = [{ at, event }, ...others].slice(0, REMEMBERED);
  }

  #count(event: GatewayEvent, at: Date): void {
    switch (event.kind) {
      case 'connection-opened':
        this.#change(event.channel, ({ openConnections: open }) => ({ openConnections: open + 1 }));
        break;
      case 'connection-closed':
        this.#change(event.channel, ({ openConnections: open }) => ({ openConnections: open - 1 }));
        break;
      case 'connection-refused':
        this.#change(event.channel, ({ refusedConnections: refused }) => ({
          refusedConnections: refused + 1,
        }));
        break;
      case 'bad-frame':
        this.#change(event.channel, ({ badFrames }) => ({ badFrames: badFrames + 1 }));
        break;
      case 'received': {
        const { channel, outcome } = event;
        this.#change(channel, ({ taken }) => ({ taken: taken + 1, lastIn: { at, outcome } }));
        break;
      }
      case 'forwarded':
        this.#cloud = { lastSent: at };
        break;
      case 'forward-failed':
        this.#cloud = { ...this.#cloud, lastFailure: { at, reason: event.reason } };
        break;
      case 'delivered':
        this.#destinations.set(event.destination, { lastSent: at });
        break;
      case 'delivery-failed':
      case 'parked': {
        const { destination, reason = event.kind } = event;
        const before = this.#destinations.get(destination);
        this.#destinations.set(destination, { ...before, lastFailure: { at, reason } });
        break;
      }
      case 'source-silent':
        this.#silent.add(event.source);
        break;
      case 'source-heard':
        this.#silent.delete(event.source);
        break;
      default:
        break;
    }
  }

  #change(channel: string, changes: (state: ChannelState) => Partial<ChannelState>): void {
    const state = this.channel(channel);
    this.#channels.set(channel, { ...state, ...changes(state) });
  }
}

const nameOf = (event: GatewayEvent): string =>
  [
    event.kind,
    'channel' in event && event.channel,
    'destination' in event && event.destination,
    'source' in event && event.source,
    'reason' in event && event.reason,
    'frame' in event && event.frame,
    'measure' in event && event.measure,
  ].join(' ');
