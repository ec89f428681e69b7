import { normalizeOrders, type OrderClaim } from '../../normalize/kinds/normalize-orders.ts';
import { orderCancellations } from '../../normalize/kinds/order-cancellations.ts';
import type { KnownReports, ReportNames } from '../../ports/report-names.ts';
import { reuseMsOf } from '../file/identify-part.ts';
import { broadcastWork } from '../work/broadcast-work.ts';
import { withCancelled } from '../work/cancel-orders.ts';
import { cancelledOnTubes } from './cancelled-tubes.ts';
import { contradictedBy } from './contradicted-results.ts';
import { givenUpSpecimens } from './given-up-specimens.ts';
import { joinedByOrders } from './joined-by-orders.ts';
import type { ContentDependencies, MessageContent, Processed } from './message-content.ts';
import { KEPT_WINDOWS, startTally } from './message-content.ts';
import { processParts } from './process-results.ts';

/**
 * Stores orders. The patient of an order is stored under every number by which a result may look for it. An order that
 * a laboratory cancels takes its results back.
 */
export async function processOrders(
  content: MessageContent,
  dependencies: ContentDependencies,
): Promise<Processed> {
  const { identities, orders, site } = dependencies;
  const normalized = normalizeOrders(content.admitted, content.options);
  const tally = startTally(normalized.received, content, 'told-with-order');
  const keepMs = KEPT_WINDOWS * reuseMsOf(site);
  const named = await withCancelled(normalized.orders, dependencies);
  const { senderScope } = content.admitted.numbers;
  const claims = [...normalized.claims, ...(await givenUpSpecimens(named, senderScope, dependencies))];
  if (claims.length > 0) {
    tally.awake({ patients: [], aliases: await identities.putOwners(claims, keepMs) });
    const { names, reports } = dependencies;
    const known = await reportsOf(claims, content.known?.reports, names);
    const processingId = named[0]?.order.processingId ?? '';
    const options = { known, reports, reuseMs: reuseMsOf(site) };
    const { placeholderNames } = site.patients;
    tally.recall(await contradictedBy(claims, { ...options, placeholderNames }));
    tally.recall(await cancelledOnTubes(normalized.claims, options));
    tally.recall(await joinedByOrders(normalized.claims, { ...options, names, processingId }));
  }
  await orders.put(named, keepMs);
  // a replayed order is not sent to instruments again
  if (content.occasion === 'first' || content.occasion === 'retry') await broadcastWork(named, dependencies);
  const cancelled = orderCancellations(content.admitted, content.options);
  if (cancelled === undefined) return { tally, issues: normalized.issues };
  const filed = await processParts(cancelled, content, dependencies, tally);
  return { ...filed, issues: [...normalized.issues, ...filed.issues] };
}

/** The reports of the claimed numbers. It makes no request if they were read with the message. */
async function reportsOf(
  claims: readonly OrderClaim[],
  known: KnownReports = new Map(),
  names: Pick<ReportNames, 'find'>,
): Promise<KnownReports> {
  const numbers = new Set(claims.flatMap(({ reportNames }) => reportNames));
  const missing = [...numbers].filter((name) => !known.has(name));
  return missing.length === 0 ? known : new Map([...known, ...(await names.find(missing))]);
}
