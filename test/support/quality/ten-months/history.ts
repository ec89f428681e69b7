/** Ten months of the controls of a laboratory, as they might have been. Knows nothing of how controls are judged. */

export interface HistoryPoint {
  readonly id: string;
  readonly lot: 'A' | 'B';
  readonly level: string;
  readonly at: number;
  readonly receivedAt: number;
  /** A number, `ERR` or a number with a comparator. */
  readonly value: string;
  readonly isExcluded: boolean;
}

export interface HistoryAction {
  readonly kind: 'calibration' | 'other' | 'reagent-change' | 'stop' | 'start';
  readonly at: number;
}

export interface HistoryTarget {
  readonly lot: 'A' | 'B';
  readonly level: string;
  readonly from: number;
  readonly mean: string;
  readonly sd: string;
}

export interface History {
  readonly levels: readonly string[];
  readonly timeZone: string;
  /** The next event is due so many hours after a good one, or until a local time of the next day. */
  readonly due: { readonly hours: number } | { readonly at: string } | undefined;
  readonly lots: readonly {
    readonly lot: 'A' | 'B';
    readonly parallel?: number;
    readonly active: number;
    readonly retired?: number;
  }[];
  readonly targets: readonly HistoryTarget[];
  readonly points: readonly HistoryPoint[];
  readonly actions: readonly HistoryAction[];
}

/** A test system: levels as mean and SD, in units of the last decimal. */
export interface Bench {
  readonly name: string;
  readonly decimals: number;
  readonly levels: readonly (readonly [mean: number, sd: number])[];
  readonly eventsOfDay: readonly number[];
  readonly due: History['due'];
}

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** With both changes of the clocks in New York. */
const FIRST_DAY = Date.UTC(2026, 1, 1);
export const DAYS = 300;
/** Days since the first one. */
const RECALIBRATED = 90;
const PARALLEL = 135;
const CHANGED = 145;
const RETIRED = 150;

/** A generator of numbers from 0 to 1 (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export function historyOf(bench: Bench, seed: number): History {
  const random = randomFrom(seed);
  const chance = (share: number): boolean => random() < share;
  const normal = (): number => Array.from({ length: 12 }, random).reduce((sum, one) => sum + one, -6);
  const text = (units: number): string => {
    const digits = String(Math.abs(units)).padStart(bench.decimals + 1, '0');
    const at = digits.length - bench.decimals;
    return `${units < 0 ? '-' : ''}${digits.slice(0, at)}${bench.decimals === 0 ? '' : `.${digits.slice(at)}`}`;
  };
  const points: HistoryPoint[] = [];
  const actions: HistoryAction[] = [];
  const measure = (lot: 'A' | 'B', at: number, bias: number): void => {
    const isOneInstant = chance(0.2);
    for (const [index, [mean, sd]] of bench.levels.entries()) {
      if (chance(0.01)) continue;
      const middle = mean + (lot === 'B' ? 2 * sd : at >= FIRST_DAY + RECALIBRATED * DAY ? sd : 0);
      // some are exactly on a limit or on the mean
      const steps = chance(0.04) ? Math.floor(random() * 7) - 3 : undefined;
      const units = steps === undefined ? Math.round(middle + (normal() + bias) * sd) : middle + steps * sd;
      const measuredAt = at + (isOneInstant ? 0 : index * 2 * MINUTE);
      const isLate = chance(0.03);
      points.push({
        ...{ id: `p${points.length}`, lot, level: String(index + 1), at: measuredAt },
        receivedAt: measuredAt + Math.floor((isLate ? 2 * DAY : 3 * MINUTE) * random()) + MINUTE,
        value: chance(0.006) ? 'ERR' : chance(0.004) ? `<${text(units)}` : text(units),
        isExcluded: chance(0.01),
      });
    }
  };
  let bias = 0;
  let drift = 0;
  for (let day = 0; day < DAYS; day++) {
    const midnight = FIRST_DAY + day * DAY;
    bias += drift;
    if (drift === 0 && chance(0.02)) drift = chance(0.5) ? 0.12 : -0.1;
    if (chance(0.015)) bias += chance(0.5) ? 2.2 : -1.8;
    if (Math.abs(bias) > 1.5 && chance(0.3)) {
      [bias, drift] = [0, 0];
      actions.push({ kind: 'calibration', at: midnight + 8 * 60 * MINUTE });
    }
    if (chance(0.3))
      actions.push({ kind: chance(0.8) ? 'other' : 'reagent-change', at: midnight + 12 * 60 * MINUTE });
    if (day === 60) actions.push({ kind: 'stop', at: midnight }, { kind: 'start', at: midnight + 3 * DAY });
    // missed
    if (chance(0.05)) continue;
    for (const hour of bench.eventsOfDay) {
      const at = midnight + hour * 60 * MINUTE + Math.floor(random() * 40) * MINUTE;
      // somebody takes an old vial
      const lot = day < CHANGED ? 'A' : chance(0.01) ? 'A' : 'B';
      measure(lot, at, bias);
      if (day >= PARALLEL && day < CHANGED) measure('B', at + 5 * MINUTE, bias);
      if (chance(0.1)) measure(lot, at + Math.floor(15 + random() * 30) * MINUTE, bias);
    }
  }
  const begin = FIRST_DAY - DAY;
  const targetsOf = (lot: 'A' | 'B', from: number, shift: number): HistoryTarget[] =>
    bench.levels.map(([mean, sd], index) => ({
      ...{ lot, level: String(index + 1), from },
      ...{ mean: text(mean + shift * sd), sd: text(sd) },
    }));
  return {
    levels: bench.levels.map((_, index) => String(index + 1)),
    timeZone: 'America/New_York',
    due: bench.due,
    lots: [
      { lot: 'A', active: begin, retired: FIRST_DAY + RETIRED * DAY },
      { lot: 'B', parallel: FIRST_DAY + PARALLEL * DAY, active: FIRST_DAY + CHANGED * DAY },
    ],
    targets: [
      ...targetsOf('A', begin, 0),
      ...targetsOf('A', FIRST_DAY + RECALIBRATED * DAY, 1),
      ...targetsOf('B', FIRST_DAY + 130 * DAY, 2),
    ],
    points,
    actions,
  };
}

/** The last days of a history, moved so that they end at a time. All of it was received by then. */
export function lastDays(
  history: History,
  { days, until }: { readonly days: number; readonly until: number },
): History {
  const last = Math.max(...history.points.map(({ at }) => at));
  const since = last - days * DAY;
  const moved = <T extends object>(one: T): T =>
    Object.fromEntries(
      Object.entries(one).map(([key, value]) => [
        key,
        typeof value === 'number' ? value + until - last : value,
      ]),
    ) as T;
  return {
    ...history,
    lots: history.lots.map(moved),
    targets: history.targets.map(moved),
    points: history.points.filter(({ at }) => at > since).map(moved),
    actions: history.actions.filter(({ at }) => at > since && at <= last).map(moved),
  };
}

export const benches: readonly Bench[] = [
  {
    ...{ name: 'glucose', decimals: 1, eventsOfDay: [11], due: { hours: 26 } },
    levels: [
      [1000, 20],
      [2500, 50],
    ],
  },
  {
    ...{ name: 'potassium', decimals: 2, eventsOfDay: [11], due: { at: '07:30' } },
    levels: [
      [300, 5],
      [450, 7],
      [650, 10],
    ],
  },
  { ...{ name: 'ph', decimals: 2, eventsOfDay: [10], due: undefined }, levels: [[740, 2]] },
  {
    ...{ name: 'blood-gas', decimals: 0, eventsOfDay: [3, 11, 19], due: { hours: 8 } },
    levels: [
      [40, 1],
      [90, 3],
    ],
  },
];
