import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { writeSystemFile } from '../../cli/system-file.ts';
import type { StoredEvaluation } from '../../lib/model/verdict.ts';
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
import { benches, historyOf, lastDays } from '../support/quality/ten-months/history.ts';
import { oracle } from '../support/quality/ten-months/oracle.ts';
import {
  asOracle,
  expectedEvents,
  iso,
  messageOf,
  qualityOf as qualityOfHistory,
  shortSteps,
} from '../support/quality/ten-months/played.ts';
import { rulesIn, sorted, vectors } from '../support/quality/vectors.ts';
import { seed } from '../support/seed.ts';
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

/** The last days of ten months of controls, which end now, and come in any order. */
const [glucose] = benches;
if (glucose === undefined) throw new Error('no test system');
const history = lastDays(historyOf(glucose, seed), { days: 12, until: begin + 20 * HOUR });
const ofHistory = qualityOfHistory('history', history);
const ofPlayed = qualityOf(played, begin);
const quality = {
  materials: [...ofPlayed.materials, ...ofHistory.materials],
  systems: [...ofPlayed.systems, ...ofHistory.systems],
};

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

async function documentHistory(): Promise<void> {
  const because = ['--why', 'history', '--by', 'mara', '--json'];
  for (const { kind, at } of history.actions)
    await run('qc', 'action', 'history', '--kind', kind, '--at', iso(at), ...because);
  const { messages } = await tableOf();
  const ids = new Map(messages.map(({ id, controlId }) => [controlId ?? '', id]));
  const points: readonly { readonly id: string; readonly at: string; readonly level: string }[] = JSON.parse(
    await run('qc', 'points', 'history', '--json'),
  );
  for (const { id, at, level } of history.points) {
    const own = points.find((one) => one.at === iso(at) && one.level === level);
    const isStored = ids.has(`history-${id}`);
    expect({ id, isStored, own: own?.level }).toEqual({ id, isStored: true, own: level });
    if (own !== undefined) namesOfPoints.set(own.id, id);
  }
  for (const { id, isExcluded } of history.points) {
    const point = [...namesOfPoints].find(([, name]) => name === id)?.[0] ?? '';
    if (isExcluded) await run('qc', 'exclude', 'history', point, ...because);
  }
}
const namesOfPoints = new Map<string, string>();
const tableOf = (): Promise<TableContents> =>
  readTable({ mllpPort: cloud.mllpPort, awsUrl: cloud.aws.url, tableName: cloud.tableName });

beforeAll(async () => {
  cloud = await start({ ...aCheckedSite({ sources }), quality });
  writeSystemFile(cloud, folder);
  const [newest, oldest] = ['newest', 'oldest'].map((order) => played.filter((one) => one.order === order));
  for (const one of newest ?? []) await document(one);
  for (const round of roundsOf(played, begin)) {
    const answers = await sendAll(cloud.mllpPort, round, { connections: 4 });
    expect(answers.filter(({ ack }) => ack.code !== 'AA')).toEqual([]);
    await drained(cloud);
  }
  const ofDays = history.points.map((point) => messageOf('history', point));
  await sendAll(cloud.mllpPort, ofDays, { connections: 4 });
  await drained(cloud);
  for (const one of oldest ?? []) await document(one);
  await documentHistory();
  for (const one of played) await exclude(one);
  contents = await tableOf();
});
afterAll(() => cloud.stop());

interface Judged {
  readonly violations: readonly { readonly rule: string }[];
}
const brokenIn = (evaluations: readonly Judged[]): readonly string[] =>
  rulesIn(evaluations.map(({ violations }) => violations.map(({ rule }) => rule)));

/** The newest version of the verdict on each event that is still one, in the order of the events. */
function storedVerdicts(analyzer: string): readonly StoredEvaluation[] {
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

test('the last days of ten months, of which a person excluded some, have the verdicts and states of the definitions', () => {
  expect(asOracle(storedVerdicts('history'), namesOfPoints)).toEqual(expectedEvents(history));
  const state = contents.systemStates.find(({ pk }) => pk.split('#').includes('history'));
  expect(shortSteps(state?.steps ?? [])).toEqual(shortSteps(oracle(history).steps.slice(-40)));
});
