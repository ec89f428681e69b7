import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { writeSystemFile } from '../../cli/system-file.ts';
import { type LocalCloud, start } from '../../local/start.ts';
import { drained, readTable, sendAll, type TableContents } from '../support/cloud.ts';
import { labwire } from '../support/labwire.ts';
import {
  actionsOf,
  excludedOf,
  type PlayedVector,
  qualityOf,
  roundsOf,
} from '../support/quality/played-vectors.ts';
import { rulesIn, sorted, vectors } from '../support/quality/vectors.ts';
import { aCheckedSite } from '../support/site.ts';
import { isLong } from '../support/size.ts';

/** The vectors over the wire, and read with the command line: in both orders of arrival, or in short in one of them. */
const HOUR = 3_600_000;
const ordersOf = (index: number) =>
  isLong ? (['oldest', 'newest'] as const) : ([index % 2 === 0 ? 'oldest' : 'newest'] as const);
const ofVectors = vectors.flatMap((vector, index) =>
  ordersOf(index).map((order) => ({ ...{ id: `v${index}-${order}`, vector, order }, name: vector.name })),
);

/** Courses with the states of the test system, and with the start and the end of each look-back by events. */
const courses = [
  { rows: ['100', '131', '100', '100'], states: ['good', 'failed', 'repeat-passed', 'repeat-passed'] },
  { rows: ['100', '131', 'action', '100'], states: ['good', 'failed', 'good'] },
  {
    rows: ['100', '131', 'action', '131', '100'],
    states: ['good', 'failed', 'failed', 'repeat-passed'],
    lookBacks: [
      [0, 1],
      [0, 3],
    ],
  },
  { rows: ['100 200', '100', '100 261'], states: ['good', 'failed'], lookBacks: [[0, 2]] },
] as const;
const ofCourses = courses.flatMap((course, index) =>
  ordersOf(index).map((order) => ({ ...{ id: `g${index}-${order}`, vector: course, order }, course })),
);

const begin = Math.floor(Date.now() / HOUR) * HOUR - 24 * HOUR;
const played: readonly PlayedVector[] = [...ofVectors, ...ofCourses];
const sources = [{ id: 'analyzer', kind: 'analyzer', sender: { application: 'ANALYZER' } }];
const folder = mkdtempSync(join(tmpdir(), 'labwire-vectors-'));
let cloud: LocalCloud;
let contents: TableContents;

const run = async (...args: string[]): Promise<string> => {
  const { code, stdout, stderr } = await labwire([...args, '--system', join(folder, 'system.json')]);
  expect({ args, code, stderr }).toEqual({ args, code: 0, stderr: '' });
  return stdout;
};

async function document(one: PlayedVector): Promise<void> {
  const because = ['--why', 'vector', '--by', 'mara', '--json'];
  for (const { kind, at } of actionsOf(one, begin))
    await run('qc', 'action', one.id, '--kind', kind, '--at', at.toISOString(), ...because);
}

async function exclude(one: PlayedVector): Promise<void> {
  const wanted = excludedOf(one, begin).map((at) => new Date(at).toISOString());
  if (wanted.length === 0) return;
  const points: { readonly id: string; readonly at: string }[] = JSON.parse(
    await run('qc', 'points', one.id, '--json'),
  );
  const found = points.filter(({ at }) => wanted.includes(at));
  expect(found).toHaveLength(wanted.length);
  for (const { id } of found)
    await run('qc', 'exclude', one.id, id, '--why', 'vector', '--by', 'mara', '--json');
}

beforeAll(async () => {
  cloud = await start({ ...aCheckedSite({ sources }), quality: qualityOf(played, begin) });
  writeSystemFile(cloud, folder);
  const [newest, oldest] = ['newest', 'oldest'].map((order) => played.filter((one) => one.order === order));
  for (const one of newest ?? []) await document(one);
  for (const round of roundsOf(played, begin)) {
    const answers = await sendAll(cloud.mllpPort, round, { connections: 4 });
    expect(answers.filter(({ ack }) => ack.code !== 'AA')).toEqual([]);
    await drained(cloud);
  }
  for (const one of oldest ?? []) await document(one);
  for (const one of played) await exclude(one);
  contents = await readTable({ mllpPort: cloud.mllpPort, awsUrl: cloud.aws.url, tableName: cloud.tableName });
});
afterAll(() => cloud.stop());

interface Judged {
  readonly violations: readonly { readonly rule: string }[];
}
const brokenIn = (evaluations: readonly Judged[]): readonly string[] =>
  rulesIn(evaluations.map(({ violations }) => violations.map(({ rule }) => rule)));

/** The newest version of the verdict on each event that is still one, in the order of the events. */
function storedVerdicts(analyzer: string): readonly Judged[] {
  const own = contents.verdicts.filter(({ pk }) => pk.split('#').includes(analyzer));
  const newest = [...Map.groupBy(own, ({ event }) => event).values()].flatMap(
    (versions) => versions.toSorted((one, other) => one.version - other.version).at(-1) ?? [],
  );
  return newest
    .toSorted((one, other) => one.start - other.start)
    .flatMap(({ evaluation }) => evaluation ?? []);
}

describe.each(ofVectors.map((one) => [one.name, one.order, one] as const))(
  'the vector "%s", %s first',
  (_, __, { id, vector }) => {
    test('breaks its rules in the stored verdicts and on the command line', async () => {
      const expected = vector.breaks.map(sorted);
      expect(brokenIn(storedVerdicts(id))).toEqual(expected);
      expect(brokenIn(JSON.parse(await run('qc', 'events', id, '--since', '2d', '--json')))).toEqual(
        expected,
      );
    });
  },
);

describe.each(ofCourses.map((one) => [one.course.rows.join('; '), one.order, one] as const))(
  'the course %s, %s first',
  (_, __, { id, course }) => {
    test('has its states and its look-backs', async () => {
      const state = contents.systemStates.find(({ pk }) => pk.split('#').includes(id));
      const steps = state?.steps ?? [];
      expect(steps.map((step) => step.state)).toEqual(course.states);
      if (!('lookBacks' in course)) return;
      const listed: { readonly system: string; readonly bounds: Record<'after' | 'rejectedAt', number> }[] =
        JSON.parse(await run('lookback', 'list', '--json'));
      const hourOf = (at: number) => Math.floor((at - begin) / HOUR);
      const own = listed.filter(({ system }) => system === id);
      expect(own.map(({ bounds }) => [hourOf(bounds.after), hourOf(bounds.rejectedAt)])).toEqual(
        course.lookBacks,
      );
    });
  },
);
