import { type DeliveryFailure, MAX_ANSWER_CHARACTERS } from '../../model/delivery.ts';
import type { Report } from '../../model/report.ts';
import type { Update } from '../../model/update.ts';
import type { DeliveryStore } from '../../ports/delivery-store.ts';
import type { Destination } from '../../ports/destination.ts';
import type { ReportStore } from '../../ports/report-store.ts';
import { AdapterError } from '../../shared/adapter-error.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Circuit } from './circuit.ts';
import type { Passed } from './pass-through.ts';

export interface DeliverDependencies {
  readonly deliveries: DeliveryStore;
  readonly reports: ReportStore;
  readonly destination: Destination;
  readonly circuit: Circuit;
  readonly clock: Clock;
  /** Reads what the destination wants of the original messages. Default: it wants nothing. */
  readonly passOn?: ((report: Report) => Promise<Passed>) | undefined;
}

export type DeliverOutcome =
  /** `handed-over`: the gateway has the update and will report its outcome. */
  | {
      readonly outcome: 'delivered' | 'handed-over';
      /** The number of original messages whose fields could not be passed on. Absent if there was none. */
      readonly originalsMissing?: number;
    }
  /** The destination already has this version or a newer one. */
  | { readonly outcome: 'superseded' }
  /** The destination will never accept the update. It waits for a person and blocks no other update. */
  | { readonly outcome: 'parked'; readonly code: string };

/**
 * Sends one update to its destination. An old or repeated update does nothing.
 * @throws AdapterError transient or ambiguous: retry the same update, in its place in the queue
 */
export async function deliverUpdate(
  update: Update,
  { deliveries, reports, destination, circuit, clock, passOn }: DeliverDependencies,
): Promise<DeliverOutcome> {
  const { content: queued, claim: _claim, ...head } = update;
  const { reportKey, version, redelivery } = head;
  const last = await deliveries.get(update.destination, reportKey);
  const isStale = last !== undefined && last.version >= version;
  // a redelivery is sent unless a newer version was sent, or this very redelivery was done before
  const isWished = redelivery !== undefined && last?.version === version && last.redelivery !== redelivery;
  // an earlier try may have ended between the record and the hand-over; the queue takes each message once
  const isRetry = last?.version === version && last.redelivery === redelivery && last.state === 'handed-over';
  if (isStale && !isWished && !isRetry) return { outcome: 'superseded' };
  const content = queued ?? (await reports.version(reportKey, version));
  if (content === undefined)
    throw new AdapterError(
      'ReportVersionNotFound',
      'transient',
      'The queued report version is not in the store',
    );
  const { passed, missing = 0 } = (await passOn?.(content.report)) ?? {};
  const record = {
    destination: update.destination,
    reportKey,
    version,
    group: content.sequenceGroup,
    changedAt: clock().toISOString(),
    ...(redelivery === undefined ? {} : { redelivery }),
    ...(missing === 0 ? {} : { originalsMissing: missing }),
  };
  const { outcome } = destination;
  const isHandedOver = outcome === 'handed-over';
  // recorded first, so that the gateway's receipt is waited for before it can come
  if (isHandedOver && !isRetry && !(await deliveries.put({ ...record, state: outcome }))) throw contested();
  try {
    await circuit.run(content.sequenceGroup, () => destination.deliver(content, head, passed));
    if (!isHandedOver) await deliveries.put({ ...record, state: outcome });
    return missing === 0 ? { outcome } : { outcome, originalsMissing: missing };
  } catch (cause) {
    if (!(cause instanceof AdapterError) || cause.disposition !== 'permanent') throw cause;
    await deliveries.put({ ...record, state: 'parked', failure: failureOf(cause) });
    return { outcome: 'parked', code: cause.code };
  }
}

/** Another function handles the same update; a retry sees what became of it. */
const contested = (): AdapterError =>
  new AdapterError('DeliveryContested', 'transient', 'The update was recorded at the same time');

/** The destination's answer is stored with the parked update, and shown only to readers who may see it. */
const failureOf = (cause: AdapterError): DeliveryFailure => ({
  code: cause.code,
  answer: cause.cause instanceof Error ? cause.cause.message.slice(0, MAX_ANSWER_CHARACTERS) : undefined,
});
