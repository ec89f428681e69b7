import { valuesOf } from '../results/same-result.ts';
import type { StatedResult } from '../statements/stated-results.ts';
import { isTakenBack, saysCorrection } from '../statements/statement.ts';
import { hasSameValue, keyed, type Matched, needsOriginal, pair } from './pair-rows.ts';
import { type Member, newest, newestSubId, subIdOf } from './set-member.ts';

/**
 * Rows of an analyzer are matched by OBX-21; without OBX-21, by OBX-4 in their order. A correction belongs to
 * its own run, to the one with its value, or to the only one.
 */
export function matchRuns(rows: readonly StatedResult[], members: readonly Member[]): Matched {
  const by = new Map<StatedResult, Member>();
  const runOf = ({ lead }: StatedResult): string | undefined => lead.observation.run;
  const runsOf = ({ opened, stated }: Member): string[] => [
    ...new Set([opened, ...stated].map((one) => runOf(one) ?? '')),
  ];
  pair(rows, members, { keyOf: runOf, keysOf: (member) => runsOf(member).filter((run) => run !== '') }, by);
  const unnamed = members.filter((member) => runsOf(member).includes(''));
  const correctsOne = (row: StatedResult): boolean =>
    needsOriginal(row) && row.lead.observation.status !== 'X' && runOf(row) === undefined;
  if (rows.some(correctsOne)) {
    const valueKey = (row: StatedResult): string | undefined =>
      runOf(row) === undefined && row.lead.observation.values.length > 0
        ? keyed(valuesOf(row.lead.observation), subIdOf(row))
        : undefined;
    pair(rows, unnamed, { keyOf: valueKey, match: hasSameValue }, by);
  }
  const [open, there] = [countBySubId(rows.filter((row) => !by.has(row))), countOfMembers(unnamed, by)];
  const mayMeanSeveral = (row: StatedResult): boolean =>
    correctsOne(row) && (there.get(subIdOf(row)) ?? 0) > (open.get(subIdOf(row)) ?? 0);
  pair(
    rows,
    unnamed,
    {
      keyOf: (row) => (runOf(row) === undefined && !mayMeanSeveral(row) ? subIdOf(row) : undefined),
      keysOf: (member) => [newestSubId(member) ?? ''],
    },
    by,
  );
  const taken = new Set(by.values());
  const possible = Map.groupBy(
    members.filter((member) => !taken.has(member)),
    newestSubId,
  );
  let isAmbiguous = false;
  for (const row of rows) {
    if (by.has(row) || !(saysCorrection(row.lead) || correctsOne(row))) continue;
    const [only, ...others] = possible.get(subIdOf(row)) ?? [];
    if (only !== undefined && others.length === 0) {
      by.set(row, only);
      possible.delete(subIdOf(row));
    } else isAmbiguous ||= others.length > 0 || (isTakenBack(row.lead.observation) && possible.size > 0);
  }
  return { by, byValue: new Set(), isAmbiguous };
}

function countBySubId(rows: readonly StatedResult[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const row of rows) counts.set(subIdOf(row), (counts.get(subIdOf(row)) ?? 0) + 1);
  return counts;
}

/** How many members have each OBX-4, without those that are matched. */
function countOfMembers(
  members: readonly Member[],
  by: ReadonlyMap<StatedResult, Member>,
): ReadonlyMap<string, number> {
  const taken = new Set(by.values());
  return countBySubId(
    members.filter((member) => !taken.has(member)).flatMap((member) => newest(member) ?? []),
  );
}
