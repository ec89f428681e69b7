import { describe, expect, test } from '@jest/globals';
import { biasOf, cumulative, sigmaOf, statisticsOf } from '../../../lib/quality/statistics.ts';
import { fc } from '../../support/property.ts';

const texts = (...numbers: readonly number[]): string[] => numbers.map(String);

describe('mean, SD and CV', () => {
  test.each([
    [[4, 6, 2, 8, 5], '5.000000', '2.236068', '44.7214'],
    [[75, 78, 80, 78, 83, 92, 100, 96, 82, 93, 88, 85, 80, 89, 83], '85.466667', '7.298402', '8.5395'],
    [[98, 99, 100, 101, 102, 100, 101, 103, 104], '100.888889', '1.900292', '1.8835'],
    [[5, 5], '5.000000', '0.000000', '0.0000'],
    [[-1, 1], '0.000000', '1.414214', undefined], // a CV of a mean of zero means nothing
  ])('of %j', (numbers, mean, sd, cv) => {
    expect(statisticsOf(texts(...numbers))).toEqual({ n: numbers.length, mean, sd, cv });
  });

  test.each(['1.2', '1000000.2', '10000000.2'])(
    'of 1,001 numbers around %s have the SD 0.1 exactly',
    (middle) => {
      const [whole] = middle.split('.');
      const numbers = Array.from({ length: 1001 }, (_, at) =>
        at === 0 ? middle : `${whole}.${at % 2 === 0 ? '3' : '1'}`,
      );
      expect(statisticsOf(numbers)).toMatchObject({ n: 1001, mean: `${middle}00000`, sd: '0.100000' });
    },
  );

  test('are not those of a program that divides by n, or that sums squares in binary numbers', () => {
    const days = [75, 78, 80, 78, 83, 92, 100, 96, 82, 93, 88, 85, 80, 89, 83];
    const mean = days.reduce((sum, one) => sum + one, 0) / days.length;
    const squares = days.reduce((sum, one) => sum + (one - mean) ** 2, 0);
    const { sd } = statisticsOf(texts(...days));
    expect(sd).toBe(Math.sqrt(squares / (days.length - 1)).toFixed(6));
    expect(sd).not.toBe(Math.sqrt(squares / days.length).toFixed(6));
    const stiff = Array.from({ length: 1001 }, (_, at) => 10_000_000.2 + (at % 3) / 10);
    const [sum, ofSquares] = [stiff.reduce((a, b) => a + b, 0), stiff.reduce((a, b) => a + b * b, 0)];
    const naive = Math.sqrt((ofSquares - (sum * sum) / stiff.length) / (stiff.length - 1));
    const exact = Number(statisticsOf(stiff.map((one) => one.toFixed(1))).sd);
    expect(Math.abs(naive - exact)).not.toBeLessThan(0.001);
  });

  test('are missing for no result, and the SD for one', () => {
    expect(statisticsOf([])).toEqual({ n: 0 });
    expect(statisticsOf(['7.40', '<5', 'ERR'])).toEqual({ n: 1, mean: '7.400000' });
  });

  test('of logarithms', () => {
    expect(statisticsOf(['100', '1000', '0'], 'log10')).toMatchObject({ n: 2, mean: '2.5000000000' });
  });

  test('a small SD is never rounded to zero', () => {
    expect(statisticsOf(['1.0000', '1.0001'])).toMatchObject({ sd: '0.00007071' });
  });
});

describe('several months', () => {
  test('have the statistics of all their results', () => {
    const months = [
      { n: 20, mean: '100.0', sd: '2.0' },
      { n: 22, mean: '101.0', sd: '2.2' },
    ];
    expect(cumulative(months)).toMatchObject({ n: 42, mean: '100.523810', sd: '2.142008' });
    expect(cumulative([{ n: 20, mean: 'x', sd: '2' }])).toBeUndefined();
  });

  test('give what the results give, but for the digits that the months leave out', () => {
    const results = fc.array(fc.integer({ min: 0, max: 100_000 }), { minLength: 2, maxLength: 20 });
    fc.assert(
      fc.property(results, results, (one, other) => {
        const months = [one, other].map((numbers) => {
          const { n, mean = '', sd = '' } = statisticsOf(texts(...numbers));
          return { n, mean, sd };
        });
        const together = statisticsOf(texts(...one, ...other));
        const found = cumulative(months);
        expect(found?.n).toBe(together.n);
        expect(Number(found?.mean)).toBeCloseTo(Number(together.mean), 4);
        expect(Number(found?.sd)).toBeCloseTo(Number(together.sd), 4);
      }),
    );
  });
});

test('a bias is the difference from the target, in the unit and in percent', () => {
  expect(biasOf('102.5', '100')).toEqual({ absolute: '2.5', percent: '2.5000' });
  expect(biasOf('97', '100.00')).toEqual({ absolute: '-3.00', percent: '-3.0000' });
  expect(biasOf('1', '0')).toEqual({ absolute: '1', percent: undefined });
  expect(biasOf('', '100')).toBeUndefined();
});

describe('sigma', () => {
  const sigma = (allowed: string, bias: string, cv: string, n = 30) =>
    sigmaOf({
      allowed: { percent: allowed, origin: 'a list, 2025' },
      bias: { percent: bias, origin: 'assumed 0' },
      statistics: { n, mean: '100', sd: '2', cv },
    });

  // inputs and rounded results that were published (PMC6039160, table 2)
  test.each([
    ['21.87', '4.2', '5.8', '3.05'],
    ['27.48', '8.7', '4.6', '4.08'],
    ['8.87', '1.9', '3.8', '1.83'],
    ['11.97', '1.0', '2.4', '4.57'],
    ['10', '0', '2', '5.00'],
  ])('of the allowed error %s, the bias %s and the CV %s is %s', (allowed, bias, cv, expected) => {
    expect(sigma(allowed, bias, cv)?.sigma).toBe(expected);
    expect(sigma(allowed, `-${bias}`, cv)?.sigma).toBe(expected);
  });

  test('names its inputs, and says if they are few or the bias is too large', () => {
    expect(sigma('10', '12', '2', 19)).toMatchObject({
      sigma: '-1.00',
      isFailing: true,
      isOfFew: true,
      allowed: { origin: 'a list, 2025' },
      bias: { origin: 'assumed 0' },
    });
    expect(sigma('10', '0', '2')).toMatchObject({ isFailing: false, isOfFew: false });
  });

  test('takes the greater one of two allowed errors', () => {
    const at = (mean: string) =>
      sigmaOf({
        allowed: { percent: '8', absolute: '6', origin: 'a list' },
        bias: { percent: '0', origin: 'assumed 0' },
        statistics: { n: 20, mean, cv: '2' },
      })?.sigma;
    expect([at('50'), at('75'), at('200')]).toEqual(['6.00', '4.00', '4.00']);
  });

  test('is unknown without a CV, or with one of zero', () => {
    expect(sigma('10', '0', '0')).toBeUndefined();
    expect(sigma('10', '', '2')).toBeUndefined();
  });
});
