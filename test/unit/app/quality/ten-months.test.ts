import { describe, expect, test } from '@jest/globals';
import { memoryStores } from '../../../../lib/adapters/memory/stores.ts';
import { acceptMessage } from '../../../../lib/app/accept/accept-message.ts';
import { controlStatistics } from '../../../../lib/app/operate/control-statistics.ts';
import { normalizeMessage } from '../../../../lib/app/process/normalize-message.ts';
import { documentAction, excludePoint } from '../../../../lib/app/quality/act-on-system.ts';
import { courseOf, settingsOf } from '../../../../lib/app/quality/course-of.ts';
import { systemHistory } from '../../../../lib/app/quality/find-lot.ts';
import { stepsOf } from '../../../../lib/app/quality/gate-course-of.ts';
import type { ControlAction } from '../../../../lib/model/control-action.ts';
import type { QcPoint } from '../../../../lib/model/qc-point.ts';
import { evaluate } from '../../../../lib/quality/evaluate.ts';
import { normalized } from '../../../support/normalized.ts';
import { benches, historyOf } from '../../../support/quality/ten-months/history.ts';
import { oracle } from '../../../support/quality/ten-months/oracle.ts';
import {
  asOracle,
  expectedEvents,
  iso,
  known,
  messageOf,
  qualityOf,
  shortSteps,
  timeZone,
} from '../../../support/quality/ten-months/played.ts';
import { seed } from '../../../support/seed.ts';
import { aSite } from '../../../support/site.ts';
import { size } from '../../../support/size.ts';

const mara = { actor: 'mara', reason: 'history', channel: 'command-line' as const };

const seeds = Array.from({ length: size({ short: 1, long: 12 }) }, (_, index) => seed + index);
const histories = benches.flatMap((bench) =>
  seeds.map((one) => [bench.name, one, historyOf(bench, one)] as const),
);

describe.each(histories)('ten months of %s, seed %d', (name, _, history) => {
  const quality = qualityOf(name, history);
  const { system, ...others } = known(quality);
  const points = history.points.map((point): QcPoint => {
    const [read] = normalized(messageOf(name, point), {
      messageId: point.id,
      at: new Date(point.receivedAt),
    }).qcPoints;
    if (read === undefined) throw new Error('no control');
    return read;
  });
  const names = new Map(points.map(({ id, messageId }) => [id, messageId]));
  const idOf = new Map(points.map(({ id, messageId }) => [messageId, id]));
  const actions = [
    ...history.actions.map(({ kind, at }, index) => ({ kind, at, point: undefined, index })),
    ...history.points
      .filter(({ isExcluded }) => isExcluded)
      .map(({ id, at }, index) => ({ kind: 'exclude' as const, at, point: idOf.get(id), index })),
  ].map(
    ({ kind, at, point, index }): ControlAction => ({
      ...{ id: `${kind}${index}`, kind, at: iso(at), recordedAt: iso(at), by: 'mara', why: 'history', point },
    }),
  );
  const course = courseOf(points, { system, ...others }, actions);
  const evaluations = evaluate(course, settingsOf(system));

  test('has the events, verdicts and broken rules of the definitions', () => {
    const expected = expectedEvents(history);
    expect(asOracle(evaluations, names)).toEqual(expected);
    const kinds = new Set(expected.map(({ verdict }) => verdict));
    expect([...kinds].toSorted()).toEqual(['accept', 'cannot-judge', 'reject', 'warn']);
  });

  test('has the states of the definitions', () => {
    expect(
      shortSteps(stepsOf({ evaluations, removed: course.removed }, actions, { system, ...others })),
    ).toEqual(shortSteps(oracle(history).steps));
  });

  test('has their statistics of each month', () => {
    const rows = controlStatistics({ course, evaluations }, system, timeZone);
    const found = rows.map(({ month, lot, level, target, statistics, rejected }) => ({
      name: `${month} ${lot.split('/').at(-1)} ${level} ${target.mean}`,
      ...{ n: statistics.n, mean: Number(statistics.mean), rejected },
      sd: statistics.sd === undefined ? undefined : Number(statistics.sd),
    }));
    const byName = (one: { readonly name: string }, other: { readonly name: string }) =>
      one.name < other.name ? -1 : 1;
    const expected = oracle(history).months.map(({ mean, sd, ...row }) => ({
      ...row,
      mean: expect.closeTo(mean, 5),
      sd: sd === undefined ? undefined : expect.closeTo(sd, 5),
    }));
    expect(found.toSorted(byName)).toEqual(expected.toSorted(byName));
  });
});

test('ten months of messages, actions and exclusions as they come leave the same verdicts and the same state', async () => {
  const [bench] = benches;
  if (bench === undefined) throw new Error('no test system');
  const history = historyOf(bench, seed);
  const quality = qualityOf(bench.name, history);
  const one = known(quality);
  let now = 0;
  let ids = 0;
  const dependencies = {
    ...memoryStores(),
    ...{ site: aSite(), siteVersion: 'v1', quality, clock: () => new Date(now) },
    ...{ audit: { record: async () => undefined }, newId: () => `a${ids++}` },
  };
  const { qc, verdicts } = dependencies;
  const names = new Map<string, string>();
  const pointOf = (id: string): QcPoint => {
    const found = qc.all().find(({ messageId }) => names.get(messageId) === id);
    if (found === undefined) throw new Error(`no point ${id}`);
    return found;
  };
  const happenings = [
    ...history.points.map((point) => ({
      at: point.receivedAt,
      run: async () => {
        const { messageId } = await acceptMessage(messageOf(bench.name, point), dependencies);
        names.set(messageId, point.id);
        await normalizeMessage(messageId, dependencies);
      },
    })),
    ...history.points
      .filter(({ isExcluded }) => isExcluded)
      .map(({ id, receivedAt }) => ({
        at: receivedAt + 3_600_000,
        run: () => excludePoint(one, pointOf(id), mara, dependencies),
      })),
    ...history.actions.map(({ kind, at }) => ({
      // documented an hour later
      at: at + 3_600_000,
      run: () => documentAction(one, { kind, at: new Date(at) }, mara, dependencies),
    })),
  ].toSorted((a, b) => a.at - b.at);
  for (const { at, run } of happenings) {
    now = at;
    await run();
  }
  const versions = await verdicts.versionsSince(systemHistory(one.system), new Date(0));
  const newest = [...new Map(versions.map((version) => [version.event, version])).values()]
    .flatMap(({ evaluation }) => evaluation ?? [])
    .toSorted((a, b) => a.start - b.start || (a.use < b.use ? -1 : 1));
  const byPoint = new Map(qc.all().map(({ id, messageId }) => [id, names.get(messageId) ?? '']));
  const inOrder = expectedEvents(history).toSorted((a, b) => a.start - b.start || (a.use < b.use ? -1 : 1));
  expect(asOracle(newest, byPoint)).toEqual(inOrder);
  const [state] = await verdicts.states([systemHistory(one.system)]);
  expect(shortSteps(state?.steps ?? [])).toEqual(shortSteps(oracle(history).steps.slice(-40)));
  process.stdout.write(
    `seed ${seed}: ${history.points.length} controls, ${inOrder.length} events, ${versions.length} versions of verdicts\n`,
  );
});
