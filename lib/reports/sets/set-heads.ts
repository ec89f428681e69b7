import type { Observation } from '../../model/observation.ts';
import { mayBeOrganism, organismCodes } from '../../model/organisms.ts';
import { isSusceptibility } from '../../model/susceptibility.ts';
import type { Tests } from '../results/tests.ts';
import type { Said } from '../statements/statement.ts';
import { above } from './head-members.ts';

export interface SetHeads {
  /** The tests whose results head others, for example the isolates of a culture with their susceptibilities. */
  readonly tests: ReadonlySet<string>;
  /** Tests that belong to no head although they share its OBX-4, for example a Gram stain. */
  readonly apart: ReadonlySet<string>;
  /** Whether the heads are organisms: by their codes, or because susceptibilities stand behind them. */
  readonly areIsolates: boolean;
}

/** The rows of one OBX-4 in one message, with those under its dots (`1.1` under `1`). */
type Group = readonly Observation[];

/**
 * Finds the tests that head the results of their OBX-4. A head is known by its LOINC code, or it is the name that
 * stands last before the susceptibilities of its OBX-4. Without both, it comes first under two OBX-4 or more with
 * others behind. A message without any OBX-4 has a head if its only organism stands before nothing but
 * susceptibilities. The messages are read in the order in which they were said.
 */
export function setHeadsIn(said: readonly Said[], tests: Tests): SetHeads {
  const isNumbered = said.some(({ observations }) => observations.some(({ subId }) => subId !== undefined));
  const messages = said.map(({ observations }) => groupsIn(observations, isNumbered));
  const named = new Set(
    said.flatMap(({ observations }, index) => {
      const hasNumbers = observations.some(({ subId }) => subId !== undefined);
      const heads = hasNumbers ? (messages[index] ?? []).map(headOf) : [onlyHeadOf(observations)];
      return heads.flatMap((head) => (head === undefined ? [] : tests.of(head)));
    }),
  );
  if (named.size === 0 && !isNumbered) return { tests: named, apart: new Set(), areIsolates: false };
  const heads = named.size > 0 ? withoutOthers(named, messages.flat(), tests) : firstsIn(messages, tests);
  const hasNumber = said.some(({ observations }) =>
    observations.some((one) => one.subId !== undefined && heads.has(tests.of(one))),
  );
  const groups = hasNumber ? messages : said.map(({ observations }) => [observations]);
  return {
    tests: heads,
    apart: apartFrom(heads, { messages: groups, tests, isNumbered: hasNumber }),
    areIsolates: named.size > 0,
  };
}

function groupsIn(observations: readonly Observation[], isNumbered: boolean): Group[] {
  if (!isNumbered) return [observations];
  const numbered = observations.filter(({ subId }) => subId !== undefined);
  const known = new Set(numbered.map(({ subId }) => subId));
  const groups = Map.groupBy(
    numbered,
    ({ subId = '' }) => above(subId).find((one) => known.has(one)) ?? subId,
  );
  return [...groups.values()];
}

/** The organism of an OBX-4. A code stands before words. */
function headOf(group: Group): Observation | undefined {
  const organism = group.find(isOrganism);
  if (organism !== undefined) return organism;
  const names = group.slice(0, Math.max(0, group.findIndex(isSusceptibility))).filter(isName);
  return names.findLast(isCoded) ?? names.at(-1);
}

/** The only organism of a message without OBX-4. Nothing but its susceptibilities and comments stand behind. */
function onlyHeadOf(group: Group): Observation | undefined {
  const head = headOf(group);
  if (head === undefined || !(isCoded(head) || isOrganism(head))) return undefined;
  const behind = group.slice(group.indexOf(head) + 1);
  const isOfHead = (one: Observation): boolean => isSusceptibility(one) || isFreeText(one);
  return behind.some(isSusceptibility) && behind.every(isOfHead) ? head : undefined;
}

/** A test that stands behind another head heads nothing. */
function withoutOthers(heads: ReadonlySet<string>, groups: readonly Group[], tests: Tests): Set<string> {
  const others = new Set<string>();
  for (const group of groups) {
    const [head, ...behind] = group.map((one) => tests.of(one)).filter((test) => heads.has(test));
    for (const test of behind) if (test !== head) others.add(test);
  }
  return new Set([...heads].filter((test) => !others.has(test)));
}

/** Tests whose words or codes come first under two OBX-4 of a message, with others behind. */
function firstsIn(messages: readonly (readonly Group[])[], tests: Tests): Set<string> {
  const heads = new Set<string>();
  const others = new Set<string>();
  for (const groups of messages) {
    const firsts = new Map<string, { count: number; isFollowed: boolean }>();
    for (const [first, ...rest] of groups) {
      if (first === undefined) continue;
      const test = tests.of(first);
      const behind = rest.map((one) => tests.of(one)).filter((other) => other !== test);
      for (const other of behind) others.add(other);
      if (!mayHead(first)) continue;
      const { count = 0, isFollowed = false } = firsts.get(test) ?? {};
      firsts.set(test, { count: count + 1, isFollowed: isFollowed || behind.length > 0 });
    }
    for (const [test, { count, isFollowed }] of firsts) if (count > 1 && isFollowed) heads.add(test);
  }
  return new Set([...heads].filter((test) => !others.has(test)));
}

/**
 * Tests that stand before the head of their OBX-4, or are first said before any head is. Susceptibilities always
 * belong to a head, and so do tests that stand behind one in any message. Without OBX-4 nothing else does.
 */
function apartFrom(
  heads: ReadonlySet<string>,
  {
    messages,
    tests,
    isNumbered,
  }: {
    readonly messages: readonly (readonly Group[])[];
    readonly tests: Tests;
    readonly isNumbered: boolean;
  },
): Set<string> {
  const apart = new Set<string>();
  const ofHeads = new Set<string>();
  let isHeadSaid = false;
  for (const groups of messages) {
    isHeadSaid ||= groups.some((group) => group.some((one) => heads.has(tests.of(one))));
    for (const group of groups) {
      const head = group.findIndex((one) => heads.has(tests.of(one)));
      for (const [at, one] of group.entries()) {
        if (isSusceptibility(one) || (head >= 0 && at > head)) ofHeads.add(tests.of(one));
        else if (at < head || !isHeadSaid || !isNumbered) apart.add(tests.of(one));
      }
    }
  }
  return new Set([...apart].filter((test) => !ofHeads.has(test) && !heads.has(test)));
}

const isOrganism = ({ code }: Observation): boolean =>
  code.codings.some((coding) => organismCodes.has(coding.code));

const isFreeText = ({ valueType }: Observation): boolean => valueType === 'TX' || valueType === 'FT';

/** A number is never a head, and neither is a part of a text. */
const mayHead = (one: Observation): boolean =>
  !isFreeText(one) &&
  one.values.length > 0 &&
  one.values.every(({ kind }) => kind === 'coded' || kind === 'text');

const isName = (one: Observation): boolean => mayHead(one) && one.values.every(mayBeOrganism);

const isCoded = ({ values }: Observation): boolean => values.every(({ kind }) => kind === 'coded');
