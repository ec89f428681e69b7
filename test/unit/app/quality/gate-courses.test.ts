import { expect, test } from '@jest/globals';
import { documentAction } from '../../../../lib/app/quality/act-on-system.ts';
import { settingsOf } from '../../../../lib/app/quality/course-of.ts';
import { systemHistory } from '../../../../lib/app/quality/find-lot.ts';
import type { ControlPoint } from '../../../../lib/quality/point.ts';
import { type Quality, qualityFileSchema, type TestSystem } from '../../../../lib/site/quality/schema.ts';
import { aMemoryCloud } from '../../../support/memory-cloud.ts';
import { msh, obr, obx, pid, segment, toMessage } from '../../../support/messages.ts';
import { fc } from '../../../support/property.ts';
import {
  type SlowAction,
  type SlowCourse,
  type SlowSettings,
  slowMayPass,
} from '../../../support/quality/slow-gate.ts';
import { slowVerdicts } from '../../../support/quality/slow-judge.ts';
import {
  type StripReading,
  stripExpected,
  stripReading,
  stripScale,
} from '../../../support/quality/slow-strip.ts';
import { size } from '../../../support/size.ts';

/** Controls that are judged by mean and SD, or by what they must answer. */
type Kind = 'numbers' | 'answers';

/** Two modules with two analytes each, controlled at two levels. */
const modules = ['m1', 'm2'] as const;
const analytes = ['GLU', 'K'] as const;
const idOf = (analyzer: string, analyte: string): string => `${analyzer}-${analyte.toLowerCase()}`;
const midnight = Date.UTC(2026, 2, 3);
const HOUR = 3_600_000;
const from = '2026-03-01T00:00:00Z';

const gates = fc.record({
  mode: fc.constantFrom('gate' as const, 'gate' as const, 'bracket' as const, 'watch' as const),
  repeat: fc.constantFrom('none' as const, 'once' as const),
  beforeReset: fc.constantFrom('hold' as const, 'lift' as const),
  // every control of the day before is overdue in the evening, and none of the day itself
  dueMs: fc.constantFrom(undefined, 36 * HOUR),
});

function qualityOf(gate: SlowSettings, levels: readonly string[], kind: Kind): Quality {
  const { dueMs, ...ofSite } = gate;
  return qualityFileSchema.parse({
    materials: [
      {
        ...{ id: 'control', name: 'Control' },
        lots: lotsOf(kind).map((lot) => ({
          ...{ lot, expires: '2026-12-31' },
          levels: levels.map((level) => ({
            level,
            names: [{ source: 'analyzer', material: materialOf({ level, lot }) }],
          })),
        })),
      },
    ],
    systems: modules.flatMap((analyzer) =>
      analytes.map((analyte) => ({
        ...{ id: idOf(analyzer, analyte), source: 'analyzer', analyzer, analyte, levels, gate: ofSite },
        ...(dueMs === undefined ? {} : { due: { every: 'hours', hours: dueMs / HOUR } }),
        ...(kind === 'numbers' ? {} : { answers: stripScale }),
        lots: lotsOf(kind).map((lot) => ({ material: 'control', lot, active: from, by: 'Ines' })),
        targets: lotsOf(kind).flatMap((lot) =>
          levels.map((level) => ({
            ...{ material: 'control', lot, level, basis: 'established', by: 'Ines', from },
            ...(kind === 'numbers'
              ? { mean: '100', sd: '10', unit: 'mg/dL' }
              : level === '1'
                ? { answer: 'Negative' }
                : { grade: '2+' }),
          })),
        ),
      })),
    ),
  });
}

/** Kits have two lots in use. */
const lotsOf = (kind: Kind): readonly ('A' | 'B')[] => (kind === 'numbers' ? ['A'] : ['A', 'B']);
const materialOf = ({ level, lot }: { readonly level: string; readonly lot: string }): string =>
  `QC${level}${lot === 'A' ? '' : lot}`;

/** One message of an analyzer, or one action of a person. */
interface Control {
  readonly is: 'control';
  readonly analyzer: string;
  readonly level: string;
  readonly lot: 'A' | 'B';
  readonly at: number;
  readonly status: 'F' | 'C';
  readonly values: readonly { readonly analyte: string; readonly value: string }[];
}
interface Result {
  readonly is: 'result';
  readonly analyzer: string;
  readonly at: number;
  readonly analytes: readonly string[];
}
interface Act {
  readonly is: 'act';
  readonly system: string;
  readonly kind: SlowAction['kind'];
  readonly at: number;
}
type Thing = Control | Result | Act;

// minutes of a day, some of which meet
const minutes = fc.integer({ min: 0, max: 72 }).map((tenth) => midnight + tenth * 10 * 60_000);
const times = fc.oneof(
  { weight: 5, arbitrary: minutes },
  { weight: 1, arbitrary: minutes.map((at) => at - 24 * HOUR) },
);
const value = fc.constantFrom('100', '101', '104', '121', '122', '79', '131', '69', '<5', '<6', '<7');
const controls = fc.record({
  is: fc.constant('control' as const),
  analyzer: fc.constantFrom(...modules),
  // 9: a lot that the site does not know
  level: fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom('1', '2') },
    { weight: 1, arbitrary: fc.constant('9') },
  ),
  lot: fc.constantFrom('A' as const, 'A' as const, 'A' as const, 'B' as const),
  at: times,
  status: fc.constantFrom('F' as const, 'F' as const, 'C' as const),
  values: fc
    .subarray([...analytes], { minLength: 1 })
    .chain((some) => fc.tuple(...some.map((analyte) => value.map((one) => ({ analyte, value: one }))))),
});
/** Both levels at one time, each in a message of its own: what opens a gate. */
const passes = fc
  .record({ analyzer: fc.constantFrom(...modules), at: times, right: fc.constantFrom('100', '101', '104') })
  .map(({ analyzer, at, right }) =>
    ['1', '2'].map(
      (level): Control => ({
        ...{ is: 'control', analyzer, level, lot: 'A', at, status: 'F' },
        values: analytes.map((analyte) => ({ analyte, value: right })),
      }),
    ),
  );
const results = fc.record({
  is: fc.constant('result' as const),
  analyzer: fc.constantFrom(...modules),
  at: times,
  analytes: fc.subarray([...analytes], { minLength: 1 }),
});
const acts = fc.record({
  is: fc.constant('act' as const),
  system: fc.constantFrom(
    ...modules.flatMap((analyzer) => analytes.map((analyte) => idOf(analyzer, analyte))),
  ),
  kind: fc.constantFrom(
    'calibration' as const,
    'control-vial' as const,
    'other' as const,
    'stop' as const,
    'start' as const,
  ),
  at: times,
});

const courses = fc
  .tuple(
    fc.array(controls, { maxLength: 8 }),
    fc.array(passes, { maxLength: 4 }),
    fc.array(results, { minLength: 1, maxLength: 4 }),
    // actions of one time count in the order in which they were documented, which is no order of arrival
    fc.uniqueArray(acts, { maxLength: 3, selector: ({ system, at }) => `${system} ${at}` }),
  )
  .map(([some, pairs, patients, done]): Thing[] => [...some, ...pairs.flat(), ...patients, ...done]);
/** Sorts an order of arrival, in which some messages come twice. */
const arrivals = fc.record({
  keys: fc.array(fc.nat({ max: 99 }), { minLength: 40, maxLength: 40 }),
  twice: fc.array(fc.nat({ max: 22 }), { maxLength: 3 }),
});

function orderOf(
  things: readonly Thing[],
  { keys, twice }: { readonly keys: readonly number[]; readonly twice: readonly number[] },
): readonly number[] {
  const count = things.length;
  return [...things.keys(), ...twice.map((one) => one % count)]
    .map((index, place) => ({ index, key: keys[place] ?? 0 }))
    .toSorted((one, other) => one.key - other.key)
    .map(({ index }) => index);
}

const stamp = (at: number): string =>
  `${new Date(at).toISOString().slice(0, 19).replaceAll(/[-:T]/g, '')}+0000`;

function messageOf(thing: Control | Result, index: number, kind: Kind): Uint8Array {
  // sent in the order of the course, whatever the order of arrival
  const head = (type: string) =>
    msh({ 3: 'ANALYZER', 4: '', 7: stamp(thing.at + index * 1000), 9: type, 10: `N${index}` });
  const measured = (analyte: string, text: string, number: number, status = 'F') =>
    obx({
      ...{ 1: String(number), 3: `${analyte}^${analyte}^99LAB`, 5: text, 6: 'mg/dL', 11: status },
      ...{ 18: thing.analyzer, 19: stamp(thing.at) },
    });
  const answered = (analyte: string, { type, sent }: StripReading, number: number, status: string) =>
    obx({
      ...{ 1: String(number), 2: type, 3: `${analyte}^${analyte}^99LAB`, 5: sent, 6: '', 11: status },
      ...{ 18: thing.analyzer, 19: stamp(thing.at) },
    });
  if (thing.is === 'result')
    return toMessage(
      head('ORU^R01'),
      pid({ 3: `P${index}^^^RIVERSIDE^MR` }),
      obr({ 3: `F${index}` }),
      ...thing.analytes.map((analyte, at) => measured(analyte, '95', at + 1)),
    );
  const material = materialOf(inLotsOf(kind, thing));
  return toMessage(
    head('OUL^R22'),
    segment('SPM', { 2: material, 11: 'Q^^HL70369' }),
    obr({ 3: material }),
    ...thing.values.map(({ analyte, value: text }, at) =>
      kind === 'numbers'
        ? measured(analyte, text, at + 1, thing.status)
        : answered(analyte, stripReading(thing.level, text), at + 1, thing.status),
    ),
  );
}

/** A course of numbers has one lot. */
const inLotsOf = (kind: Kind, { level, lot }: Control) => ({ level, lot: kind === 'numbers' ? 'A' : lot });

interface Stated {
  readonly thing: Control;
  readonly text: string;
}

/** What stands of the controls that were stated: copies count once, and a correction takes the place of what was stated last. */
function standingOf(own: readonly Stated[], ids: ReadonlyMap<Thing, number>, kind: Kind): readonly Stated[] {
  const order = ({ thing }: Stated): number => ids.get(thing) ?? 0;
  const groups = Map.groupBy(own, ({ thing }) => `${materialOf(inLotsOf(kind, thing))} ${thing.at}`);
  return [...groups.values()].flatMap((stated) => {
    const found: Stated[][] = [];
    for (const one of stated.toSorted((a, b) => order(a) - order(b))) {
      const last = found.at(-1);
      if (one.thing.status === 'C' && last !== undefined) {
        if (last[0]?.text !== one.text) last.unshift(one);
      } else if (!found.some((all) => all.some(({ text }) => text === one.text))) found.push([one]);
    }
    return found.flatMap(([now]) => now ?? []);
  });
}

/** What the documentation says of the controls and actions of one test system that have come. */
function courseOfSystem(
  system: TestSystem,
  come: readonly Thing[],
  ids: ReadonlyMap<Thing, number>,
  kind: Kind,
): SlowCourse {
  const { analyzer, analyte, id: systemId, levels } = system;
  const own = come.flatMap((thing) => {
    if (thing.is !== 'control' || thing.analyzer !== analyzer) return [];
    const found = thing.values.find((one) => one.analyte === analyte);
    return found === undefined ? [] : [{ thing, text: found.value }];
  });
  const points = standingOf(own, ids, kind).map(({ thing: { level, at }, thing, text }): ControlPoint => {
    const isKnown = levels.includes(level);
    return {
      ...{
        id: String(ids.get(thing)),
        level: isKnown ? level : '',
        lot: inLotsOf(kind, thing).lot,
        use: isKnown ? 'active' : 'none',
      },
      ...{ at, receivedAt: at + 60_000 },
      ...(kind === 'answers'
        ? { value: text, answer: stripReading(level, text).answer }
        : { value: text.replace('<', ''), unit: 'mg/dL' }),
      ...(isKnown && kind === 'answers'
        ? {}
        : isKnown
          ? text.startsWith('<')
            ? { problem: 'comparator' }
            : {}
          : { problem: 'unknown-lot' }),
    };
  });
  const targets = lotsOf(kind).flatMap((lot) =>
    levels.map((level) => ({
      ...{ lot, level, version: '1', basis: 'established' as const, scale: 'linear' as const },
      ...(kind === 'numbers'
        ? { mean: '100', sd: '10', unit: 'mg/dL' }
        : { mean: undefined, sd: undefined, unit: undefined, expected: stripExpected(level) }),
      ...{ from: Date.parse(from), to: undefined },
    })),
  );
  const actions = come.flatMap((thing) => (thing.is === 'act' && thing.system === systemId ? [thing] : []));
  const resets = actions.map(({ kind, at }) => ({ at, resets: kind === 'calibration' }));
  const verdicts = slowVerdicts({ points, targets, actions: resets }, settingsOf(system));
  const byId = new Map(points.map((point) => [point.id, point]));
  const events = verdicts.map(({ points: inEvent, verdict }) => {
    const all = inEvent.flatMap((id) => byId.get(id) ?? []);
    const at = all.map((point) => point.at);
    // components of two lots of a kit do not count
    const isOfOneLot = new Set(all.map(({ lot }) => lot)).size === 1;
    const isComplete = isOfOneLot && levels.every((level) => all.some((point) => point.level === level));
    return { verdict, isComplete, start: Math.min(...at), end: Math.max(...at) };
  });
  return { events, actions };
}

async function play(
  gate: SlowSettings,
  levels: readonly string[],
  things: readonly Thing[],
  order: readonly number[],
  kind: Kind,
) {
  const quality = qualityOf(gate, levels, kind);
  const bench = aMemoryCloud(undefined, { quality, since: midnight + 20 * HOUR });
  const { dependencies, inbound, normalize, reports, run, verdicts } = bench;
  const ids = new Map(things.map((thing, index) => [thing, index]));
  let actions = 0;
  const all = { ...dependencies, audit: { record: async () => undefined }, newId: () => `a${actions++}` };
  const act = async ({ system: id, kind, at }: Act): Promise<void> => {
    const system = quality.systems.find((one) => one.id === id);
    if (system === undefined) throw new Error(id);
    const known = { materials: quality.materials, system, timeZone: 'America/New_York' };
    const before = inbound.entries.length;
    await documentAction(
      known,
      { kind, at: new Date(at) },
      { actor: 'mara', reason: 'x', channel: 'command-line' },
      all,
    );
    for (const entry of inbound.entries.slice(before)) await normalize(entry.messageId, entry);
  };
  const delivered = () =>
    reports
      .all()
      .filter(({ published }) => published !== undefined)
      .map(({ report }) => report.fillerOrder?.value ?? '')
      .toSorted();
  const come: Thing[] = [];
  const passed = new Set<string>();
  const seen: { readonly delivered: readonly string[]; readonly expected: readonly string[] }[] = [];
  for (const index of order) {
    const thing = things[index];
    if (thing === undefined) throw new Error('no thing');
    // a message that is sent again is known
    if (thing.is === 'act') {
      if (!come.includes(thing)) await act(thing);
    } else await run(messageOf(thing, index, kind));
    if (!come.includes(thing)) come.push(thing);
    const now = dependencies.clock().getTime();
    const courses = new Map(
      quality.systems.map((system) => [system.id, courseOfSystem(system, come, ids, kind)]),
    );
    for (const result of come)
      if (result.is === 'result') {
        const mayPass = result.analytes.every((analyte) =>
          slowMayPass(courses.get(idOf(result.analyzer, analyte)) ?? { events: [], actions: [] }, gate, {
            measuredAt: result.at,
            now,
          }),
        );
        if (mayPass) passed.add(`F${ids.get(result)}`);
      }
    seen.push({ delivered: delivered(), expected: [...passed].toSorted() });
  }
  const states = await verdicts.states(quality.systems.map(systemHistory));
  const steps = states.map(
    (state) => state?.steps.map(({ at, state: word, isOpen, due }) => [at, word, isOpen, due]) ?? [],
  );
  return { seen, steps };
}

test.each<Kind>(['numbers', 'answers'])(
  'whatever %s come in whatever order, a result is delivered exactly when its controls let it pass',
  async (kind) => {
    await fc.assert(
      fc.asyncProperty(
        gates,
        fc.constantFrom(['1'], ['1', '2']),
        courses,
        arrivals,
        async (gate, levels, things, arrival) => {
          const { seen, steps } = await play(gate, levels, things, orderOf(things, arrival), kind);
          expect(seen.map((one) => one.delivered)).toEqual(seen.map((one) => one.expected));
          const inTurn = things.map((_, index) => index);
          expect(steps).toEqual((await play(gate, levels, things, inTurn, kind)).steps);
        },
      ),
      { numRuns: size({ short: 60, long: 1500 }) },
    );
  },
);
