import { describe, expect, test } from '@jest/globals';
import { earlierVersions, shownVersion } from '../../../../lib/app/file/earlier-versions.ts';
import type { ReportVersion } from '../../../../lib/model/report.ts';
import { aMemoryCloud } from '../../../support/memory-cloud.ts';
import { anOru } from '../../../support/messages.ts';
import { asVersion, reportOf } from '../../../support/normalized.ts';

const first = asVersion(reportOf(anOru()));

/** A store with the versions that are named, and how often it was asked. */
function stored(...numbers: readonly number[]) {
  const asked: number[] = [];
  const version = (_: string, number: number): Promise<ReportVersion | undefined> => {
    asked.push(number);
    return Promise.resolve(numbers.includes(number) ? { ...first, version: number } : undefined);
  };
  return { asked, dependencies: { reports: Object.assign(aMemoryCloud().reports, { version }) } };
}

const numbersOf = (versions: readonly ReportVersion[]): number[] => versions.map(({ version }) => version);
const latest = (version: number, published?: number): ReportVersion => {
  const { published: _, ...rest } = first;
  return { ...rest, version, ...(published === undefined ? {} : { published }) };
};

describe('the version whose views stand', () => {
  test('is the one that was published last, and is not asked for where it is at hand', async () => {
    const { asked, dependencies } = stored(1, 2, 3);
    expect(numbersOf(await shownVersion(latest(3, 3), dependencies))).toEqual([3]);
    expect(asked).toEqual([]);
    expect(numbersOf(await shownVersion(latest(3, 1), dependencies))).toEqual([1]);
    expect(asked).toEqual([1]);
  });

  test('is none where nothing was published, is known, or can be found', async () => {
    const { dependencies } = stored(2);
    expect(await shownVersion(latest(3), dependencies)).toEqual([]);
    expect(await shownVersion(undefined, dependencies)).toEqual([]);
    expect(await shownVersion(latest(3, 1), dependencies)).toEqual([]);
  });
});

describe('the versions before one', () => {
  test('are the newest first, without it and without those that are missing', async () => {
    expect(numbersOf(await earlierVersions(latest(4), stored(1, 3, 4).dependencies))).toEqual([3, 1]);
    expect(await earlierVersions(latest(1), stored(1).dependencies)).toEqual([]);
  });

  test('are ten at most, however long the life of a report is', async () => {
    const { asked, dependencies } = stored(...Array.from({ length: 500 }, (_, index) => index));
    expect(numbersOf(await earlierVersions(latest(500), dependencies))).toEqual([
      499, 498, 497, 496, 495, 494, 493, 492, 491, 490,
    ]);
    expect(asked).toHaveLength(10);
  });
});
