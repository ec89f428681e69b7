import type { Site } from './site.ts';

const MINUTE = 60_000;

/** Whether a source sends nothing for longer than its `silentAfterMinutes`; false if the site names no such time. */
export function sourceIsSilent(
  { sources }: Site,
  id: string,
  lastHeard: string | undefined,
  at: string,
): boolean {
  const minutes = sources.find((source) => source.id === id)?.silentAfterMinutes;
  if (minutes === undefined) return false;
  return lastHeard === undefined || Date.parse(at) - Date.parse(lastHeard) > minutes * MINUTE;
}
