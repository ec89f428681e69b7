import { expect, test } from '@jest/globals';
import { excludePoint } from '../../../../lib/app/quality/act-on-system.ts';
import { findLookBack } from '../../../../lib/app/quality/find-look-back.ts';
import { aBench, control } from '../../../support/quality/bench.ts';

/** A bench with a course of controls, the last one rejected, in which one is excluded. */
async function excludedFrom(
  course: readonly (readonly [time: string, value: string])[],
  excluded: string,
  gate: Readonly<Record<string, unknown>> = {},
) {
  const bench = aBench({ gate: { mode: 'gate', ...gate } });
  const { quality, site } = bench.dependencies;
  const [system] = quality?.systems ?? [];
  if (quality === undefined || system === undefined) throw new Error('no system');
  const known = { materials: quality.materials, system, timeZone: site.laboratory.timeZone };
  for (const [time, value] of course) await bench.take(control(`${time}00`, value));
  const point = (time: string) => {
    const found = bench.qc.all().find(({ observation }) => observation.analyzed?.iso.includes(`T${time}`));
    if (found === undefined) throw new Error(`no control of ${time}`);
    return found;
  };
  const dependencies = {
    ...bench.dependencies,
    ...{ measured: bench.measured, audit: { record: async () => undefined }, newId: () => 'exclusion' },
  } as never;
  const clock = (time: string) => `${time.slice(0, 2)}:${time.slice(2)}`;
  const event = point(clock(course.at(-1)?.[0] ?? '')).id;
  await excludePoint(
    known,
    point(clock(excluded)),
    { actor: 'mara', reason: 'air bubble', channel: 'command-line' },
    dependencies,
  );
  const found = await findLookBack(known, event, dependencies);
  const timeOf = (after: number | undefined) =>
    after === undefined ? 'unknown' : new Date(after).toISOString().slice(11, 16);
  return {
    now: found?.lookBack && timeOf(found.lookBack.bounds.after),
    course: found?.course.map(({ after, isVoid, cause }) => [
      isVoid ? 'void' : timeOf(after),
      cause === 'exclusion' ? cause : 'message',
    ]),
  };
}

test('an exclusion of the last good control moves the lower bound, and the course says by what', async () => {
  const course = [
    ['0600', '101'],
    ['0715', '102'],
    ['0800', '131'],
  ] as const;
  expect(await excludedFrom(course, '0715')).toEqual({
    now: '06:00',
    course: [
      ['07:15', 'message'],
      ['06:00', 'exclusion'],
    ],
  });
});

test('an exclusion of the rejected control ends it', async () => {
  const course = [
    ['0600', '101'],
    ['0800', '131'],
  ] as const;
  expect(await excludedFrom(course, '0800')).toEqual({
    now: undefined,
    course: [
      ['06:00', 'message'],
      ['void', 'exclusion'],
    ],
  });
});

test('an exclusion after which a good control opens no gate any more moves the bound, as for the results', async () => {
  // the repeat at 06:45 opened the gate without an action, until the control of 06:50 was excluded
  const course = [
    ['0600', '101'],
    ['0630', '131'],
    ['0645', '99'],
    ['0650', '103'],
    ['0715', '98'],
    ['0800', '131'],
  ] as const;
  const found = await excludedFrom(course, '0650', { repeat: 'once' });
  expect(found.course?.at(-1)).toEqual([found.now, 'exclusion']);
  expect(found.course?.[0]).toEqual(['07:15', 'message']);
  expect(found.now).toBe('06:45');
});
