const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    ...{
      year: 'numeric',
      month: 'short',
      day: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    },
    ...{ hourCycle: 'h23', timeZoneName: 'short' },
  });
  formats.set(zone, made);
  return made;
}

export interface WallClock {
  readonly year: string;
  readonly day: string;
  readonly minute: string;
  readonly second: string;
  readonly zoneName: string;
}

/** What a clock of the zone shows, in British words. */
export function wallClock(at: Date, zone: string): WallClock {
  const parts = new Map(
    formatOf(zone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
  const part = (name: Intl.DateTimeFormatPartTypes): string => parts.get(name) ?? '';
  return {
    year: part('year'),
    day: `${part('day')} ${part('month')}`,
    minute: `${part('hour')}:${part('minute')}`,
    second: part('second'),
    zoneName: part('timeZoneName'),
  };
}

/** The whole time with its zone: `2 Mar 2026 06:12:05 GMT-5`. */
export function wholeTime(at: string | Date, zone: string): string {
  const { day, year, minute, second, zoneName: name } = wallClock(new Date(at), zone);
  return `${day} ${year} ${minute}:${second} ${name}`;
}
