import { describe, expect, test } from '@jest/globals';
import { matchRuns } from '../../../../lib/reports/sets/match-runs.ts';
import type { Member } from '../../../../lib/reports/sets/set-member.ts';
import { entriesOf, type StatedResult } from '../../../../lib/reports/statements/stated-results.ts';
import { toStatement } from '../../../../lib/reports/statements/statement.ts';
import { anOru } from '../../../support/messages.ts';
import { onlyPart } from '../../../support/normalized.ts';

type Row = Readonly<Record<number, string>>;

const rowsOf = (messageId: string, ...results: readonly Row[]): readonly StatedResult[] => {
  const part = onlyPart(anOru({ results: results.map((row) => ({ 3: 'K^Potassium^L', 6: '', ...row })) }), {
    messageId,
  });
  const statements = part.observations.map((observation) =>
    toStatement(observation, { part, observations: [], isWithdrawn: false }),
  );
  return entriesOf(statements).flatMap(({ rows }) => rows);
};

const asMember = (row: StatedResult): Member => ({ opened: row, stated: [row], leftOutBy: undefined });

/** For each row the number of its member, as the members were said. */
function matched(before: readonly Row[], after: readonly Row[]) {
  const members = rowsOf('m1', ...before).map(asMember);
  const rows = rowsOf('m2', ...after);
  const { by, isAmbiguous } = matchRuns(rows, members);
  return {
    members: rows.map((row) => {
      const member = by.get(row);
      return member === undefined ? 'new' : members.indexOf(member);
    }),
    isAmbiguous,
  };
}
const result = (subId: string, value: string, status = 'F'): Row => ({
  ...{ 2: 'NM', 4: subId, 5: value, 11: status },
});

describe('the runs that the rows of an analyzer mean', () => {
  const run = (number: string, value: string, status = 'F'): Row => ({
    2: 'NM',
    5: value,
    11: status,
    21: number,
  });

  test('are the runs of an analyzer by OBX-21; another run is new', () => {
    expect(matched([run('R1', '5'), run('R2', '6')], [run('R2', '7'), run('R3', '5')]).members).toEqual([
      1,
      'new',
    ]);
  });

  test('are the only run where a correction names none, and unclear where there are several', () => {
    expect(matched([run('R1', '5')], [run('', '7', 'C')]).members).toEqual([0]);
    expect(matched([run('R1', '5'), run('R2', '6')], [run('', '7', 'C')]).isAmbiguous).toBe(true);
  });

  test('are unclear where a correction of an analyzer may mean several without OBX-21', () => {
    const two = [result('', '4.1'), result('', '4.3')];
    const corrected = result('', '4.4', 'C');
    expect(matched(two, [corrected])).toEqual({ members: ['new'], isAmbiguous: true });
    expect(matched(two, [result('', '4.3', 'W')])).toEqual({ members: [1], isAmbiguous: false });
    expect(matched(two, [result('', '4.1'), corrected]).members).toEqual([0, 1]);
    expect(matched(two, [result('', '4.2', 'C'), corrected]).members).toEqual([0, 1]);
  });
});
