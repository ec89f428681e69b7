import type { KnownControls } from '../../../../lib/app/quality/find-lot.ts';
import type { Evaluation } from '../../../../lib/quality/evaluate.ts';
import { type Quality, qualityFileSchema, type TestSystem } from '../../../../lib/site/quality/schema.ts';
import { msh, obr, obx, segment, toMessage } from '../../messages.ts';
import type { History, HistoryPoint } from './history.ts';
import { oracle } from './oracle.ts';

/** A history as the site, the messages and the evaluations of the program. */
export const iso = (at: number): string => new Date(at).toISOString();
export const timeZone = 'America/New_York';

export function qualityOf(name: string, { levels, lots, targets, due }: History): Quality {
  const time = (at: number | undefined) => (at === undefined ? undefined : iso(at));
  return qualityFileSchema.parse({
    materials: [
      {
        ...{ id: 'history', name: 'Control' },
        lots: lots.map(({ lot }) => ({
          lot,
          levels: levels.map((level) => ({
            level,
            names: [{ source: 'analyzer', material: `${lot}${level}` }],
          })),
        })),
      },
    ],
    systems: [
      {
        ...{ id: name, source: 'analyzer', analyzer: name, analyte: 'GLU', levels, gate: { mode: 'gate' } },
        ...(due === undefined
          ? {}
          : { due: 'hours' in due ? { every: 'hours', ...due } : { every: 'day', ...due } }),
        lots: lots.map(({ lot, parallel, active, retired }) => ({
          ...{ material: 'history', lot, by: 'Ines' },
          ...{ parallel: time(parallel), active: time(active), retired: time(retired) },
        })),
        targets: targets.map(({ lot, level, from, mean, sd }) => ({
          ...{ material: 'history', lot, level, basis: 'established', mean, sd, unit: 'mg/dL' },
          ...{ from: iso(from), by: 'Ines' },
        })),
      },
    ],
  });
}

export function known(quality: Quality): KnownControls & { readonly system: TestSystem } {
  const [system] = quality.systems;
  if (system === undefined) throw new Error('no test system');
  return { materials: quality.materials, system, timeZone };
}

const stamp = (at: number): string => `${iso(at).slice(0, 19).replaceAll(/[-:T]/g, '')}+0000`;

export const messageOf = (analyzer: string, { id, lot, level, value, at }: HistoryPoint): Uint8Array =>
  toMessage(
    msh({ 3: 'ANALYZER', 4: '', 7: stamp(at), 9: 'OUL^R22', 10: `${analyzer}-${id}` }),
    segment('SPM', { 2: `${lot}${level}`, 11: 'Q^^HL70369' }),
    obr({ 3: `${lot}${level}` }),
    obx({ 3: 'GLU^Glucose^99LAB', 5: value, 6: 'mg/dL', 18: analyzer, 19: stamp(at) }),
  );

interface Judged extends Pick<Evaluation, 'use' | 'start' | 'end' | 'verdict' | 'isSatisfying'> {
  readonly points: readonly { readonly id: string }[];
  readonly violations: readonly {
    readonly rule: string;
    readonly form: string;
    readonly points: readonly string[];
  }[];
}

/** The events as the oracle writes them. `names`: the ids of the history by those of the points. */
export const asOracle = (evaluations: readonly Judged[], names: ReadonlyMap<string, string>) =>
  evaluations.map(({ use, points, start, end, verdict, isSatisfying, violations }) => ({
    ...{ use, start, end, verdict, isSatisfying },
    points: points.map(({ id }) => names.get(id)),
    broken: violations
      .map(({ rule, form, points: ids }) =>
        rule === 'R-4s'
          ? 'R-4s event'
          : [rule, form, ...ids.map((id) => names.get(id) ?? '').toSorted()].join(' '),
      )
      .toSorted(),
  }));

export const expectedEvents = (history: History) =>
  oracle(history).events.map(({ use, start, end, verdict, isSatisfying, points, broken }) => ({
    ...{ use, start, end, verdict, isSatisfying, points, broken },
  }));

export const shortSteps = (steps: readonly { at: number; state: string; due?: number | undefined }[]) =>
  steps.map(({ at, state, due }) => [iso(at), state, due === undefined ? '' : iso(due)]);
