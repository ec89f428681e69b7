import type { Observation } from '../model/observation.ts';
import { organismCodes } from '../model/organisms.ts';
import type { Said } from './statement.ts';
import type { Tests } from './tests.ts';

/**
 * The tests whose results head other results of their OBX-4, for example the isolates of a culture with their
 * susceptibilities. A head is known by its LOINC code. Otherwise each of its results comes first under an
 * OBX-4 of its own, with words or a code as its value and others after it.
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
    const firsts = new Map<string, number>();
    for (const [first, ...rest] of groups.values()) {
      if (first === undefined) continue;
      const test = tests.of(first);
      if (isOrganism(first)) heads.add(test);
      const behind = rest.map((one) => tests.of(one)).filter((other) => other !== test);
      for (const other of behind) others.add(other);
      if (behind.length > 0 && mayHead(first)) firsts.set(test, (firsts.get(test) ?? 0) + 1);
    }
    for (const [test, count] of firsts) if (count > 1) heads.add(test);
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
