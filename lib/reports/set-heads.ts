import type { Observation } from '../model/observation.ts';
import { organismCodes } from '../model/organisms.ts';
import { isSusceptibility } from '../model/susceptibility.ts';
import type { Said } from './statement.ts';
import type { Tests } from './tests.ts';

/**
 * The tests whose results head other results of their OBX-4, for example the isolates of a culture with their
 * susceptibilities. A head is known by its LOINC code. Otherwise its results, words or codes, come first under
 * their OBX-4 with others behind, and one of these holds: they are under two OBX-4 or more, so that they tell
 * isolates apart; or susceptibilities stand behind.
 */
export function headTestsIn(said: readonly Said[], tests: Tests): ReadonlySet<string> {
  const heads = new Set<string>();
  const others = new Set<string>();
  for (const { observations } of said) {
    const groups = Map.groupBy(
      observations.filter(({ subId }) => subId !== undefined),
      ({ subId }) => subId,
    );
    if (groups.size === 0) continue;
    /** How many OBX-4 a test comes first in, and whether other results stand behind it. */
    const firsts = new Map<string, { count: number; isFollowed: boolean }>();
    for (const [first, ...rest] of groups.values()) {
      if (first === undefined) continue;
      const test = tests.of(first);
      if (isOrganism(first)) heads.add(test);
      const behind = rest.filter((one) => tests.of(one) !== test);
      for (const one of behind) others.add(tests.of(one));
      if (!mayHead(first)) continue;
      const { count = 0, isFollowed = false } = firsts.get(test) ?? {};
      firsts.set(test, { count: count + 1, isFollowed: isFollowed || behind.length > 0 });
      if (behind.some(isSusceptibility)) heads.add(test);
    }
    for (const [test, { count, isFollowed }] of firsts) if (count > 1 && isFollowed) heads.add(test);
  }
  return new Set([...heads].filter((test) => !others.has(test)));
}

const isOrganism = ({ code }: Observation): boolean =>
  code.codings.some((coding) => organismCodes.has(coding.code));

/** A number is never a head, and neither is a part of a text. */
const mayHead = ({ valueType, values }: Observation): boolean =>
  valueType !== 'TX' &&
  valueType !== 'FT' &&
  values.length > 0 &&
  values.every(({ kind }) => kind === 'coded' || kind === 'text');
