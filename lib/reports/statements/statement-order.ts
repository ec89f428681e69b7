import type { ReportPart } from '../../model/report.ts';
import type { Clock } from '../../model/watermark.ts';

/** A statement of one message, with the data that give its time. */
export interface Dated {
  readonly clocks: ReportPart['clocks'];
  /** The stage of its status (OBX-11) in the life of a result. A later stage is newer. */
  readonly rank: number;
  readonly receivedTime: number;
  readonly messageId: string;
  /** Its place in the message. */
  readonly at: string;
}

/** An order that is valid only for the statements that were compared. */
export interface StatementOrder {
  /** Below 0 if `a` is older than `b`; never 0 for two different statements. */
  compare(a: Dated, b: Dated): number;
  /** Whether a clock of the laboratory, a status or a number of the sender tells the two apart. */
  isKnown(a: Dated, b: Dated): boolean;
  /** Below 0 if OBR-22 or MSH-7 says that `a` is older; 0 if neither tells. */
  compareClocks(a: Dated, b: Dated): number;
}

type Key = (one: Dated) => number;

type Comparison = (a: Dated, b: Dated) => number;

/**
 * Sorts statements key by key: OBR-22, MSH-7, status, MSH-13, a numeric MSH-10, receipt, message id. A key is
 * used only if all compared statements have it, at the coarsest precision among them. If each pair used the
 * keys that both have, the order could run in circles. Statements of one status are compared once more by the
 * keys that all of this status have.
 */
export function orderOf(compared: readonly Dated[]): StatementOrder {
  const clocks = clockComparisons(compared);
  const known = [...clocks, byKey(rankOf), withinStatus(compared)];
  return {
    compare: (a, b) => by(known, a, b) || compareReceipt(a, b),
    isKnown: (a, b) => by(known, a, b) !== 0,
    compareClocks: (a, b) => by(clocks, a, b),
  };
}

function by(comparisons: readonly Comparison[], a: Dated, b: Dated): number {
  for (const compare of comparisons) {
    const difference = compare(a, b);
    if (difference !== 0) return difference;
  }
  return 0;
}

const clockComparisons = (compared: readonly Dated[]): readonly Comparison[] =>
  [
    clockKey(compared, ({ clocks }) => clocks?.reported),
    clockKey(compared, ({ clocks }) => clocks?.sent),
  ].flatMap((key) => (key === undefined ? [] : [byKey(key)]));

/**
 * Compares two statements of one status by the keys that all statements of this status have. Statements of other
 * statuses are never compared so, so the order runs in no circle.
 */
function withinStatus(compared: readonly Dated[]): Comparison {
  const byStatus = new Map<number, readonly Comparison[]>();
  const comparisonsOf = (rank: number): readonly Comparison[] => {
    const known = byStatus.get(rank);
    if (known !== undefined) return known;
    const alike = compared.filter((one) => one.rank === rank);
    const clocks = alike.length < compared.length ? clockComparisons(alike) : [];
    const comparisons = [...clocks, ...numberComparisons(alike)];
    byStatus.set(rank, comparisons);
    return comparisons;
  };
  return (a, b) => (a.rank === b.rank ? by(comparisonsOf(a.rank), a, b) : 0);
}

/** Below 0 if a clock of the laboratory says that `a` is older; 0 if none tells. */
export const compareClocksOf = (a: Dated, b: Dated): number => orderOf([a, b]).compareClocks(a, b);

/** Compares the times of first receipt, which do not show when the statements were made. */
export const compareReceipt = (a: Dated, b: Dated): number =>
  a.receivedTime - b.receivedTime || compareText(a.messageId, b.messageId) || places.compare(a.at, b.at);

/** `OBX[9]` stands before `OBX[10]`. */
const places = new Intl.Collator('en', { numeric: true });

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const byKey =
  (key: Key): Comparison =>
  (a, b) =>
    key(a) - key(b);

const rankOf: Key = ({ rank }) => rank;

function clockKey(compared: readonly Dated[], clockOf: (one: Dated) => Clock | undefined): Key | undefined {
  const clocks = compared.map(clockOf);
  if (!clocks.every((clock) => clock !== undefined)) return undefined;
  const digits = Math.min(...clocks.map((clock) => clock.digits));
  const doubled = clocks.flatMap(({ twice }) => twice ?? []);
  return (one) => {
    const clock = clockOf(one);
    return clock === undefined ? 0 : cut(clock, digits, doubled);
  };
}

const SECOND_MS = 1000;
const unitMs: ReadonlyMap<number, number> = new Map([
  [10, 3600 * SECOND_MS],
  [12, 60 * SECOND_MS],
  [14, SECOND_MS],
  [15, 100],
  [16, 10],
]);

/**
 * A time cut to `digits`. Within an hour that occurs twice (end of summer time), if any compared time is
 * ambiguous, all times are equal.
 */
function cut({ at, day }: Clock, digits: number, doubled: readonly NonNullable<Clock['twice']>[]): number {
  if (digits <= 8) return Math.floor(day / 10 ** (8 - digits));
  const hour = doubled.find(({ from, to }) => from <= at && at < to);
  const unit = unitMs.get(digits) ?? 1;
  return Math.floor((hour?.from ?? at) / unit);
}

const DAY_MS = 86_400_000;

/** The day in the message; without one, the day of receipt. */
const dayOf = ({ clocks, receivedTime }: Dated): number =>
  clocks?.sent?.day ?? -Math.floor(receivedTime / DAY_MS);

/** Comparisons by MSH-13 and MSH-10. Only if all messages are of one sender and one day, and all have a number there. */
function numberComparisons(compared: readonly Dated[]): Comparison[] {
  const [first] = compared;
  const isOneCount = compared.every(
    (one) =>
      one.clocks !== undefined && one.clocks.sender === first?.clocks?.sender && dayOf(one) === dayOf(first),
  );
  if (!isOneCount) return [];
  return (['sequence', 'control'] as const).flatMap((name): Comparison[] =>
    compared.every(({ clocks }) => clocks?.[name] !== undefined)
      ? [(a, b) => compareDigits(a.clocks?.[name] ?? '', b.clocks?.[name] ?? '')]
      : [],
  );
}

/** Compares two numbers of any length, written without leading zeros. */
const compareDigits = (a: string, b: string): number => a.length - b.length || compareText(a, b);
