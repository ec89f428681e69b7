import { describe, expect, test } from '@jest/globals';
import type { ReportPart } from '../../../../lib/model/report.ts';
import { type StandingResult, standingResult } from '../../../../lib/reports/statements/standing-result.ts';
import { type StatedResult, statedOf } from '../../../../lib/reports/statements/stated-results.ts';
import { toStatement } from '../../../../lib/reports/statements/statement.ts';
import { anOru } from '../../../support/messages.ts';
import { onlyPart } from '../../../support/normalized.ts';
import { fc } from '../../../support/property.ts';
import { size } from '../../../support/size.ts';

interface Said {
  readonly id: string;
  /** OBX-11. */
  readonly status: string;
  readonly value?: string | undefined;
  /** MSH-7, `HHMM` of 2026-03-02. */
  readonly sent?: string | undefined;
  /** OBR-22, alike. */
  readonly reported?: string | undefined;
  /** OBR-25. */
  readonly order?: string;
  /** OBX-6. */
  readonly unit?: string;
  /** OBX-19, alike. */
  readonly analyzed?: string | undefined;
  readonly part?: Partial<ReportPart>;
  readonly holds?: readonly ['unit-mismatch'];
  readonly isWithdrawn?: boolean;
  /** Minutes after noon. */
  readonly received?: number;
}

const timeOf = (time: string | undefined): string => (time === undefined ? '' : `20260302${time}00-0500`);

function stated(said: Said): StatedResult {
  const { id, status, value = '', order = 'F', part: rest = {}, isWithdrawn = false } = said;
  const read = onlyPart(
    anOru({
      header: { 7: timeOf(said.sent) },
      order: { 22: timeOf(said.reported), 25: order },
      results: [
        {
          ...{ 5: value, 11: status, 19: timeOf(said.analyzed) },
          ...(said.unit === undefined ? {} : { 6: said.unit }),
        },
      ],
    }),
    { messageId: id, at: new Date(Date.UTC(2026, 2, 2, 17, said.received ?? 0)) },
  );
  const part = { ...read, ...rest };
  const [observation] = part.observations;
  if (observation === undefined) throw new Error('no result');
  const held = said.holds === undefined ? observation : { ...observation, holds: [...said.holds] };
  return statedOf(toStatement(held, { part, observations: [held], isWithdrawn }), []);
}

const slot = 'GLU|L||';
const standing = (...said: readonly Said[]): StandingResult => standingResult(slot, said.map(stated));

/** What stands, and what is its history, newest first. */
const idsOf = ({ observation }: StandingResult): string =>
  [observation.messageId, ...observation.history.map(({ messageId }) => messageId)].join(' ');

/** In both orders of arrival. */
function both(a: Said, b: Said): StandingResult {
  const result = standing(a, b);
  expect(standing(b, a)).toEqual(result);
  return result;
}

const analyzer = { isFromAnalyzer: true } as const;
const preliminary: Said = { id: 'p', status: 'P', value: '5', sent: '0800' };
const final: Said = { id: 'f', status: 'F', value: '6', sent: '0900' };
const corrected: Said = { id: 'c', status: 'C', value: '7', sent: '1000' };

describe('the newest settled statement stands', () => {
  test('the rest is its history, newest first, and nothing is lost', () => {
    expect(idsOf(standing(preliminary, corrected, final))).toBe('c f p');
  });

  test('before one is settled, the newest of all', () => {
    expect(idsOf(both(preliminary, { ...preliminary, id: 'q', sent: '0801' }))).toBe('q p');
    expect(idsOf(both(preliminary, { id: 'i', status: 'I', sent: '0801' }))).toBe('i p');
    expect(idsOf(both({ ...preliminary, sent: undefined }, { id: 'i', status: 'I' }))).toBe('p i');
  });

  test('an empty unit is that of the newest older statement with the same value', () => {
    const unitOf = ({ observation: { unit } }: StandingResult) => unit?.codings[0]?.code;
    const bare: Said = { ...final, id: 'b', sent: '1100', unit: '' };
    const older: Said = { ...final, unit: 'g/L' };
    expect(unitOf(standing(older, bare))).toBe('g/L');
    expect(unitOf(standing({ ...older, status: 'P' }, bare))).toBe('g/L');
    expect(unitOf(standing(older, { ...older, id: 'n', unit: 'mg/dL', sent: '0930' }, bare))).toBe('mg/dL');
    expect(unitOf(standing(older, { ...bare, value: '9' }))).toBeUndefined();
    expect(unitOf(standing({ ...older, isWithdrawn: true }, bare))).toBeUndefined();
  });

  test('a unit that "" deletes stays deleted, until a statement names one', () => {
    const unitOf = ({ observation: { unit, isUnitNull } }: StandingResult) =>
      isUnitNull === true ? 'none' : unit?.codings[0]?.code;
    const older: Said = { ...final, unit: 'g/L' };
    const deleted: Said = { ...older, id: 'd', status: 'C', sent: '1000', unit: '""' };
    const later: Said = { ...final, id: 'b', sent: '1100' };
    expect(unitOf(standing(older, deleted))).toBe('none');
    expect(unitOf(standing(older, deleted, { ...later, unit: '' }))).toBe('none');
    expect(unitOf(standing(older, deleted, { ...later, status: 'C', unit: 'mg/L' }))).toBe('mg/L');
  });

  test('a newer preliminary leaves the final, and says that it was un-verified', () => {
    const late = both(final, { ...preliminary, sent: '0901' });
    expect(idsOf(late)).toBe('f p');
    expect(late.observation.marks).toEqual(['un-verified']);
    expect(late.holds).toEqual([]);
  });

  test('a preliminary of the same minute, or before, says nothing', () => {
    expect(both(final, { ...preliminary, sent: '0900' }).observation.marks).toBeUndefined();
    expect(both(final, preliminary).observation.marks).toBeUndefined();
  });

  test('what a LIS settled stands before what an analyzer settled later, and that before a preliminary', () => {
    expect(idsOf(both(final, { ...final, id: 'a', value: '9', sent: '1100', part: analyzer }))).toBe('f a');
    expect(idsOf(both({ ...preliminary, sent: '1100' }, { ...final, id: 'a', part: analyzer }))).toBe('a p');
    expect(
      idsOf(both({ ...preliminary, sent: '1100' }, { ...final, id: 'a', status: 'P', part: analyzer })),
    ).toBe('p a');
  });

  test('a failed rerun of an analyzer leaves the value, and says that it failed', () => {
    const measured = { ...final, part: analyzer };
    const failed: Said = { id: 'x', status: 'X', sent: '1100', part: analyzer };
    const repeated = both(measured, failed);
    expect([idsOf(repeated), repeated.observation.marks]).toEqual(['f x', ['failed-rerun']]);
    const before = both(measured, { ...failed, sent: '0800' });
    expect([idsOf(before), before.observation.marks]).toEqual(['f x', undefined]);
    expect(idsOf(both({ ...preliminary, part: analyzer }, failed))).toBe('p x');
    const validated = both(final, failed);
    expect([idsOf(validated), validated.observation.marks]).toEqual(['f x', undefined]);
  });

  test('a failed run stands while no run has a value, and never before what was taken back', () => {
    const failed: Said = { id: 'x', status: 'X', sent: '1100', part: analyzer };
    expect(idsOf(both({ ...failed, id: 'o', sent: '0800' }, failed))).toBe('x o');
    expect(idsOf(both({ id: 'i', status: 'I', sent: '0800' }, failed))).toBe('x i');
    const takenBack: Said = { id: 'w', status: 'W', sent: '1000', part: analyzer };
    expect(idsOf(standing({ ...final, part: analyzer }, takenBack, failed))).toBe('w f x');
  });

  test('X of an analyzer for the minute of a result without a number takes it out', () => {
    const meter = { ...analyzer, placerOrder: undefined, fillerOrder: undefined, specimens: [] };
    const failed: Said = { id: 'x', status: 'X', sent: '1100', part: meter };
    expect(idsOf(both({ ...final, part: meter }, failed))).toBe('x f');
  });

  test('X of a LIS takes the value out', () => {
    expect(idsOf(both(final, { id: 'x', status: 'X', sent: '1100' }))).toBe('x f');
  });

  test('what was withdrawn stands only alone, as wrong, and holds nothing', () => {
    const withdrawn: Said = {
      ...corrected,
      id: 'w',
      isWithdrawn: true,
      holds: ['unit-mismatch'],
      sent: '1200',
    };
    expect(idsOf(both(withdrawn, preliminary))).toBe('p w');
    const alone = standing({ ...withdrawn, part: { holdsWithoutOriginal: true } });
    expect([alone.observation.status, alone.holds, alone.observation.marks]).toEqual(['W', [], undefined]);
    const twice = both(withdrawn, { ...withdrawn, id: 'z', value: '9' });
    expect([twice.observation.status, twice.holds]).toEqual(['W', []]);
    const two = both(withdrawn, { ...withdrawn, id: 'x', received: 1 });
    expect([idsOf(two), two.observation.status, two.observation.marks]).toEqual(['x w', 'W', undefined]);
  });

  test('a slot without a statement is wrong code', () => {
    expect(() => standingResult(slot, [])).toThrow();
  });
});

describe('an empty OBX-5 after a value', () => {
  const empty = (status: string, rest: Partial<Said> = {}): Said => ({
    ...{ id: 'e', status, sent: '1300', reported: '1300' },
    ...rest,
  });
  const shown = ({ observation, holds }: StandingResult) => [
    observation.values[0]?.text,
    observation.status,
    ...holds,
  ];

  test.each(['F', '', 'U', 'V'])('with OBX-11 “%s” changes nothing', (status) => {
    expect(shown(both(final, empty(status)))).toEqual(['6', 'F']);
    expect(shown(standing(final, corrected, empty(status)))).toEqual(['7', 'C']);
  });

  test('changes nothing with empty OBX-11 and OBR-25', () => {
    expect(shown(both(final, empty('', { order: '' })))).toEqual(['6', 'F']);
  });

  test.each(['C', 'A'])('as the correction %s is held, until a person releases it', (status) => {
    expect(both(final, empty(status)).holds).toEqual(['unmarked-correction']);
    expect(both(final, empty(status, { part: { released: ['unmarked-correction'] } })).holds).toEqual([]);
    expect(standing(empty(status)).holds).toEqual([]);
  });

  test.each(['D', 'W', 'X'])('with OBX-11 %s means that there is no value, and holds nothing', (status) => {
    expect(shown(both(final, empty(status)))).toEqual([undefined, status]);
  });

  test.each(['F', 'C'])('is no empty field if it is HL7 null: %s deletes', (status) => {
    expect(shown(both(final, empty(status, { value: '""' })))).toEqual([undefined, status]);
  });

  test('with words alone is for a person', () => {
    const said = stated(empty('F'));
    const { lead } = said;
    const notes = [{ text: 'see report', at: 'NTE[1]-3' }];
    const words = { ...said, lead: { ...lead, observation: { ...lead.observation, notes } } };
    expect(standingResult(slot, [stated(final), words]).holds).toEqual(['unmarked-correction']);
  });
});

describe('U and V without a value', () => {
  const confirmed = (status: string, sent: string): Said => ({ id: status, status, sent });

  test.each(['U', 'V'])('%s raises the preliminary value that stands, and carries none', (status) => {
    const { observation } = both(preliminary, confirmed(status, '0801'));
    expect([observation.messageId, observation.status, observation.values[0]?.text]).toEqual([
      'p',
      status,
      '5',
    ]);
    expect(observation.history.map(({ messageId }) => messageId)).toEqual([status]);
  });

  test('it confirms what was said at the same time, and nothing that was said after it', () => {
    expect(both(preliminary, confirmed('U', '0800')).observation.status).toBe('U');
    expect(both(preliminary, confirmed('U', '0759')).observation.status).toBe('P');
  });

  test('it takes nothing from a final or a corrected value', () => {
    expect(both(final, confirmed('U', '1100')).observation.status).toBe('F');
    const { observation } = standing(final, corrected, confirmed('U', '1100'));
    expect([observation.status, observation.values[0]?.text]).toEqual(['C', '7']);
  });

  test('alone it stands without a value', () => {
    const { observation } = standing(confirmed('U', '0800'));
    expect([observation.messageId, observation.status, observation.values]).toEqual(['U', 'U', []]);
  });
});

describe('what a statement corrects', () => {
  test('a marked correction names the newest statement that says something else', () => {
    const { observation, holds } = standing(
      final,
      { ...final, id: 'g', value: '6.5', sent: '0930' },
      corrected,
    );
    expect(observation.corrects).toEqual({ messageId: 'g', at: 'OBX[1]' });
    expect([observation.isUnmarkedCorrection, holds]).toEqual([false, []]);
  });

  test('a final with another value corrects without saying so', () => {
    const changed: Said = { ...final, id: 'g', value: '7', sent: '1000' };
    expect(both(final, changed).observation.isUnmarkedCorrection).toBe(true);
    expect(both(final, changed).holds).toEqual([]);
    expect(both(final, { ...changed, part: { holdsUnmarkedCorrections: true } }).holds).toEqual([
      'unmarked-correction',
    ]);
  });

  test.each(['F', 'V', ''])('under OBR-25 C a changed “%s” says that it corrects', (status) => {
    const { observation } = both(final, { ...corrected, status, order: 'C' });
    expect([observation.corrects?.messageId, observation.isUnmarkedCorrection]).toEqual(['f', false]);
  });

  test('A corrects, and 7.00 is no correction of 7.0', () => {
    expect(both(final, { ...corrected, status: 'A' }).observation).toMatchObject({
      corrects: { messageId: 'f' },
      isUnmarkedCorrection: false,
    });
    const same = both(final, { ...final, id: 'g', value: '6.00', sent: '1000' }).observation;
    expect([same.corrects, same.isUnmarkedCorrection]).toEqual([undefined, false]);
  });

  test('a final after a preliminary corrects nothing', () => {
    const { observation } = both(preliminary, final);
    expect([observation.corrects, observation.isUnmarkedCorrection]).toEqual([undefined, false]);
  });

  test('a value after what was taken back is new', () => {
    const takenBack: Said = { id: 'w', status: 'W', sent: '0930' };
    const { observation } = standing(final, takenBack, { ...final, id: 'g', value: '8', sent: '1000' });
    expect(observation.messageId).toBe('g');
    expect([observation.corrects, observation.isUnmarkedCorrection]).toEqual([undefined, false]);
  });

  test('a correction back to the first value counts', () => {
    const back: Said = { ...corrected, id: 'b', value: '6', sent: '1100' };
    expect(standing(final, corrected, back).observation).toMatchObject({
      messageId: 'b',
      corrects: { messageId: 'c' },
    });
  });
});

describe('a final that goes back to what a marked correction replaced', () => {
  const back: Said = { ...final, id: 'b', sent: '1100' };
  const dated = [final, corrected, back].map((one) => ({ ...one, reported: one.sent }));

  test('is held where it has a time of its own (OBR-22 or OBX-19), and stands', () => {
    const result = standing(...dated);
    expect([idsOf(result), result.holds]).toEqual(['b c f', ['unmarked-correction']]);
    expect(standing(final, corrected, { ...back, analyzed: '1030' }).holds).toEqual(['unmarked-correction']);
  });

  test('is not held where it has none, where a person released it, or where it says that it corrects', () => {
    expect(standing(final, corrected, back).holds).toEqual([]);
    const [first, second, last] = dated;
    if (first === undefined || second === undefined || last === undefined) throw new Error('three');
    expect(standing(first, second, { ...last, part: { released: ['unmarked-correction'] } }).holds).toEqual(
      [],
    );
    expect(standing(first, second, { ...last, order: 'C' }).holds).toEqual([]);
  });

  test('of a LIS puts the correction of an analyzer in doubt, and not itself', () => {
    const [first, second, last] = dated;
    if (first === undefined || second === undefined || last === undefined) throw new Error('three');
    const result = standing({ ...first, part: analyzer }, { ...second, part: analyzer }, last);
    expect([idsOf(result), result.holds]).toEqual(['b c f', ['unmarked-correction']]);
    expect(result.inDoubt?.map(({ lead }) => lead.messageId)).toEqual(['c']);
    expect(standing(first, second, last).inDoubt).toBeUndefined();
    const released = { ...analyzer, released: ['unmarked-correction' as const] };
    expect(standing({ ...first, part: analyzer }, { ...second, part: released }, last).holds).toEqual([]);
  });

  test('is not held where nobody marked the correction, or the value is another', () => {
    const [first, second, last] = dated;
    if (first === undefined || second === undefined || last === undefined) throw new Error('three');
    expect(standing(first, { ...second, status: 'F' }, last).holds).toEqual([]);
    expect(standing(first, second, { ...last, value: '6.1' }).holds).toEqual([]);
  });
});

describe('marks and holds', () => {
  test('where receipt alone decides between two values, the order is unknown', () => {
    const tied: Said = { ...final, id: 'g', value: '7', received: 1 };
    const { observation } = both(final, tied);
    expect([observation.messageId, observation.marks]).toEqual(['g', ['order-unknown']]);
    expect(both(final, { ...tied, sent: '0901' }).observation.marks).toBeUndefined();
    expect(both(final, { ...tied, value: '6.0' }).observation.marks).toBeUndefined();
  });

  test('a correction of nothing is delivered, and says that it has no original', () => {
    const { observation, holds } = standing(corrected);
    expect([observation.marks, holds]).toEqual([['no-original'], []]);
    expect(both(corrected, { ...final, isWithdrawn: true }).observation.marks).toEqual(['no-original']);
    expect(both(corrected, final).observation.marks).toBeUndefined();
    expect(both(corrected, preliminary).observation.marks).toBeUndefined();
  });

  test('it waits where its source says so, and what takes back never does', () => {
    const part = { holdsWithoutOriginal: true } as const;
    expect(standing({ ...corrected, part }).holds).toEqual(['nothing-to-correct']);
    expect(both({ ...corrected, part }, final).holds).toEqual([]);
    for (const status of ['W', 'D', 'X']) expect(standing({ id: 'w', status, part }).holds).toEqual([]);
  });

  test('only the statement that stands can hold a report, and W and D never for value, unit or code', () => {
    const holds = ['unit-mismatch'] as const;
    expect(standing({ ...final, holds }).holds).toEqual(['unit-mismatch']);
    expect(both({ ...final, holds }, corrected).holds).toEqual([]);
    for (const status of ['W', 'D']) expect(standing({ ...final, status, holds }).holds).toEqual([]);
    expect(both(final, { ...corrected, status: 'W', holds }).holds).toEqual([]);
  });
});

test('of two that confirm at one time, the same one confirms in any order of arrival', () => {
  const confirming: Said[] = ['v', 'w'].map((id) => ({ id, status: 'U', value: '', received: 1 }));
  const [a, b] = confirming.map((one) => stated(one)) as [StatedResult, StatedResult];
  const first = stated({ ...final, status: 'P' });
  const confirmed = standingResult(slot, [first, a, b]);
  expect(confirmed.observation.status).toBe('U');
  expect(standingResult(slot, [first, b, a])).toEqual(confirmed);
});

test('the order of arrival changes nothing, with ties and clocks that are missing', () => {
  const said = fc.record({
    status: fc.constantFrom('P', 'F', 'C', 'W', 'U', 'X', ''),
    value: fc.constantFrom('', '5', '6', '6.0'),
    sent: fc.constantFrom(undefined, '0800', '0900'),
    reported: fc.constantFrom(undefined, '0700', '0701'),
    isWithdrawn: fc.constantFrom(false, false, true),
    received: fc.integer({ min: 0, max: 2 }),
  });
  const lists = fc.array(said, { minLength: 1, maxLength: 5 }).chain((list) => {
    const named = list.map((one, index) => stated({ id: `m${index}`, ...one } as Said));
    return fc.tuple(fc.constant(named), fc.shuffledSubarray(named, { minLength: named.length }));
  });
  fc.assert(
    fc.property(lists, ([list, shuffled]) => {
      const result = standingResult(slot, list);
      expect(standingResult(slot, shuffled)).toEqual(result);
      expect(result.observation.history.length).toBe(list.length - 1);
    }),
    { numRuns: size({ short: 100, long: 1000 }) },
  );
});
