import { renderBundle } from '../../lib/render/fhir/bundle.ts';
import { type Chart, chartAfter } from './chart.ts';
import { aMemoryCloud } from './memory-cloud.ts';
import { aSite } from './site.ts';

const site = aSite();

export const permutations = <T>(list: readonly T[]): T[][] =>
  list.length < 2
    ? [[...list]]
    : list.flatMap((one, at) => permutations(list.toSpliced(at, 1)).map((rest) => [one, ...rest]));

/** So many of all orders, spread over them. */
export function spread<T>(orders: readonly T[], most: number): readonly T[] {
  const step = Math.max(1, Math.ceil(orders.length / most));
  return orders.filter((_, index) => index % step === 0);
}

/** Holds of a report, not of a message alone: see `docs/holds.md`. */
const reasonsOfReports: ReadonlySet<string> = new Set([
  ...['set-unclear', 'unmarked-correction', 'cancelled-with-results', 'unmatched-order', 'unmapped-code'],
]);

export interface Outcome {
  readonly chart: Chart;
  /** Why reports wait. */
  readonly holds: readonly string[];
  /** Why messages wait. */
  readonly waits: readonly string[];
  /** Holds that a message is listed for although no report has them any more. */
  readonly stale: readonly string[];
}

/**
 * What the EHR's chart shows when these messages have come in this order, and what waits. `twice`: the queue gives all
 * again after each.
 */
export async function outcomeOf(
  messages: readonly Uint8Array[],
  { since, twice = false }: { readonly since?: number | undefined; readonly twice?: boolean } = {},
): Promise<Outcome> {
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
  const waits = [...new Set(records.flatMap((one) => Object.keys(one?.record.ledger?.held ?? {})))];
  const stale = waits.filter(
    (reason) => reasonsOfReports.has(reason) && !holds.some((one) => one === reason),
  );
  return { chart: chartAfter(bundles), holds, waits, stale };
}
