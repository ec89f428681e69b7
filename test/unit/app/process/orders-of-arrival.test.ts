import { describe, expect, test } from '@jest/globals';
import { renderBundle } from '../../../../lib/render/fhir/bundle.ts';
import { arrivalSets } from '../../../support/arrival-sets.ts';
import { chartAfter, linesOf } from '../../../support/chart.ts';
import { aMemoryCloud } from '../../../support/memory-cloud.ts';
import { aSite } from '../../../support/site.ts';
import { size } from '../../../support/size.ts';

const site = aSite();

const permutations = <T>(list: readonly T[]): T[][] =>
  list.length < 2
    ? [[...list]]
    : list.flatMap((one, at) => permutations(list.toSpliced(at, 1)).map((rest) => [one, ...rest]));

/** `npm test` tries so many orders of a set, spread over the list of all; `npm run test:long` tries all. */
const most = size({ short: 2, long: Number.POSITIVE_INFINITY });
function tried<T>(orders: readonly T[]): readonly T[] {
  const step = Math.max(1, Math.ceil(orders.length / most));
  return orders.filter((_, index) => index % step === 0);
}

/** Holds of a report, not of a message alone: see `docs/holds.md`. */
const reasonsOfReports: ReadonlySet<string> = new Set([
  ...['set-unclear', 'unmarked-correction', 'cancelled-with-results', 'unmatched-order', 'unmapped-code'],
]);

/**
 * What the EHR's chart shows when these messages have come in this order, and why reports wait. `stale`: holds that a
 * message is listed for although no report has them any more. `twice`: the queue gives all again after each.
 */
async function outcomeOf(
  messages: readonly Uint8Array[],
  { since, twice = false }: { readonly since?: number | undefined; readonly twice?: boolean } = {},
) {
  const cloud = aMemoryCloud(site, since === undefined ? {} : { since });
  const ids = new Set<string>();
  for (const message of messages) {
    ids.add((await cloud.run(message))?.id ?? '');
    const again = twice ? [...cloud.inbound.entries] : [];
    for (const entry of again) await cloud.normalize(entry.messageId, entry);
  }
  const bundles = cloud.updates.updates.flatMap(({ update }) =>
    update.content === undefined ? [] : [renderBundle(update.content, site.laboratory)],
  );
  const holds = [...new Set(cloud.reports.all().flatMap(({ report }) => report.holds))];
  const records = await Promise.all([...ids].map((id) => cloud.messages.get(id)));
  const said = records.flatMap((one) => Object.keys(one?.record.ledger?.held ?? {}));
  const stale = said.filter((reason) => reasonsOfReports.has(reason) && !holds.some((one) => one === reason));
  return { lines: linesOf(chartAfter(bundles), 'T'), holds, stale };
}

describe.each(arrivalSets)('$name', ({ messages, shows, results = shows.length, holds, isReceivedSoon }) => {
  const since = isReceivedSoon === true ? Date.UTC(2026, 1, 10, 16) : undefined;
  const orders = tried(permutations(messages('T')));

  test.each([
    { twice: false, how: '' },
    { twice: true, how: ', with all messages read again after each' },
  ])(`the outcome is the same in ${orders.length} orders$how`, async ({ twice }) => {
    for (const [number, order] of orders.entries()) {
      const { lines, stale, ...waits } = await outcomeOf(order, { since, twice });
      expect({ number, stale }).toEqual({ number, stale: [] });
      if (holds !== undefined) expect({ number, lines, ...waits }).toEqual({ number, lines, holds });
      if (holds !== undefined && shows.length === 0) continue;
      const missing = shows.filter((line) => lines.filter((one) => line.test(one)).length !== 1);
      expect({ number, lines, missing: missing.map(String) }).toEqual({ number, lines, missing: [] });
      expect({ number, lines }).toMatchObject({ lines: { length: results } });
    }
  });
});
