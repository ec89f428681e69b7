import { offsetIn } from '../normalize/elements/timestamp.ts';
import { MINUTE } from './parts/time.ts';

const LOCAL = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::\d\d)?$/;

/** The instant at which clocks of the laboratory show a time of a form: `2026-03-02T06:10`. Undefined if it is none. */
export function instantOf(text: string, zone: string): Date | undefined {
  const [whole, year, month, day, hour, minute] = LOCAL.exec(text) ?? [];
  if (whole === undefined) return undefined;
  const wall = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute));
  // 31 February is the third of March
  if (new Date(wall).toISOString().slice(0, 16) !== whole.slice(0, 16)) return undefined;
  return new Date(wall - offsetIn(zone, wall) * MINUTE);
}
