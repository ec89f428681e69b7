import type { Concept } from '../../model/concept.ts';
import type { Observation } from '../../model/observation.ts';
import type { ReportPart } from '../../model/report.ts';
import { corrects } from '../find/unnumbered-report.ts';
import { toStatement } from '../statements/statement.ts';
import { orderOf } from '../statements/statement-order.ts';
import { areOneUnit, unitNamesOf } from './same-result.ts';

/** A test with every result that states it. */
interface StatedTest {
  readonly statements: readonly { readonly part: ReportPart; readonly observation: Observation }[];
}

/**
 * Pairs of tests that are one although they share no code that was sent: a test that begins with a correction or a
 * withdrawal, and the only reported test with the same name and unit, or with the same code by the site's
 * map. Laboratories change the coding of a test between its result and the correction. `isApart`: two tests
 * are known to be two. `areOne`: tests are known to be one; default: it is a single one.
 */
export function testsByName<T extends StatedTest>(
  tests: readonly T[],
  isApart: (a: T, b: T) => boolean,
  areOne: (tests: readonly T[]) => boolean = ({ length }) => length === 1,
): (readonly [corrected: T, reported: T])[] {
  return testsMeantByName(tests, isApart).flatMap(([test, meant]) =>
    areOne(meant) ? meant.slice(0, 1).map((one) => [test, one] as const) : [],
  );
}

/** For each test that begins with a correction or a withdrawal, all reported tests that its name, unit or mapped code fits. */
export function testsMeantByName<T extends StatedTest>(
  tests: readonly T[],
  isApart: (a: T, b: T) => boolean,
): (readonly [corrected: T, reported: readonly T[]])[] {
  const corrected = tests.filter(isFirstCorrected);
  if (corrected.length === 0 || corrected.length === tests.length) return [];
  const reported = new Map<string, Set<T>>();
  for (const test of tests.filter((one) => !corrected.includes(one)))
    for (const calling of callingsOf(test))
      reported.set(calling, (reported.get(calling) ?? new Set()).add(test));
  return corrected.flatMap((test) => {
    const alike = new Set(callingsOf(test).flatMap((calling) => [...(reported.get(calling) ?? [])]));
    const meant = [...alike].filter((other) => !isApart(test, other) && haveOneUnit(test, other));
    return meant.length === 0 ? [] : [[test, meant] as const];
  });
}

/**
 * Whether the test has no original of its own: every statement about it corrects it or takes it back, or the clocks put
 * all others after its first correction. An `X` before a result is an order that was not carried out yet.
 */
export function isFirstCorrected({ statements }: StatedTest): boolean {
  const { true: corrections = [], false: others = [] } = Object.groupBy(
    statements,
    ({ part, observation }) => `${corrects(part, observation)}` as const,
  );
  if (others.length === 0) return true;
  const marks = corrections.filter(({ observation }) => observation.status !== 'X').map(dated);
  const [mark, ...more] = marks;
  if (mark === undefined) return false;
  const later = others.map(dated);
  const { compareClocks } = orderOf([...marks, ...later]);
  const first = more.reduce((one, other) => (compareClocks(other, one) < 0 ? other : one), mark);
  return later.every((other) => compareClocks(first, other) < 0);
}

const dated = ({ part, observation }: StatedTest['statements'][number]) =>
  toStatement(observation, { part, observations: [], isWithdrawn: false });

/** The names and codes of a test, those of the map too. */
const callingsOf = ({ statements }: StatedTest): string[] => [
  ...new Set(statements.flatMap(({ observation }) => callings(observation.code))),
];

const callings = ({ codings, text }: Concept): string[] => [
  ...codings.map(({ code, system }) => JSON.stringify([code.toUpperCase(), system ?? null])),
  ...[text, ...codings.filter(({ isMapped }) => isMapped !== true).map(({ display }) => display)].flatMap(
    (name) => (name === undefined ? [] : [name.trim().toUpperCase()]),
  ),
];

const haveOneUnit = (a: StatedTest, b: StatedTest): boolean => areOneUnit(unitsOf(a), unitsOf(b));

const unitsOf = ({ statements }: StatedTest): string[] => [
  ...new Set(statements.flatMap(({ observation }) => unitNamesOf(observation))),
];
