import type { ActionRequest } from '../../../lib/app/quality/act-on-system.ts';
import { type Quality, qualityFileSchema } from '../../../lib/site/quality/schema.ts';
import { msh, obr, obx, segment, toMessage } from '../messages.ts';
import { settingsOf, type Vector } from './vectors.ts';

/** A vector as messages and documented actions of a test system of its own. */
export interface PlayedVector {
  /** The test system, and the analyzer. */
  readonly id: string;
  readonly vector: Omit<Vector, 'name' | 'breaks'>;
  /** `newest`: each result in a message of its own, the newest first, and the actions before all of them. */
  readonly order: 'oldest' | 'newest';
}

const HOUR = 3_600_000;
const MINUTE = 60_000;
const lots = ['A', 'B'] as const;
const iso = (at: number): string => new Date(at).toISOString();

/** One test system for each; the first row of each vector is at `begin`. */
export function qualityOf(played: readonly PlayedVector[], begin: number): Quality {
  return qualityFileSchema.parse({
    materials: [
      {
        ...{ id: 'control', name: 'Control' },
        lots: lots.map((lot) => ({
          lot,
          levels: ['1', '2', '3'].map((level) => ({
            level,
            names: [{ source: 'analyzer', material: `${lot}${level}` }],
          })),
        })),
      },
    ],
    systems: played.map(({ id, vector }) => {
      const { levels, rules } = settingsOf(vector);
      const means = [vector.target ?? ['100', '10'], ['200', '20'], ['300', '30']];
      const changed = vector.rows.flatMap((row, hour) => (row === 'target' ? [begin + hour * HOUR] : []));
      return {
        ...{ id, source: 'analyzer', analyzer: id, analyte: 'GLU', levels },
        gate: { mode: 'watch' },
        rules: {
          rFour: rules.rFour,
          reject: rules.rules.flatMap(({ rule, verdict }) => (verdict === 'reject' ? rule : [])),
          warn: rules.rules.flatMap(({ rule, verdict }) => (verdict === 'warn' ? rule : [])),
        },
        lots: lots.map((lot) => ({ material: 'control', lot, active: iso(begin - HOUR), by: 'Ines' })),
        targets: [begin - HOUR, ...changed].flatMap((from) =>
          lots.flatMap((lot) =>
            means.slice(0, levels.length).map(([mean, sd], index) => ({
              ...{ material: 'control', lot, level: String(index + 1), basis: 'established', by: 'Ines' },
              ...{ mean, sd, unit: 'mg/dL', from: iso(from) },
            })),
          ),
        ),
      };
    }),
  });
}

interface Measured {
  readonly level: string;
  readonly lot: string;
  readonly value: string;
  readonly at: number;
}

function resultsOf(row: string, at: number): readonly Measured[] {
  return row.split(' ').flatMap((word, index) => {
    if (word === '-' || /^[a-z]/.test(word)) return [];
    const level = String(index + 1);
    const value = word.replace(/[Bx]$/, '');
    return [{ level, lot: word.endsWith('B') ? 'B' : 'A', value, at: at + Number(level) * MINUTE }];
  });
}

/** Vectors in one message. */
const TOGETHER = 8;

/**
 * The messages of all vectors, in rounds: those of one round may come in any order. A round has an event of each vector, or
 * a single result.
 */
export function roundsOf(played: readonly PlayedVector[], begin: number): readonly (readonly Uint8Array[])[] {
  const queues = played.map((one) => ({ id: one.id, left: [...stepsOf(one, begin)] }));
  const rounds: Uint8Array[][] = [];
  while (queues.some(({ left }) => left.length > 0)) {
    const results = queues.map(({ id, left }) => (left.shift() ?? []).map((one) => ({ ...one, id })));
    const filled = results.filter((some) => some.length > 0);
    const count = Math.ceil(filled.length / TOGETHER);
    rounds.push(
      Array.from({ length: count }, (_, index) =>
        message(`${rounds.length}-${index}`, filled.slice(index * TOGETHER, (index + 1) * TOGETHER).flat()),
      ),
    );
  }
  return rounds;
}

/** The results that come together, in the order of arrival. */
function stepsOf({ vector, order }: PlayedVector, begin: number): readonly (readonly Measured[])[] {
  const events = vector.rows.map((row, hour) => resultsOf(row, begin + hour * HOUR));
  if (order === 'oldest') return events.filter((some) => some.length > 0);
  return events.flatMap((some) => some.map((one) => [one])).toReversed();
}

function message(id: string, results: readonly (Measured & { readonly id: string })[]): Uint8Array {
  return toMessage(
    msh({ 3: 'ANALYZER', 4: '', 7: stamp(results[0]?.at ?? 0), 9: 'OUL^R22', 10: `VECTORS-${id}` }),
    ...results.flatMap(({ id: analyzer, level, lot, value, at }, number) => [
      segment('SPM', { 1: String(number + 1), 2: `${lot}${level}`, 11: 'Q^^HL70369' }),
      obr({ 3: `${lot}${level}` }),
      obx({ 3: 'GLU^Glucose^99LAB', 5: value, 6: 'mg/dL', 18: analyzer, 19: stamp(at) }),
    ]),
  );
}

const stamp = (at: number): string =>
  `${new Date(at).toISOString().slice(0, 19).replaceAll(/[-:T]/g, '')}+0000`;

/** What people document: a calibration where the vector resets, otherwise an action that resets nothing. */
export const actionsOf = ({ vector }: PlayedVector, begin: number): readonly ActionRequest[] =>
  vector.rows.flatMap((row, hour): ActionRequest[] => {
    const at = new Date(begin + hour * HOUR);
    if (row === 'reset') return [{ kind: 'calibration', at }];
    return row === 'action' ? [{ kind: 'other', at }] : [];
  });

/** When the results were measured that a person excludes. */
export const excludedOf = ({ vector }: PlayedVector, begin: number): readonly number[] =>
  vector.rows.flatMap((row, hour) => (row.endsWith('x') ? [begin + hour * HOUR + MINUTE] : []));
