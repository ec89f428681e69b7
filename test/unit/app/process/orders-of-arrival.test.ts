import { describe, expect, test } from '@jest/globals';
import { outcomeOf, permutations, spread } from '../../../support/arrival-outcome.ts';
import { arrivalSets } from '../../../support/arrival-sets.ts';
import { linesOf } from '../../../support/chart.ts';
import { size } from '../../../support/size.ts';

/** `npm test` tries so many orders of a set, spread over the list of all; `npm run test:long` tries all. */
const most = size({ short: 2, long: Number.POSITIVE_INFINITY });

describe.each(arrivalSets)('$name', (set) => {
  const { messages, shows, results = shows.length, holds, isReceivedSoon } = set;
  const since = isReceivedSoon === true ? Date.UTC(2026, 1, 10, 16) : undefined;
  const orders = spread(permutations(messages('T')), most);

  test.each([
    { twice: false, how: '' },
    { twice: true, how: ', with all messages read again after each' },
  ])(`the outcome is the same in ${orders.length} orders$how`, async ({ twice }) => {
    for (const [number, order] of orders.entries()) {
      const { chart, holds: found, waits, stale } = await outcomeOf(order, { since, twice });
      const lines = linesOf(chart, 'T');
      expect({ number, stale }).toEqual({ number, stale: [] });
      if (set.waits)
        expect({ number, lines, isHeld: waits.length > 0 }).toEqual({ number, lines, isHeld: true });
      if (set.waits) continue;
      if (holds !== undefined) expect({ number, lines, holds: found }).toEqual({ number, lines, holds });
      if (holds !== undefined && shows.length === 0) continue;
      const missing = shows.filter((line) => lines.filter((one) => line.test(one)).length !== 1);
      expect({ number, lines, missing: missing.map(String) }).toEqual({ number, lines, missing: [] });
      expect({ number, lines }).toMatchObject({ lines: { length: results } });
    }
  });
});
