import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { GatewayEvent } from '../../../../gateway/events.ts';
import { alarm, checkDisk, fullness } from '../../../../gateway/spool/levels.ts';
import type { Spool } from '../../../../gateway/spool/spool.ts';
import { gatewaySchema } from '../../../../lib/site/gateway.ts';

const HOUR = 3_600_000;
const config = gatewaySchema.parse({
  channels: [{ id: 'lab', kind: 'mllp', port: 0 }],
  spool: { maxAgeHours: 10 },
});

/** A spool of which only this much is known. */
const spoolWith = (bytes: number, oldestHours?: number, failure?: string): Spool =>
  ({
    status: () => ({
      ...{ bytes, maxBytes: 1000, waiting: 0, refused: 0, parked: 0, done: 0 },
      ...{ waitingMs: (oldestHours ?? 0) * HOUR, failure },
    }),
  }) as unknown as Spool;

const alarmsOf = (spool: Spool): GatewayEvent[] => {
  const events: GatewayEvent[] = [];
  alarm(spool, config, (event) => events.push(event));
  return events;
};

test.each([
  [1_000_000_000, true],
  [1, false],
])('a disk that cannot hold %i MB and what stands beside them is said: %s', (maxMegabytes, isSmall) => {
  const directory = mkdtempSync(join(tmpdir(), 'labwire-disk-'));
  const events: GatewayEvent[] = [];
  const large = { ...config, spool: { ...config.spool, maxMegabytes } };
  checkDisk(directory, large, (event) => events.push(event));
  rmSync(directory, { recursive: true });
  expect(events.map(({ kind }) => kind)).toEqual(isSmall ? ['disk-too-small'] : []);
});

describe('how full a spool is', () => {
  test.each([
    [799, undefined, []],
    [800, undefined, ['bytes']],
    [100, 7.9, []],
    [100, 8, ['age']],
    [900, 9, ['bytes', 'age']],
  ])('%i of 1000 bytes, the oldest %s of 10 hours: alarms %j', (bytes, hours, measures) => {
    expect(alarmsOf(spoolWith(bytes, hours)).map((event) => 'measure' in event && event.measure)).toEqual(
      measures,
    );
  });

  test('an alarm says how much', () => {
    expect(alarmsOf(spoolWith(847))).toEqual([{ kind: 'spool-alarm', measure: 'bytes', percent: 85 }]);
  });

  test.each([
    [999, 9.9, undefined],
    [1000, undefined, 'spool-full'],
    [1200, 50, 'spool-full'],
    [10, 10, 'spool-too-old'],
  ])('%i of 1000 bytes, the oldest %s of 10 hours: %s', (bytes, hours, expected) => {
    expect(fullness(spoolWith(bytes, hours), config)).toBe(expected);
  });

  test('a disk that did not write the last message is the first reason', () => {
    expect(fullness(spoolWith(1000, 50, 'disk-full'), config)).toBe('disk-full');
  });
});
