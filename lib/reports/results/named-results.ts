import { compareNumbers, type SpecimenNumbers } from '../specimens/specimen-numbers.ts';
import type { IsDraw } from '../specimens/times-of-draws.ts';
import { isSettled, type Statement, saysCorrection, testOf } from '../statements/statement.ts';
import { orderOf } from '../statements/statement-order.ts';
import { type Naming, namingsOf, tells } from './result-names.ts';
import { isSameResult, valuesOf } from './same-result.ts';

export interface NamedResults {
  /** The statements about the test, separated by result; each list in the order given. */
  readonly results: readonly (readonly Statement[])[];
  /** Ids of messages with a result that may mean several of these, and nothing tells which. */
  readonly unclear: ReadonlySet<string>;
}

/**
 * Divides the statements about one test by the result that they state. OBX-14, OBX-18, OBX-17, OBX-21
 * or OBX-6 tells results apart: a glucose tolerance test under one OBR-7, or one sample on two instruments. An unmarked
 * statement with another OBX-14 states another result (HL7 v2.5.1 section 7.4.2.14). OBX-4 and the lines of a
 * text do not divide. The statements are given oldest first, and stay in that order.
 */
export function namedResultsOf(statements: readonly Statement[], isDraw: IsDraw = () => false): NamedResults {
  const unclear = new Set<string>();
  let results: readonly (readonly Statement[])[] = [statements];
  for (const naming of namingsOf(statements))
    results = results.flatMap((own) => {
      if (!tells(naming, own)) return [own];
      const named = new ResultsInTheMaking(own, naming, isDraw);
      for (const level of levelsOf(own)) named.take(level);
      for (const message of named.unclear) unclear.add(message);
      const places = new Map(own.map((statement, place) => [statement, place]));
      const placeOf = (statement: Statement): number => places.get(statement) ?? 0;
      return named.results.map((one) => one.toSorted((x, y) => placeOf(x) - placeOf(y)));
    });
  return { results, unclear };
}

/** Settled statements come first: they say which results there are. */
function levelsOf(statements: readonly Statement[]): Statement[][] {
  const levels = Map.groupBy(statements, ({ isWithdrawn, observation, part }) =>
    isWithdrawn ? 2 : isSettled(observation, part) ? 0 : 1,
  );
  return ([0, 1, 2] as const).map((level) => levels.get(level) ?? []);
}

/** One of the results of a test. */
interface NamedResult {
  readonly statements: Statement[];
  /** Some statement does not name it. */
  hasUnnamed: boolean;
}

/** If more results than this have the same value, the value does not show which one is meant. */
const MAX_ALIKE = 20;

class ResultsInTheMaking implements NamedResults {
  readonly unclear = new Set<string>();
  readonly #results: NamedResult[] = [];
  readonly #naming: Naming;
  readonly #isDraw: IsDraw;
  /** Every statement names a draw of the series. */
  #areDraws = true;
  readonly #byName = new Map<string, NamedResult>();
  readonly #byValues = new Map<string, Set<NamedResult>>();
  /** The results that each message states. */
  readonly #stated = new Map<string, Set<NamedResult>>();
  /** Messages that name some result themselves. */
  readonly #explicit: ReadonlySet<string>;
  /** A message has several results of the test, so it is a series. */
  readonly #isSeries: boolean;

  constructor(statements: readonly Statement[], naming: Naming, isDraw: IsDraw) {
    this.#naming = naming;
    this.#isDraw = isDraw;
    const named = statements.filter((one) => naming.own(one) !== undefined);
    this.#explicit = new Set(named.map(({ messageId }) => messageId));
    this.#isSeries = new Set(statements.map(({ messageId }) => messageId)).size < statements.length;
  }

  get results(): readonly (readonly Statement[])[] {
    return this.#results.map(({ statements }) => statements);
  }

  /** Takes statements of one level, oldest first. Within a message, those whose name is known come first. */
  take(level: readonly Statement[]): void {
    const others = level.filter((row) => !this.#joinsNamed(row));
    for (const rows of Map.groupBy(others, ({ messageId }) => messageId).values()) {
      const unknown = rows.filter((row) => !this.#joinsNamed(row));
      for (const row of unknown) if (!this.#joinsNamed(row)) this.#add(row, this.#placeOf(row));
    }
  }

  /**
   * Adds the row to the result that has its name. False if there is none. An assumed name is a guess if the
   * message names no result: a settled row then joins only a result with unnamed rows.
   */
  #joinsNamed(row: Statement): boolean {
    const known = this.#known(this.#nameOf(row));
    const isGuess =
      this.#naming.own(row) === undefined &&
      !this.#explicit.has(row.messageId) &&
      isSettled(row.observation, row.part);
    if (known === undefined || (isGuess && !known.hasUnnamed)) return false;
    this.#add(row, known);
    return true;
  }

  #nameOf(row: Statement): string | undefined {
    return this.#naming.own(row) ?? this.#naming.assumed(row);
  }

  #known(name: string | undefined): NamedResult | undefined {
    if (name === undefined) return undefined;
    const found = this.#naming.alike(name).find((one) => this.#byName.has(one));
    return found === undefined ? undefined : this.#byName.get(found);
  }

  /** The result with another name, or without one, that the row restates. Undefined for a result of its own. */
  #placeOf(row: Statement): NamedResult | undefined {
    const stated = this.#stated.get(row.messageId);
    const free = this.#results.length - (stated?.size ?? 0);
    if (free === 0) return undefined;
    const isNews =
      this.#naming.isNewsByName &&
      this.#naming.own(row) !== undefined &&
      (!isMarked(row) ||
        (!saysCorrection(row) &&
          (this.#naming.isNewsInCorrected === true ||
            this.#statesKnownNames(row) ||
            (this.#areDraws && this.#isDraw(row)))));
    const [alike, ...others] = this.#alike(row).filter(
      (one) => !isNews || mayBecome(one, row) || (!this.#isSeries && isOfSameTube(one, row)),
    );
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

  /**
   * Whether other tests of the row's order have the name of a known result: this draw (OBX-14) is there as before, so the
   * row, which is final and only its report is corrected (OBR-25), is of another draw.
   */
  #statesKnownNames(row: Statement): boolean {
    const known = new Set([...this.#byName.keys()].flatMap((name) => this.#naming.alike(name)));
    const test = testOf(row.observation);
    return row.part.observations.some(
      (observation) =>
        testOf(observation) !== test && known.has(this.#naming.own({ ...row, observation }) ?? ''),
    );
  }

  /** The results with this value that the message does not state otherwise. */
  #alike({ observation, messageId }: Statement): NamedResult[] {
    const known = this.#byValues.get(valuesOf(observation));
    if (known === undefined || known.size > MAX_ALIKE || observation.values.length === 0) return [];
    const stated = this.#stated.get(messageId);
    return [...known].filter(
      (one) =>
        stated?.has(one) !== true &&
        one.statements.some((other) => isSameResult(other.observation, observation)),
    );
  }

  #add(row: Statement, known: NamedResult | undefined): void {
    const result = known ?? { statements: [], hasUnnamed: false };
    if (known === undefined) this.#results.push(result);
    result.statements.push(row);
    this.#areDraws &&= this.#isDraw(row);
    if (this.#naming.own(row) === undefined) result.hasUnnamed = true;
    const name = this.#nameOf(row);
    if (name !== undefined && !this.#byName.has(name)) this.#byName.set(name, result);
    addTo(this.#byValues, valuesOf(row.observation), result);
    addTo(this.#stated, row.messageId, result);
  }
}

function addTo(index: Map<string, Set<NamedResult>>, key: string, result: NamedResult): void {
  const there = index.get(key);
  if (there === undefined) index.set(key, new Set([result]));
  else there.add(result);
}

/** Whether OBX-11 or OBR-25 marks the row as a correction. */
const isMarked = (row: Statement): boolean => row.part.status === 'C' || saysCorrection(row);

/**
 * Whether a result with this value is of the same tube and collection (SPM-2, OBR-7): a tube is collected once, so another
 * OBX-14 is a time of analysis or verification.
 */
const isOfSameTube = ({ statements }: NamedResult, { part }: Statement): boolean =>
  statements.some(
    ({ part: other }) =>
      other.observed?.iso === part.observed?.iso &&
      compareNumbers(numbersOf(other), numbersOf(part)) === 'same',
  );

const numbersOf = ({ specimens }: Statement['part']): readonly SpecimenNumbers[] =>
  specimens.map(({ placerId, fillerId, containerId }) => [
    placerId?.value,
    fillerId?.value,
    containerId?.value,
  ]);

/**
 * Whether an unmarked statement may restate a result of another name: a LIS that repeats an analyzer, or a
 * preliminary result that became this final one.
 */
function mayBecome({ statements }: NamedResult, row: Statement): boolean {
  if (row.isWithdrawn) return true;
  const isAnother = ({ part }: Statement): boolean => part.isFromAnalyzer !== row.part.isFromAnalyzer;
  if (isSettled(row.observation, row.part))
    return statements.every((one) => isAnother(one) || one.observation.values.length === 0);
  return (
    statements.every(({ observation, part }) => isSettled(observation, part)) &&
    statements.some((one) => orderOf([row, one]).compareClocks(row, one) <= 0)
  );
}
