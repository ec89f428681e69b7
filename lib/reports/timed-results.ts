import { isSameResult, valuesOf } from './same-result.ts';
import { isSettled, type Statement, saysCorrection } from './statement.ts';
import { orderOf } from './statement-order.ts';
import { isLine } from './text-blocks.ts';

export interface TimedResults {
  /** The statements about the test, separated by time of observation; each list in the order given. */
  readonly results: readonly (readonly Statement[])[];
  /** Ids of messages with a result that may mean several of these, and nothing tells which. */
  readonly unclear: ReadonlySet<string>;
}

/** Two times that are less than 5 minutes apart count as one time. */
const NEAR_MINUTES = 5;

/**
 * Separates the results of a series under one OBR-7, for example a glucose tolerance test: an unmarked result
 * with another OBX-14 is another result (HL7 v2.5.1 section 7.4.2.14). If there are no two times, or if
 * OBX-4, OBX-21 or the lines of a text tell the results apart, all statements stay together. Statements come
 * oldest first.
 */
export function timedResultsOf(statements: readonly Statement[]): TimedResults {
  if (!isSeries(statements)) return { results: [statements], unclear: new Set() };
  const series = new Series(statements);
  for (const level of levelsOf(statements)) series.take(level);
  const places = new Map(statements.map((statement, place) => [statement, place]));
  const placeOf = (statement: Statement): number => places.get(statement) ?? 0;
  const results = series.results.map((own) => own.toSorted((a, b) => placeOf(a) - placeOf(b)));
  return { results, unclear: series.unclear };
}

function isSeries(statements: readonly Statement[]): boolean {
  if (statements.every((one) => ownMinuteOf(one) === undefined)) return false;
  const minutes = statements.flatMap((one) => minuteOf(one) ?? []);
  const [first = 0] = minutes;
  return (
    minutes.some((minute) => Math.abs(minute - first) >= NEAR_MINUTES) &&
    statements.every(({ observation }) => observation.run === undefined && !isLine(observation)) &&
    new Set(statements.flatMap(({ observation }) => observation.subId ?? [])).size < 2
  );
}

/** Settled statements come first: they say which results there are. */
function levelsOf(statements: readonly Statement[]): Statement[][] {
  const levels = Map.groupBy(statements, ({ isWithdrawn, observation, part }) =>
    isWithdrawn ? 2 : isSettled(observation, part) ? 0 : 1,
  );
  return ([0, 1, 2] as const).map((level) => levels.get(level) ?? []);
}

const minuteIn = (iso: string | undefined): number | undefined =>
  iso?.includes('T') === true ? Math.floor(Date.parse(iso) / 60_000) : undefined;

/** OBX-14 in minutes since 1970, if it is exact to the minute. */
const ownMinuteOf = ({ observation }: Statement): number | undefined => minuteIn(observation.observed?.iso);

/** OBX-14, else OBR-7. */
const minuteOf = ({ observation, part }: Statement): number | undefined =>
  minuteIn((observation.observed ?? part.observed)?.iso);

/** One result of the series. */
interface TimedResult {
  readonly statements: Statement[];
  /** Some statement has no OBX-14 to the minute. */
  hasUntimed: boolean;
}

/** A value that more results than this have says nothing about which one is meant. */
const MAX_ALIKE = 20;

class Series implements TimedResults {
  readonly unclear = new Set<string>();
  readonly #results: TimedResult[] = [];
  readonly #byMinute = new Map<number, TimedResult>();
  readonly #byValues = new Map<string, Set<TimedResult>>();
  /** The results that each message states. */
  readonly #stated = new Map<string, Set<TimedResult>>();
  /** Messages that name the time of a result themselves. */
  readonly #timed: ReadonlySet<string>;

  constructor(statements: readonly Statement[]) {
    const timed = statements.filter((one) => ownMinuteOf(one) !== undefined);
    this.#timed = new Set(timed.map(({ messageId }) => messageId));
  }

  get results(): readonly (readonly Statement[])[] {
    return this.#results.map(({ statements }) => statements);
  }

  /** Takes statements of one level, oldest first. Within a message, those whose time is known come first. */
  take(level: readonly Statement[]): void {
    const others = level.filter((row) => !this.#joinsNear(row));
    for (const rows of Map.groupBy(others, ({ messageId }) => messageId).values()) {
      const unknown = rows.filter((row) => !this.#joinsNear(row));
      for (const row of unknown) if (!this.#joinsNear(row)) this.#add(row, this.#placeOf(row));
    }
  }

  /** Adds the row to the result of its time. Without OBX-14, OBR-7 is a guess. */
  #joinsNear(row: Statement): boolean {
    const near = this.#near(minuteOf(row));
    const isGuess =
      ownMinuteOf(row) === undefined &&
      !this.#timed.has(row.messageId) &&
      isSettled(row.observation, row.part);
    if (near === undefined || (isGuess && !near.hasUntimed)) return false;
    this.#add(row, near);
    return true;
  }

  #near(minute: number | undefined): TimedResult | undefined {
    if (minute === undefined) return undefined;
    for (let distance = 0; distance < NEAR_MINUTES; distance++) {
      const near = this.#byMinute.get(minute - distance) ?? this.#byMinute.get(minute + distance);
      if (near !== undefined) return near;
    }
    return undefined;
  }

  /** The result with another time, or without one, that the row restates. Undefined for a result of its own. */
  #placeOf(row: Statement): TimedResult | undefined {
    const stated = this.#stated.get(row.messageId);
    const free = this.#results.length - (stated?.size ?? 0);
    if (free === 0) return undefined;
    const isNews = ownMinuteOf(row) !== undefined && !isMarked(row);
    const [alike, ...others] = this.#alike(row).filter((one) => !isNews || mayBecome(one, row));
    if (alike !== undefined && others.length === 0) return alike;
    if (free === 1 && (!isNews || this.#results.length === 1)) {
      const only = this.#results.find((one) => stated?.has(one) !== true);
      return only !== undefined && (!isNews || mayBecome(only, row)) ? only : undefined;
    }
    const isReleased = row.part.released?.includes('set-unclear') === true;
    if (!isNews && !row.isWithdrawn && isSettled(row.observation, row.part) && !isReleased)
      this.unclear.add(row.messageId);
    return undefined;
  }

  /** The results with this value that the message does not state otherwise. */
  #alike({ observation, messageId }: Statement): TimedResult[] {
    const known = this.#byValues.get(valuesOf(observation));
    if (known === undefined || known.size > MAX_ALIKE || observation.values.length === 0) return [];
    const stated = this.#stated.get(messageId);
    return [...known].filter(
      (one) =>
        stated?.has(one) !== true &&
        one.statements.some((other) => isSameResult(other.observation, observation)),
    );
  }

  #add(row: Statement, known: TimedResult | undefined): void {
    const result = known ?? { statements: [], hasUntimed: false };
    if (known === undefined) this.#results.push(result);
    result.statements.push(row);
    if (ownMinuteOf(row) === undefined) result.hasUntimed = true;
    const minute = minuteOf(row);
    if (minute !== undefined && !this.#byMinute.has(minute)) this.#byMinute.set(minute, result);
    addTo(this.#byValues, valuesOf(row.observation), result);
    addTo(this.#stated, row.messageId, result);
  }
}

function addTo(index: Map<string, Set<TimedResult>>, key: string, result: TimedResult): void {
  const there = index.get(key);
  if (there === undefined) index.set(key, new Set([result]));
  else there.add(result);
}

/** Whether OBX-11 or OBR-25 marks the row as a correction. */
const isMarked = (row: Statement): boolean => row.part.status === 'C' || saysCorrection(row);

/**
 * Whether an unmarked statement may restate a result of another time: a LIS that repeats an analyzer, or a
 * preliminary result that became this final one.
 */
function mayBecome({ statements }: TimedResult, row: Statement): boolean {
  if (row.isWithdrawn) return true;
  const isAnother = ({ part }: Statement): boolean => part.isFromAnalyzer !== row.part.isFromAnalyzer;
  if (isSettled(row.observation, row.part))
    return statements.every((one) => isAnother(one) || one.observation.values.length === 0);
  return (
    statements.every(({ observation, part }) => isSettled(observation, part)) &&
    statements.some((one) => orderOf([row, one]).compareClocks(row, one) <= 0)
  );
}
