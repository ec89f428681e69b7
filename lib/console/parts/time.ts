import { wallClock, wholeTime } from '../../shared/wall-clock.ts';
import { type Html, html } from './html.ts';

export { wholeTime };

/** The clock of a page: the laboratory's zone, and the time at which the page was made. */
export interface PageClock {
  readonly zone: string;
  readonly now: Date;
}

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** The short name of the zone at this time: `GMT-5`, `CET`. */
export const zoneName = ({ zone, now }: PageClock): string => wallClock(now, zone).zoneName;

/** A time to the minute, or to the second: `06:12` today, `1 Mar 23:10` on another day. The element has the whole time. */
export function time(at: string | Date, { zone, now }: PageClock, to: 'minute' | 'second' = 'minute'): Html {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return html`${String(at)}`;
  const [told, today] = [wallClock(date, zone), wallClock(now, zone)];
  const year = told.year === today.year ? '' : ` ${told.year}`;
  const isToday = told.day === today.day && year === '';
  const clock = to === 'second' ? `${told.minute}:${told.second}` : told.minute;
  const text = isToday ? clock : `${told.day}${year} ${clock}`;
  return html`<time datetime="${date.toISOString()}" title="${wholeTime(date, zone)}">${text}</time>`;
}

/** How long ago, in the two largest units: `3 h 12 min`. */
export function age(at: string | Date, now: Date): string {
  const elapsed = Math.max(0, now.getTime() - new Date(at).getTime());
  return duration(elapsed);
}

/** A length of time: `40 s`, `12 min`, `3 h 12 min`, `2 d 4 h`. */
export function duration(milliseconds: number): string {
  if (milliseconds < MINUTE) return `${Math.floor(milliseconds / 1000)} s`;
  if (milliseconds < HOUR) return `${Math.floor(milliseconds / MINUTE)} min`;
  if (milliseconds < DAY)
    return `${Math.floor(milliseconds / HOUR)} h ${Math.floor((milliseconds % HOUR) / MINUTE)} min`;
  return `${Math.floor(milliseconds / DAY)} d ${Math.floor((milliseconds % DAY) / HOUR)} h`;
}

/** What a clock of the zone shows, in minutes since midnight. */
export function minutesOfDay(at: Date, zone: string): number {
  const [hour = 0, minute = 0] = wallClock(at, zone).minute.split(':').map(Number);
  return hour * 60 + minute;
}
