import { correctedBesideFinal } from '../statements/beside-original.ts';
import type { StatedResult } from '../statements/stated-results.ts';
import { saysElse } from '../statements/unmarked-correction.ts';
import { type Member, newestSubId, subIdOf } from './set-member.ts';

/**
 * The final rows of a message that only repeat the original of the corrected row beside them, with the result that they
 * are of: the only one known under their OBX-4, which had their value. The corrected row then is of the same result.
 */
export function repeatedOriginals(
  rows: readonly StatedResult[],
  active: readonly Member[],
): ReadonlyMap<StatedResult, Member> {
  const corrected = new Set(rows.length < 2 ? [] : correctedBesideFinal(rows.map(({ lead }) => lead)));
  const originals = new Map<StatedResult, Member>();
  for (const row of rows) {
    if (!corrected.has(row.lead)) continue;
    const beside = rows.filter((other) => other !== row && subIdOf(other) === subIdOf(row));
    const known = active.filter((member) => newestSubId(member) === subIdOf(row));
    const [original, ...otherRows] = beside;
    const [only, ...otherMembers] = known;
    if (original === undefined || only === undefined || otherRows.length > 0 || otherMembers.length > 0)
      continue;
    if (only.stated.some((one) => !saysElse(one, original))) originals.set(original, only);
  }
  return originals;
}

/** Adds a row as a repetition of the newest statement with its value. */
export function repeat({ stated }: Member, row: StatedResult): void {
  const at = stated.findLastIndex((one) => !saysElse(one, row));
  const same = stated[at];
  if (same !== undefined) stated[at] = { ...same, repeats: [...same.repeats, ...row.repeats, row.lead] };
}
