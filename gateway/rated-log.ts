import type { GatewayEvent, OnEvent } from './events.ts';
import type { Time } from './time.ts';

/** Lines of one kind and channel in a minute. The others are counted in one line. */
const LINES = 30;
const MINUTE_MS = 60_000;

/** The log of what a sender can repeat as fast as it likes: so many lines of a kind and channel were left out. */
export interface LeftOut {
  readonly kind: 'lines-left-out';
  readonly of: GatewayEvent['kind'];
  readonly channel: string | undefined;
  readonly count: number;
}

interface Window {
  readonly of: GatewayEvent['kind'];
  readonly channel: string | undefined;
  readonly endsAt: number;
  count: number;
}

/**
 * Bounds the lines that nobody has earned: bad frames, refused connections, failures. A message that was taken
 * always has its line. Counters of the metrics are not affected.
 */
export function createRatedLog(log: (event: GatewayEvent | LeftOut) => void, time: Pick<Time, 'elapsed'>) {
  const windows = new Map<string, Window>();
  const close = (key: string, { of, channel, count }: Window): void => {
    windows.delete(key);
    if (count > LINES) log({ kind: 'lines-left-out', of, channel, count: count - LINES });
  };
  const onEvent: OnEvent = (event) => {
    const now = time.elapsed();
    for (const [key, window] of windows) if (window.endsAt <= now) close(key, window);
    if (isEarned(event)) return log(event);
    const channel = 'channel' in event ? event.channel : undefined;
    const key = `${event.kind} ${channel ?? ''}`;
    const window = windows.get(key) ?? { of: event.kind, channel, endsAt: now + MINUTE_MS, count: 0 };
    windows.set(key, window);
    window.count++;
    if (window.count <= LINES) log(event);
  };
  return {
    onEvent,
    /** Says what was left out so far. */
    flush: (): void => {
      for (const [key, window] of windows) close(key, window);
    },
  };
}

function isEarned(event: GatewayEvent): boolean {
  switch (event.kind) {
    case 'received':
      return event.outcome === 'accepted' || event.outcome === 'answered';
    case 'forwarded':
    case 'delivered':
    case 'parked':
      return true;
    default:
      return false;
  }
}
