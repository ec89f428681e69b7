import { countQueue } from '../../lib/adapters/sqs/dead-letters.ts';
import {
  type MetricQuestion,
  readAlarms,
  readMetrics,
} from '../../lib/adapters/telemetry/cloudwatch-reader.ts';
import { isDelivered } from '../../lib/destinations/kinds.ts';
import type { MetricName } from '../../lib/model/metrics.ts';
import { type HoldReason, holdReasonSchema } from '../../lib/model/report.ts';
import { AdapterError } from '../../lib/shared/adapter-error.ts';
import type { ConnectedSystem, SystemQueue } from '../system.ts';

/** How the system is, at a glance. Nothing of a patient is in it. */
export interface Status {
  readonly laboratory: string;
  /** What could not be asked for. */
  readonly unknown: readonly UnknownPart[];
  readonly gatheredAt: string;
  /** Alarms that are raised. */
  readonly alarms: readonly { readonly name: string; readonly says: string; readonly page: string }[];
  /** How many there are in all. */
  readonly alarmCount: number;
  /** What was counted since then. */
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
  readonly held: Partial<Readonly<Record<HoldReason, number>>>;
}

export interface UnknownPart {
  readonly part: string;
  readonly code: string;
}

export interface QueueStatus {
  readonly name: string;
  readonly waiting: number;
  readonly inHand: number;
  readonly oldestSeconds: number;
  readonly deadLetters: number;
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

type FlowCount = keyof typeof flowCounts;

/** More of one kind are not counted: whoever runs the system knows enough. */
const MOST_COUNTED = 1000;

/**
 * Asks for everything at once: two requests for each queue, one for each source, destination and reason to
 * wait, one of CloudWatch for all counts and one for all alarms. None grows with the table.
 */
export async function gatherStatus(system: ConnectedSystem, since: Date): Promise<Status> {
  const { site, clock } = system;
  const now = clock();
  const unknown: UnknownPart[] = [];
  /** In an outage what can be known is still told. */
  const known = async <T>(part: string, otherwise: T, asked: Promise<T>): Promise<T> =>
    asked.catch((cause: unknown) => {
      if (!(cause instanceof AdapterError)) throw cause;
      unknown.push({ part, code: cause.code });
      return otherwise;
    });
  const delivered = site.destinations.filter(isDelivered);
  const ofDestination = (id: string, name: MetricName) =>
    countOf(system, name, { service: 'deliver', destination: id });
  const questions = {
    flow: Object.values(flowCounts).map(([name, service]) => countOf(system, name, { service })),
    sources: site.sources.map(({ id }) =>
      countOf(system, 'MessagesReceived', { service: 'receive', source: id }),
    ),
    delivered: delivered.map(({ id }) => ofDestination(id, 'UpdatesDelivered')),
    postponed: delivered.map(({ id }) => ofDestination(id, 'UpdatesPostponed')),
  };
  const [counts, ages, alarms, queues, lastHeard, parked, held] = await Promise.all([
    known('counts', [], readMetrics(system.cloudwatch, Object.values(questions).flat(), since, now)),
    // the age is measured once a minute
    known('ages', [], readMetrics(system.cloudwatch, system.queues.map(ageOf), minutesBefore(now, 5), now)),
    known('alarms', [], readAlarms(system.cloudwatch, system.metricsNamespace)),
    known('queues', [], Promise.all(system.queues.map((queue) => countsOf(queue, system)))),
    known('sources', [], Promise.all(site.sources.map(({ id }) => system.messages.lastReceived(id)))),
    known('parked', [], Promise.all(delivered.map(({ id }) => countUpTo(system.deliveries.parked(id))))),
    known(
      'held',
      [],
      Promise.all(holdReasonSchema.options.map((reason) => countUpTo(system.messages.held(reason)))),
    ),
  ]);
  const take = counts.map((count) => count ?? 0).values();
  const next = <T>(list: readonly T[]): number[] => list.map(() => take.next().value ?? 0);
  const flow = next(questions.flow);
  const received = next(questions.sources);
  const deliveredCounts = next(questions.delivered);
  const postponed = next(questions.postponed);
  const ours = alarms.filter(({ name }) => isOf(system.metricsNamespace, name));
  return {
    unknown,
    laboratory: site.laboratory.name,
    gatheredAt: now.toISOString(),
    since: since.toISOString(),
    alarmCount: ours.length,
    alarms: ours
      .filter(({ state }) => state === 'ALARM')
      .map(({ name, description }) => {
        const [says = '', page = ''] = description.split('. Runbook: ');
        return { name, says, page };
      }),
    flow: Object.fromEntries(
      Object.keys(flowCounts).map((name, index) => [name, flow[index] ?? 0]),
    ) as Status['flow'],
    queues: queues.map((queue, index) => ({ ...queue, oldestSeconds: Math.round(ages[index] ?? 0) })),
    sources: site.sources.map(({ id }, index) => ({
      id,
      lastHeard: lastHeard[index],
      received: received[index] ?? 0,
    })),
    destinations: delivered.map(({ id, kind }, index) => ({
      id,
      kind,
      delivered: deliveredCounts[index] ?? 0,
      postponed: postponed[index] ?? 0,
      parked: parked[index] ?? 0,
    })),
    held: Object.fromEntries(
      holdReasonSchema.options.flatMap((reason, index) =>
        (held[index] ?? 0) > 0 ? [[reason, held[index]]] : [],
      ),
    ),
  };
}

/** `Labwire` is also how `LabwireTest` begins: the alarms of a deployment are those of its stacks. */
const isOf = (deployment: string, alarm: string): boolean =>
  /^(?:Data|Network|Monitoring|Processing|Access|Gateway)\b/.test(alarm.slice(deployment.length));

const countOf = (
  { metricsNamespace }: ConnectedSystem,
  name: MetricName,
  dimensions: Readonly<Record<string, string>>,
): MetricQuestion => ({ namespace: metricsNamespace, name, dimensions, statistic: 'Sum' });

const ageOf = ({ url }: SystemQueue): MetricQuestion => ({
  namespace: 'AWS/SQS',
  name: 'ApproximateAgeOfOldestMessage',
  dimensions: { QueueName: url.split('/').at(-1) ?? '' },
  statistic: 'Maximum',
});

async function countsOf(
  { name, url, deadLetterUrl }: SystemQueue,
  { sqs }: ConnectedSystem,
): Promise<Omit<QueueStatus, 'oldestSeconds'>> {
  const [counts, dead] = await Promise.all([
    countQueue(sqs, url),
    deadLetterUrl === undefined ? undefined : countQueue(sqs, deadLetterUrl),
  ]);
  return { name, ...counts, deadLetters: (dead?.waiting ?? 0) + (dead?.inHand ?? 0) };
}

const minutesBefore = (time: Date, minutes: number): Date => new Date(time.getTime() - minutes * 60_000);

async function countUpTo(items: AsyncIterable<unknown>): Promise<number> {
  let count = 0;
  for await (const _item of items) if (++count === MOST_COUNTED) break;
  return count;
}
