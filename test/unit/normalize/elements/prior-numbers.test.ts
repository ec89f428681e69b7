import { describe, expect, test } from '@jest/globals';
import { type Message, parseMessage } from '@labwire/hl7/message/message';
import { patientsWithPrior, retiredNumbersOf } from '../../../../lib/normalize/elements/prior-numbers.ts';
import { msh, pid, segment, toMessage } from '../../../support/messages.ts';

const rules = { senderScope: 'adt' };

function messageOf(...segments: readonly string[]): Message {
  const parsed = parseMessage(toMessage(msh(), ...segments));
  if (!parsed.ok) throw new Error('no message');
  return parsed.value;
}

/** What PID-3 and fields of MRG retire, as `repetition: value@scope value@scope`. */
const retiredBy = (survivor: string, mrg: Readonly<Record<number, string>>): string[] =>
  patientsWithPrior(messageOf(pid({ 3: survivor }), segment('MRG', mrg)).segments)
    .flatMap((entry) => retiredNumbersOf(entry, rules))
    .map(({ repetition, candidates }) =>
      [`${repetition}:`, ...candidates.map(({ value, scope }) => `${value}@${scope}`)].join(' '),
    );

describe('the numbers that a merge retires', () => {
  test('are those of MRG-1, each with its repetition', () => {
    expect(retiredBy('2^^^A^MR', { 1: '1^^^A^MR~9^^^B^PI' })).toEqual(['1: 1@A', '2: 9@B']);
  });

  test('are that of MRG-4 only where MRG-1 is empty', () => {
    expect(retiredBy('2^^^A^MR', { 4: '1^^^A^MR' })).toEqual(['1: 1@A']);
    expect(retiredBy('2^^^A^MR', { 1: '7^^^A^MR', 4: '1^^^A^MR' })).toEqual(['1: 7@A']);
  });

  test.each(['AN', 'VN', 'SS', 'DL'])('%s is retired with somebody, and names nobody', (type) => {
    expect(retiredBy('2^^^A^MR', { 1: `9^^^A^${type}~1^^^A^MR` })).toEqual(['2: 1@A']);
  });

  test('are no placeholders, and none where MRG says none', () => {
    expect(retiredBy('2^^^A^MR', { 1: 'UNKNOWN^^^A^MR' })).toEqual([]);
    expect(retiredBy('2^^^A^MR', { 3: 'ACC' })).toEqual([]);
  });
});

describe('a retired number without an assigner', () => {
  test('may be of the sender’s own list or of those that PID-3 names', () => {
    expect(retiredBy('2^^^A^MR~3^^^B^MR', { 1: '1^^^^MR' })).toEqual(['1: 1@adt 1@A 1@B']);
  });

  test('is of a list of its own kind', () => {
    expect(retiredBy('2^^^A^MR~3^^^B^PI', { 1: '1^^^^MR' })).toEqual(['1: 1@adt 1@A']);
    expect(retiredBy('2^^^A^MR~3^^^B^PI', { 1: '1' })).toEqual(['1: 1@adt 1@A 1@B']);
  });

  test('is the sender’s own where PID-3 names no assigner either', () => {
    expect(retiredBy('2^^^^MR', { 1: '1^^^^MR' })).toEqual(['1: 1@adt']);
  });

  test('one with an assigner is of that list alone', () => {
    expect(retiredBy('2^^^A^MR', { 1: '1^^^B^MR' })).toEqual(['1: 1@B']);
  });

  test('is looked for under five lists at most', () => {
    const survivors = Array.from({ length: 20 }, (_, index) => `2^^^L${index}^MR`).join('~');
    expect(retiredBy(survivors, { 1: '1^^^^MR' })).toEqual(['1: 1@adt 1@L0 1@L1 1@L2 1@L3']);
  });
});

describe('each PID with the MRG that follows it', () => {
  const namesOf = (...segments: readonly string[]) =>
    patientsWithPrior(messageOf(...segments).segments).map((entry) => [
      entry.pid.value(3),
      entry.mrg?.value(1),
    ]);
  const [first, second] = [pid({ 3: '1' }), pid({ 3: '2' })];
  const [one, other] = [segment('MRG', { 1: 'a' }), segment('MRG', { 1: 'b' })];

  test('keeps pairs apart, with what stands between', () => {
    expect(namesOf(first, one, second, other)).toEqual([
      ['1', 'a'],
      ['2', 'b'],
    ]);
    expect(namesOf(first, segment('PD1', { 1: 'x' }), one)).toEqual([['1', 'a']]);
    expect(namesOf(first, second, other)).toEqual([
      ['1', undefined],
      ['2', 'b'],
    ]);
  });

  test('takes the first MRG of a PID, and none before one', () => {
    expect(namesOf(one, first)).toEqual([['1', undefined]]);
    expect(namesOf(first, one, other)).toEqual([['1', 'a']]);
  });
});
