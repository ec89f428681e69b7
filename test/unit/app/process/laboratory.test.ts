import { expect, test } from '@jest/globals';
import { outcomeOf, permutations, spread } from '../../../support/arrival-outcome.ts';
import { bloodBank } from '../../../support/laboratory/blood-bank.ts';
import { blurred } from '../../../support/laboratory/blurred.ts';
import { chemistry } from '../../../support/laboratory/chemistry.ts';
import { draws } from '../../../support/laboratory/draws.ts';
import { microbiology } from '../../../support/laboratory/microbiology.ts';
import { numbers } from '../../../support/laboratory/numbers.ts';
import { orders } from '../../../support/laboratory/orders.ts';
import { pathology } from '../../../support/laboratory/pathology.ts';
import { persons } from '../../../support/laboratory/persons.ts';
import { pointOfCare } from '../../../support/laboratory/point-of-care.ts';
import { renumbered } from '../../../support/laboratory/renumbered.ts';
import { series } from '../../../support/laboratory/series.ts';
import { shownIn } from '../../../support/laboratory/shown.ts';
import type { Choices } from '../../../support/laboratory/simulated.ts';
import { fc } from '../../../support/property.ts';
import { size } from '../../../support/size.ts';

const kinds = {
  ...{ bloodBank, blurred, chemistry, draws, microbiology, numbers, orders },
  ...{ pathology, persons, pointOfCare, renumbered, series },
};

const histories = size({ short: 12, long: 100 });
/** Orders of arrival of each history, spread over all. */
const ordersOfEach = size({ short: 2, long: 24 });

function choicesOf(generate: fc.GeneratorValue): Choices {
  const below = (count: number): number => generate(fc.nat, { max: count - 1 });
  // by its place: of two objects that are equal, the generator may give either
  const pick: Choices['pick'] = (...all) => all[below(all.length)] as (typeof all)[number];
  return { pick, below, isSo: () => generate(fc.boolean) };
}

const readable = (message: Uint8Array): string[] => Buffer.from(message).toString().split('\r');

test.each(Object.entries(kinds))(
  '%s: whatever a laboratory says, in whatever order it comes, its chart is what it knows, or a hold says why not',
  async (_kind, historyOf) => {
    let tried = 0;
    let delivered = 0;
    await fc.assert(
      fc.asyncProperty(fc.gen(), async (generate) => {
        const { messages, knows } = historyOf(choicesOf(generate));
        for (const order of spread(permutations(messages), ordersOfEach))
          for (const twice of [false, true]) {
            const { chart, holds, waits, stale } = await outcomeOf(order, { twice });
            tried += 1;
            expect(stale).toEqual([]);
            if (holds.length + waits.length > 0) continue;
            delivered += 1;
            const shows = shownIn(chart);
            const expected = knows.toSorted();
            if (JSON.stringify(shows) === JSON.stringify(expected)) continue;
            expect({ order: order.map(readable), shows }).toEqual({
              order: order.map(readable),
              shows: expected,
            });
          }
      }),
      { numRuns: histories, endOnFailure: true },
    );
    // a laboratory that marks its corrections seldom waits
    expect({ tried, isMostDelivered: delivered > tried / 2 }).toEqual({ tried, isMostDelivered: true });
  },
);
