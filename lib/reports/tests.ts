import type { Coding } from '../model/concept.ts';
import type { Observation } from '../model/observation.ts';
import { codesOf, type Said, sentCodings } from './statement.ts';

/**
 * Groups results by test. Two codes (OBX-3) are one test if they share a coding and differ in no coding
 * system; codes that the site's map adds are ignored. Two codes of one message are two tests, and a code that
 * fits several tests is joined with none.
 */
export class Tests {
  readonly #known = new Map<string, Test>();
  /** The tests by each code that they have. */
  readonly #byCode = new Map<string, Set<Test>>();

  readonly #wordedCodes: ReadonlySet<string>;

  constructor(said: readonly Said[]) {
    this.#wordedCodes = wordedCodesIn(said);
    for (const { part, observations } of said)
      for (const { code } of observations) {
        const name = this.#nameOf({ code });
        const test = this.#known.get(name) ?? this.#take(name, sentCodings({ code }), part.messageId);
        test.messages.add(part.messageId);
      }
  }

  /** The name of the test; the same for all results of one test. */
  of(observation: Observation): string {
    const name = this.#nameOf(observation);
    return this.#known.get(name)?.name ?? name;
  }

  #nameOf(observation: Pick<Observation, 'code'>): string {
    const name = codesOf(observation);
    return this.#wordedCodes.has(name) ? `${name}~${observation.code.text ?? ''}` : name;
  }

  #take(name: string, codings: readonly Coding[], messageId: string): Test {
    const near = new Set(codings.flatMap(({ code }) => [...(this.#byCode.get(code) ?? [])]));
    const fitting = [...near].filter(
      (test) =>
        !test.messages.has(messageId) &&
        test.codes.every((other) => isCompatible(other, codings)) &&
        test.codes.some((other) => shares(other, codings)),
    );
    const [only] = fitting;
    const test: Test =
      only !== undefined && fitting.length === 1 ? only : { name, codes: [], messages: new Set() };
    test.codes.push(codings);
    this.#known.set(name, test);
    for (const { code } of codings) this.#byCode.set(code, (this.#byCode.get(code) ?? new Set()).add(test));
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

interface Test {
  readonly name: string;
  readonly codes: (readonly Coding[])[];
  readonly messages: Set<string>;
}

const shares = (a: readonly Coding[], b: readonly Coding[]): boolean =>
  a.some((one) => b.some((other) => one.code === other.code && isOneSystem(one, other)));

const isOneSystem = (a: Coding, b: Coding): boolean =>
  a.system === undefined || b.system === undefined || a.system === b.system;

const isCompatible = (a: readonly Coding[], b: readonly Coding[]): boolean =>
  !a.some((one) =>
    b.some((other) => one.system !== undefined && one.system === other.system && one.code !== other.code),
  );
