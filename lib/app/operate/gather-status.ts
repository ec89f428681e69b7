import { type HoldReason, holdReasonSchema } from '../../model/hold-reason.ts';
import type { MetricName } from '../../model/metrics.ts';
import type { DeliveryStore } from '../../ports/delivery-store.ts';
import type { MessageIndex } from '../../ports/message-store.ts';
import type { Alarm, CountQuestion, SystemMonitor } from '../../ports/system-monitor.ts';
import type { QueueCounts, SystemQueue } from '../../ports/system-queues.ts';
import { AdapterError } from '../../shared/adapter-error.ts';
import { deliveredDestinations } from '../../site/delivered-destinations.ts';
import { insecureAddresses } from '../../site/insecure-addresses.ts';
import type { Site } from '../../site/site.ts';
import { type ControlCounts, type CountingDependencies, countControls } from './count-controls.ts';
import {
  UNREAD_MS,
  type UnreadDependencies,
  type UnreadOfSource,
  unreadControls,
} from './unread-controls.ts';
import { upTo } from './up-to.ts';

/** A summary of the system's state, without patient data. */
export interface Status extends ControlCounts {
  readonly laboratory: string;
  /** Parts of the system that could not be read. */
  readonly unknown: readonly UnknownPart[];
  readonly gatheredAt: string;
  /** Alarms that are raised. */
  readonly alarms: readonly Pick<Alarm, 'name' | 'summary' | 'page'>[];
  /** The number of alarms that exist. */
  readonly alarmCount: number;
  /** Counts begin at this time. */
  readonly since: string;
  readonly flow: Readonly<Record<FlowCount, number>>;
  readonly queues: readonly QueueStatus[];
  readonly sources: readonly {
    readonly id: string;
    readonly lastHeard: string | undefined;
    readonly received: number;
  }[];
  readonly destinations: readonly {
    readonly id: string;
    readonly kind: string;
    readonly delivered: number;
    readonly postponed: number;
    readonly parked: number;
  }[];
  /** Addresses of the site that are plain HTTP to another machine. */
  readonly insecure: readonly string[];
  /** Held messages by reason. */
  readonly held: Partial<Readonly<Record<HoldReason, number>>>;
  /** Controls that wait to be read for longer than `UNREAD_MS`: they hold the results of their source. */
  readonly unreadControls: readonly UnreadOfSource[];
  /** Held corrections: charts still show the values that they correct. */
  readonly heldCorrections: number;
}

export interface UnknownPart {
  readonly part: string;
  readonly code: string;
}

export interface QueueStatus extends QueueCounts {
  readonly name: string;
  readonly oldestSeconds: number;
  readonly deadLetters: number;
}

export interface StatusDependencies extends CountingDependencies, UnreadDependencies {
  readonly site: Site;
  readonly monitor: SystemMonitor;
  readonly queues: readonly SystemQueue[];
  readonly messages: Pick<MessageIndex, 'lastReceived' | 'held'>;
  readonly deliveries: Pick<DeliveryStore, 'parked'>;
}

const flowCounts = {
  accepted: ['MessagesAccepted', 'receive'],
  duplicate: ['MessagesDuplicate', 'receive'],
  rejected: ['MessagesRejected', 'receive'],
  notStored: ['MessagesNotStored', 'receive'],
  answered: ['MessagesAnswered', 'receive'],
  normalized: ['MessagesNormalized', 'normalize'],
  failed: ['MessagesFailed', 'normalize'],
  stored: ['ObservationsStored', 'normalize'],
  held: ['ObservationsHeld', 'normalize'],
  setAside: ['ObservationsSetAside', 'normalize'],
} as const satisfies Readonly<Record<string, readonly [MetricName, string]>>;

export type FlowCount = keyof typeof flowCounts;

/** Counting stops here, because larger numbers do not help the operator. */
const MOST_COUNTED = 1000;

/**
 * Reads everything at once: two requests for each queue, one for each source, destination and hold reason,
 * one for all counts, one for all alarms and one for 100 test systems, one or two for each source with a gated one. No request grows with the table. A part that cannot be read is
 * listed in `unknown`; the other parts are still returned.
 */
export async function gatherStatus(since: Date, dependencies: StatusDependencies): Promise<Status> {
  const { site, clock, monitor, queues, messages, deliveries } = dependencies;
  const now = clock();
  const unknown: UnknownPart[] = [];
  const known = async <T>(part: string, otherwise: T, asked: Promise<T>): Promise<T> =>
    asked.catch((cause: unknown) => {
      if (!(cause instanceof AdapterError)) throw cause;
      unknown.push({ part, code: cause.code });
      return otherwise;
    });
  const destinations = deliveredDestinations(site);
  const [counts, ages, alarms, queueCounts, lastHeard, parked, held, controls, unreadOf] = await Promise.all([
    known('counts', noCounts, readCounts(monitor, site, destinations, since, now)),
    known('ages', [], monitor.oldestSeconds(namesOf(queues), now)),
    known('alarms', [], monitor.alarms()),
    known('queues', [], Promise.all(queues.map(countsOf))),
    known('sources', [], Promise.all(site.sources.map(({ id }) => messages.lastReceived(id)))),
    known('parked', [], Promise.all(destinations.map(({ id }) => countUpTo(deliveries.parked(id))))),
    known(
      'held',
      [],
      Promise.all(
        holdReasonSchema.options.map((reason) =>
          upTo(MOST_COUNTED, messages.held(reason, { atOnce: MOST_COUNTED })),
        ),
      ),
    ),
    known('controls', { outOfControl: 0, controlsDue: 0, openLookBacks: 0 }, countControls(dependencies)),
    known('unread controls', [], unreadControls(new Date(now.getTime() - UNREAD_MS), dependencies)),
  ]);
  return {
    unknown,
    ...controls,
    unreadControls: unreadOf,
    laboratory: site.laboratory.name,
    gatheredAt: now.toISOString(),
    since: since.toISOString(),
    alarmCount: alarms.length,
    alarms: alarms
      .filter(({ isRaised }) => isRaised)
      .map(({ name, summary, page }) => ({ name, summary, page })),
    flow: counts.flow,
    queues: queueCounts.map((queue, index) => ({ ...queue, oldestSeconds: ages[index] ?? 0 })),
    sources: site.sources.map(({ id }, index) => ({
      id,
      lastHeard: lastHeard[index],
      received: counts.received[index] ?? 0,
    })),
    destinations: destinations.map(({ id, kind }, index) => ({
      id,
      kind,
      delivered: counts.delivered[index] ?? 0,
      postponed: counts.postponed[index] ?? 0,
      parked: parked[index] ?? 0,
    })),
    insecure: insecureAddresses(site).map(({ address }) => address),
    held: Object.fromEntries(
      holdReasonSchema.options.flatMap((reason, index) =>
        (held[index]?.length ?? 0) > 0 ? [[reason, held[index]?.length]] : [],
      ),
    ),
    heldCorrections: held.flat().reduce((sum, { corrections = 0 }) => sum + corrections, 0),
  };
}

interface Counts {
  readonly flow: Status['flow'];
  /** In the order of the site's sources. */
  readonly received: readonly number[];
  /** In the order of the site's destinations. */
  readonly delivered: readonly number[];
  readonly postponed: readonly number[];
}

const flowOf = (counts: readonly number[]): Status['flow'] =>
  Object.fromEntries(
    Object.keys(flowCounts).map((name, index) => [name, counts[index] ?? 0]),
  ) as Status['flow'];

const noCounts: Counts = { flow: flowOf([]), received: [], delivered: [], postponed: [] };

async function readCounts(
  monitor: SystemMonitor,
  { sources }: Site,
  destinations: Site['destinations'],
  from: Date,
  to: Date,
): Promise<Counts> {
  const flow = Object.values(flowCounts).map(([name, service]) => question(name, { service }));
  const received = sources.map(({ id }) => question('MessagesReceived', { service: 'receive', source: id }));
  const ofDestinations = (name: MetricName) =>
    destinations.map(({ id }) => question(name, { service: 'deliver', destination: id }));
  const groups = [flow, received, ofDestinations('UpdatesDelivered'), ofDestinations('UpdatesPostponed')];
  const counts = [...(await monitor.counts(groups.flat(), from, to))];
  const [ofFlow = [], ofSources = [], delivered = [], postponed = []] = groups.map(({ length }) =>
    counts.splice(0, length),
  );
  return { flow: flowOf(ofFlow), received: ofSources, delivered, postponed };
}

const question = (name: MetricName, dimensions: Readonly<Record<string, string>>): CountQuestion => ({
  name,
  dimensions,
});

const namesOf = (queues: readonly SystemQueue[]): string[] => queues.map(({ name }) => name);

async function countsOf(queue: SystemQueue): Promise<Omit<QueueStatus, 'oldestSeconds'>> {
  const [counts, deadLetters] = await Promise.all([queue.count(), queue.deadLetters?.count() ?? 0]);
  return { name: queue.name, ...counts, deadLetters };
}

const countUpTo = async (items: AsyncIterable<unknown>): Promise<number> =>
  (await upTo(MOST_COUNTED, items)).length;

/** Whether a person has work to do, even if no alarm is raised any more. */
export const needsAttention = ({ alarms, unknown, queues, destinations, flow, ...status }: Status): boolean =>
  alarms.length + unknown.length + flow.failed + status.unreadControls.length > 0 ||
  queues.some(({ deadLetters }) => deadLetters > 0) ||
  destinations.some(({ parked }) => parked > 0);
