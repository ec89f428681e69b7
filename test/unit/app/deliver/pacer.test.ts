import { expect, test } from '@jest/globals';
import { createPacer } from '../../../../lib/app/deliver/pacer.ts';

function aPacer(spacingMs: number) {
  let now = 0;
  const waits: number[] = [];
  const time = createPacer(spacingMs, {
    now: () => now,
    sleep: async (ms) => {
      waits.push(ms);
      now += ms;
    },
  });
  return {
    time,
    waits,
    pass: (ms: number) => {
      now += ms;
    },
  };
}

test('calls in a row keep their distance, and one that comes later does not wait', async () => {
  const { time, waits, pass } = aPacer(500);
  for (let count = 0; count < 3; count++) await time();
  expect(waits).toEqual([500, 500]);
  pass(2000);
  await time();
  expect(waits).toHaveLength(2);
  await time();
  expect(waits).toEqual([500, 500, 500]);
});

test('a clock that is set back makes no wait', async () => {
  const { now } = Date;
  const waits: number[] = [];
  try {
    Date.now = () => Date.UTC(2026, 2, 2);
    const pace = createPacer(10, { sleep: async (ms) => void waits.push(ms) });
    await pace();
    Date.now = () => Date.UTC(2026, 1, 2);
    await pace();
  } finally {
    Date.now = now;
  }
  expect(waits.filter((ms) => ms > 10)).toEqual([]);
});

test('without a rate nobody waits', async () => {
  const { time, waits } = aPacer(0);
  for (let count = 0; count < 5; count++) await time();
  expect(waits).toEqual([]);
});
