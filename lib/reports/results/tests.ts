import type { Coding } from '../../model/concept.ts';
import type { Observation } from '../../model/observation.ts';
import { codesOf, type Said, sentCodings } from '../statements/statement.ts';

/**
 * Groups results by test. Two codes (OBX-3) are one test if they share a coding and differ in no coding
 * system; codes that the site's map adds are ignored. Two codes of one message are two tests, and a code that
 * fits several tests is joined with none. A test that has a name (`withEqualTests`) is joined with no other. A code of very many tests tells none of them.
 */
export class Tests {
  readonly #known = new Map<string, Test>();
  /** The tests by each code that they have. */
  readonly #byCode = new Map<string, Set<Test>>();

  readonly #wordedCodes: ReadonlySet<string>;
  readonly #crowdedCodes: ReadonlySet<string>;

  constructor(said: readonly Said[]) {
    this.#wordedCodes = wordedCodesIn(said);
    this.#crowdedCodes = crowdedCodesIn(said);
    for (const { part, observations } of said)
      for (const observation of observations) {
        const name = this.#nameOf(observation);
        const codings = observation.test === undefined ? sentCodings(observation) : [];
        const test = this.#known.get(name) ?? this.#take(name, codings, part.messageId);
        test.messages.add(part.messageId);
      }
  }

  /** The name of the test; the same for all results of one test. */
  of(observation: Observation): string {
    const name = this.#nameOf(observation);
    return this.#known.get(name)?.name ?? name;
  }

  #nameOf(observation: Pick<Observation, 'code' | 'test'>): string {
    const name = codesOf(observation);
    return this.#wordedCodes.has(name) ? `${name}~${observation.code.text ?? ''}` : name;
  }

  #take(name: string, codings: readonly Coding[], messageId: string): Test {
    const telling = codings.filter(({ code }) => !this.#crowdedCodes.has(code));
    const near = new Set(telling.flatMap(({ code }) => [...(this.#byCode.get(code) ?? [])]));
    const fitting = [...near].filter(
      (test) =>
        !test.messages.has(messageId) && test.codes.isCompatible(codings) && test.codes.shares(codings),
    );
    const [only] = fitting;
    const test: Test =
      only !== undefined && fitting.length === 1
        ? only
        : { name, codes: new TestCodes(), messages: new Set() };
    test.codes.add(codings);
    this.#known.set(name, test);
    for (const { code } of telling) {
      const there = this.#byCode.get(code);
      if (there === undefined) this.#byCode.set(code, new Set([test]));
      else there.add(test);
    }
    return test;
  }
}

/** Codes that one message uses for several tests and distinguishes only by words, for example `00000-0`. */
function wordedCodesIn(said: readonly Said[]): ReadonlySet<string> {
  const worded = new Set<string>();
  for (const { observations } of said) {
    const words = new Map<string, string | undefined>();
    for (const observation of observations) {
      const name = codesOf(observation);
      const { text } = observation.code;
      if (words.has(name) && words.get(name) !== text) worded.add(name);
      words.set(name, text);
    }
  }
  return worded;
}

/** The work for a code grows with the number of its tests, so it is bounded. */
const MOST_OF_ONE_CODE = 50;

/** Codes that very many differently coded results have, for example a common code before the LOINC of each. */
function crowdedCodesIn(said: readonly Said[]): ReadonlySet<string> {
  const names = new Map<string, Set<string>>();
  for (const { observations } of said)
    for (const observation of observations) {
      const name = codesOf(observation);
      for (const { code } of sentCodings(observation)) {
        const there = names.get(code);
        if (there === undefined) names.set(code, new Set([name]));
        else there.add(name);
      }
    }
  return new Set([...names].filter(([, { size }]) => size > MOST_OF_ONE_CODE).map(([code]) => code));
}

interface Test {
  readonly name: string;
  readonly codes: TestCodes;
  readonly messages: Set<string>;
}

/** The codings of one test, in all messages. */
class TestCodes {
  readonly #systemsByCode = new Map<string, Set<string | undefined>>();
  readonly #codesBySystem = new Map<string, Set<string>>();

  add(codings: readonly Coding[]): void {
    for (const { code, system } of codings) {
      const systems = this.#systemsByCode.get(code) ?? new Set();
      this.#systemsByCode.set(code, systems.add(system));
      if (system === undefined) continue;
      const codes = this.#codesBySystem.get(system) ?? new Set();
      this.#codesBySystem.set(system, codes.add(code));
    }
  }

  /** Whether one of the codings is a coding of the test. A missing system fits any. */
  shares(codings: readonly Coding[]): boolean {
    return codings.some(({ code, system }) => {
      const systems = this.#systemsByCode.get(code);
      return systems !== undefined && (system === undefined || systems.has(system) || systems.has(undefined));
    });
  }

  /** Whether the test has no other code in a system of the codings. */
  isCompatible(codings: readonly Coding[]): boolean {
    return codings.every(({ code, system }) => {
      const codes = system === undefined ? undefined : this.#codesBySystem.get(system);
      return codes === undefined || (codes.size === 1 && codes.has(code));
    });
  }
}
