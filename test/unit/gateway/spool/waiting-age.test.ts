import { expect, test } from '@jest/globals';
import { WaitingAge } from '../../../../gateway/spool/waiting-age.ts';

const HOUR = 3_600_000;
const NOON = Date.UTC(2026, 2, 2, 12);

/** A process that began at noon, by its own clock. */
function aProcess() {
  let elapsed = 5000;
  let clock = NOON;
  const age = new WaitingAge(clock, () => elapsed);
  return {
    hours: (seq: number, receivedAt: number) => age.of({ seq, receivedAt }, clock) / HOUR,
    none: () => age.of(undefined, clock),
    pass: (hours: number): void => {
      elapsed += hours * HOUR;
      clock += hours * HOUR;
    },
    setClock: (hours: number): void => {
      clock += hours * HOUR;
    },
  };
}

test('is what the clock says, while nobody sets it', () => {
  const { hours, pass, none } = aProcess();
  expect(hours(1, NOON - 3 * HOUR)).toBe(3);
  pass(2);
  expect(hours(1, NOON - 3 * HOUR)).toBe(5);
  expect(hours(2, NOON + HOUR)).toBe(1);
  expect(none()).toBe(0);
});

test('does not grow by years where the clock was wrong until a minute ago', () => {
  const { hours, pass, setClock } = aProcess();
  pass(1);
  expect(hours(1, NOON + HOUR)).toBe(0);
  setClock(56 * 365 * 24);
  expect(hours(1, NOON + HOUR)).toBe(1);
});

test('goes on where the clock is set back', () => {
  const { hours, pass, setClock } = aProcess();
  expect(hours(1, NOON)).toBe(0);
  setClock(-30 * 24);
  pass(7);
  expect(hours(1, NOON)).toBe(7);
});

test('of a message from a future that the clock has not reached is what was seen of it', () => {
  const { hours, pass } = aProcess();
  expect(hours(1, NOON + 1000 * HOUR)).toBe(0);
  pass(3);
  expect(hours(1, NOON + 1000 * HOUR)).toBe(3);
  expect(hours(2, NOON + 1000 * HOUR)).toBe(0);
});
