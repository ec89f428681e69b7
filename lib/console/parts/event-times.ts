import { type Html, html } from './html.ts';
import { type PageClock, time } from './time.ts';

/** Something of a list that is named by its time. */
export interface Timed {
  readonly id: string;
  readonly at: number;
  /** What another column says of it. Only those that have it in common must be told apart by their times. */
  readonly of?: string;
}

const SHORT_ID = 8;

/**
 * The times of a list, newest first, by id. One that shares its minute has its seconds and the beginning of its id; those of one second
 * are numbered, the oldest first.
 */
export function eventTimes(all: readonly Timed[], clock: PageClock): ReadonlyMap<string, Html> {
  const alike = (digits: number) =>
    Map.groupBy(all, ({ at, of = '' }) => `${new Date(at).toISOString().slice(0, digits)} ${of}`);
  const [ofMinute, ofSecond] = [alike('YYYY-MM-DDTHH:MM'.length), alike('YYYY-MM-DDTHH:MM:SS'.length)];
  const sharing = new Set([...ofMinute.values()].filter(({ length }) => length > 1).flat());
  const places = new Map(
    [...ofSecond.values()].flatMap((some) =>
      some.map(
        (one, index) => [one, some.length > 1 ? ` (${some.length - index} of ${some.length})` : ''] as const,
      ),
    ),
  );
  return new Map(
    all.map((one) => [
      one.id,
      sharing.has(one)
        ? html`${time(new Date(one.at), clock, 'second')}${places.get(one)} <span class="id">${one.id.slice(0, SHORT_ID)}</span>`
        : time(new Date(one.at), clock),
    ]),
  );
}
