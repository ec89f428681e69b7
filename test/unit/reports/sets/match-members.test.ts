import { describe, expect, test } from '@jest/globals';
import { matchMembers } from '../../../../lib/reports/sets/match-members.ts';
import type { Member } from '../../../../lib/reports/sets/set-member.ts';
import { entriesOf, type StatedResult } from '../../../../lib/reports/statements/stated-results.ts';
import { toStatement } from '../../../../lib/reports/statements/statement.ts';
import { anOru } from '../../../support/messages.ts';
import { onlyPart } from '../../../support/normalized.ts';

type Row = Readonly<Record<number, string>>;

const rowsOf = (messageId: string, ...results: readonly Row[]): readonly StatedResult[] => {
  const part = onlyPart(anOru({ results: results.map((row) => ({ 3: 'ORG^Organism^L', 6: '', ...row })) }), {
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
  const { by, isAmbiguous } = matchMembers(rows, members, { isPart: () => false, isOfHead: false });
  return {
    members: rows.map((row) => {
      const member = by.get(row);
      return member === undefined ? 'new' : members.indexOf(member);
    }),
    isAmbiguous,
  };
}
const coli = (subId: string): Row => ({ 2: 'ST', 4: subId, 5: 'COLI' });
const kleb = (subId: string): Row => ({ 2: 'ST', 4: subId, 5: 'KLEB' });

describe('the members that the rows of a message mean', () => {
  test.each<[string, Row[], (number | string)[]]>([
    ['the value before OBX-4', [kleb('1'), coli('2')], [1, 0]],
    ['OBX-4 where the value is new', [coli('1'), { ...kleb('2'), 5: 'PROT' }], [0, 1]],
    ['neither', [{ ...kleb('3'), 5: 'PROT' }], ['new']],
  ])('are found by %s', (_, after, members) => {
    expect(matched([coli('1'), kleb('2')], after)).toEqual({ members, isAmbiguous: false });
  });

  test.each<[string, Row[], Row, number | string]>([
    ['an isolate that moves up', [coli('1'), kleb('2')], kleb('1'), 1],
    ['an isolate that would move down', [coli('1'), kleb('2')], coli('2'), 1],
    ['another answer', [{ ...coli('1'), 5: 'Negative' }], { ...coli('2'), 5: 'Negative' }, 'new'],
    ['another name', [{ ...coli('CAT'), 5: 'Class 2' }], { ...coli('DOG'), 5: 'Class 2' }, 'new'],
  ])('under another OBX-4, %s is found', (_, before, after, member) => {
    expect(matched(before, [after]).members).toEqual([member]);
  });

  const amount = (subId: string, value: string, status = 'F'): Row => ({
    ...{ 2: 'NM', 4: subId, 5: value, 11: status },
  });

  test.each<[string, Row, Row, number | string]>([
    ['a word', amount('', '80'), amount('MIX', '36'), 'new'],
    ['a word that no longer stands there', amount('MIX', '36'), amount('', '80'), 'new'],
    ['a number', amount('', '80'), amount('1', '36'), 0],
    ['a word beside the same value', amount('', '80'), amount('MIX', '80'), 0],
    ['a word in a correction with the same value', amount('', '80'), amount('MIX', '80', 'C'), 0],
    ['a word after a preliminary result', amount('', '80', 'P'), amount('MIX', '36'), 0],
  ])('of one result without OBX-4 and one with it: %s', (_, before, after, member) => {
    expect(matched([before], [after]).members).toEqual([member]);
  });

  test('are never those of another word in OBX-4', () => {
    for (const status of ['P', 'F'])
      expect(matched([amount('CAT', '80', status)], [amount('DOG', '36')])).toEqual({
        ...{ members: ['new'], isAmbiguous: false },
      });
  });

  test.each<[string, Row]>([
    ['a correction', amount('DOG', '36', 'C')],
    ['a withdrawal', amount('DOG', '', 'W')],
    ['a withdrawal with the value of the other', amount('DOG', '80', 'W')],
  ])('are unclear where a word that nobody stated is that of %s', (_, row) => {
    expect(matched([amount('CAT', '80')], [row])).toEqual({ members: ['new'], isAmbiguous: true });
  });

  test('are unclear where all rows correct under OBX-4 that nobody stated', () => {
    const two = [amount('1', '4.1'), amount('2', '4.9')];
    const [three, four] = [amount('3', '4.1', 'C'), amount('4', '5.0', 'C')];
    for (const rows of [[three], [three, four]]) expect(matched(two, rows).isAmbiguous).toBe(true);
    for (const rows of [[amount('3', '5.0')], [amount('1', '4.2', 'C'), four], [amount('3', '', 'X')]])
      expect(matched(two, rows).isAmbiguous).toBe(false);
  });

  test('are found by OBX-4 in other capitals, unless both were stated', () => {
    expect(matched([amount('CAT', '80'), amount('DOG', '36')], [amount('cat', '81')]).members).toEqual([0]);
    expect(matched([amount('A', '80'), amount('a', '36')], [amount('a', '81')]).members).toEqual([1]);
  });

  test('are unclear where a word takes back what nobody stated beside a preliminary result', () => {
    expect(matched([amount('', '4.1', 'P')], [amount('CAT', '', 'W')])).toEqual({
      ...{ members: ['new'], isAmbiguous: true },
    });
  });

  test.each(['C', 'W'])('are unclear where %s names by a word what nobody stated', (status) => {
    const matching = matched([amount('', '80')], [amount('MIX', status === 'W' ? '' : '36', status)]);
    expect(matching).toEqual({ members: ['new'], isAmbiguous: true });
  });

  test.each<[string, Row]>([
    ['without OBX-4', amount('', '', 'W')],
    ['under another OBX-4', amount('3', '', 'W')],
    ['without OBX-4, cancelled', amount('', '', 'X')],
  ])('are unclear where a row takes back what nobody stated: %s', (_, row) => {
    const two = [amount('1', '4.1'), amount('2', '4.9')];
    expect(matched(two, [row])).toEqual({ members: ['new'], isAmbiguous: true });
    expect(matched(two, [amount('3', '', 'X')]).isAmbiguous).toBe(false);
    expect(matched(two, [amount('', '4.9', 'W')])).toEqual({ members: [1], isAmbiguous: false });
  });

  test('are unclear where a row is taken back and several have its OBX-4', () => {
    const back = { 2: 'ST', 4: '1', 5: '', 11: 'W' };
    expect(matched([coli('1'), kleb('1')], [back]).isAmbiguous).toBe(true);
    expect(matched([coli('1'), kleb('2')], [back])).toEqual({ members: [0], isAmbiguous: false });
  });
});
