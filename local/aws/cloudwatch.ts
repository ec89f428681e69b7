import * as z from 'zod';
import type { Clock } from '../../lib/shared/clock.ts';
import type { WaitingEntry } from './waiting-entry.ts';

/** Names and values that separate the series of a metric. */
type Dimensions = Readonly<Record<string, string>>;

/** An alarm as the template defines it. */
export interface AlarmDefinition {
  readonly name: string;
  readonly description: string;
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: Dimensions;
  readonly statistic: string;
  readonly periodSeconds: number;
  readonly evaluationPeriods: number;
  readonly threshold: number;
  readonly comparison: string;
  readonly treatMissingData: string;
  /** `FILL(m, 0)`: missing data count as zero. */
  readonly isFilled: boolean;
}

export interface CloudWatchOptions {
  readonly alarms: readonly AlarmDefinition[];
  readonly clock: Clock;
  /** The entries that wait in a queue now, by queue name; SQS metrics are computed from them. */
  readonly waiting: (queue: string) => readonly WaitingEntry[];
}

/** The embedded metric format of CloudWatch Logs. */
const embeddedSchema = z.looseObject({
  _aws: z.object({
    Timestamp: z.number(),
    CloudWatchMetrics: z.array(
      z.object({
        Namespace: z.string(),
        Dimensions: z.array(z.array(z.string())),
        Metrics: z.array(z.object({ Name: z.string() })),
      }),
    ),
  }),
});

interface Datum {
  readonly countedAt: number;
  readonly value: number;
}

/** Metrics that functions write to their logs, and the template's alarms on them. */
export class CloudWatch {
  readonly #options: CloudWatchOptions;
  readonly #data = new Map<string, Datum[]>();

  constructor(options: CloudWatchOptions) {
    this.#options = options;
  }

  /** Reads the metrics of a log line, if it has any. */
  readLine(line: string): void {
    if (!line.includes('"_aws"')) return;
    const parsed = embeddedSchema.safeParse(JSON.parse(line));
    if (!parsed.success) return;
    const { _aws: embedded, ...values } = parsed.data;
    for (const { Namespace, Dimensions: sets, Metrics } of embedded.CloudWatchMetrics)
      for (const names of sets)
        for (const { Name } of Metrics) {
          const dimensions = Object.fromEntries(names.map((name) => [name, String(values[name])]));
          // one invocation may count the same metric several times
          for (const value of [values[Name]].flat()) this.count(Namespace, Name, dimensions, Number(value));
        }
  }

  count(namespace: string, name: string, dimensions: Dimensions, value = 1): void {
    const key = keyOf(namespace, name, dimensions);
    const data = this.#data.get(key) ?? [];
    this.#data.set(key, data);
    data.push({ countedAt: this.#options.clock().getTime(), value });
  }

  /** Answers a request to the CloudWatch API. */
  answer(operation: string, members: Readonly<Record<string, unknown>>): object {
    if (operation === 'DescribeAlarms') return { MetricAlarms: this.#describe(members) };
    if (operation === 'GetMetricData') return { MetricDataResults: this.#read(members) };
    throw new Error(`the local run does not know ${operation} of CloudWatch`);
  }

  #describe({ AlarmNamePrefix: prefix = '' }: Readonly<Record<string, unknown>>): object[] {
    return this.#options.alarms
      .filter(({ name }) => name.startsWith(String(prefix)))
      .map((alarm) => ({
        AlarmName: alarm.name,
        AlarmDescription: alarm.description,
        Namespace: alarm.namespace,
        MetricName: alarm.metricName,
        Dimensions: Object.entries(alarm.dimensions).map(([Name, Value]) => ({ Name, Value })),
        Threshold: alarm.threshold,
        StateValue: this.#isRaised(alarm) ? 'ALARM' : 'OK',
      }));
  }

  #read(members: Readonly<Record<string, unknown>>): object[] {
    const { MetricDataQueries: queries, StartTime, EndTime } = querySchema.parse(members);
    // the caller uses the time of this machine, even if the metrics' clock was moved
    const movedMs = this.#options.clock().getTime() - Date.now();
    return queries.map(({ Id, MetricStat: { Metric, Stat } }) => {
      const dimensions = Object.fromEntries(
        (Metric.Dimensions ?? []).map(({ Name, Value }) => [Name, Value]),
      );
      const of = { namespace: Metric.Namespace, metricName: Metric.MetricName, dimensions, statistic: Stat };
      const value = this.#value(of, StartTime * 1000 + movedMs, EndTime * 1000 + movedMs + 1000);
      return { Id, Values: value === undefined ? [] : [value] };
    });
  }

  /** True if each of the last periods breaches the threshold. */
  #isRaised(alarm: AlarmDefinition): boolean {
    const now = this.#options.clock().getTime();
    const length = alarm.periodSeconds * 1000;
    return Array.from({ length: alarm.evaluationPeriods }, (_, index) => now - index * length).every(
      (end) => {
        const value = this.#value(alarm, end - length, end) ?? (alarm.isFilled ? 0 : undefined);
        if (value === undefined) return alarm.treatMissingData === 'breaching';
        return comparisonOf(alarm.comparison)(value, alarm.threshold);
      },
    );
  }

  #value(
    metric: Pick<AlarmDefinition, 'namespace' | 'metricName' | 'dimensions' | 'statistic'>,
    from: number,
    to: number,
  ): number | undefined {
    if (metric.namespace === 'AWS/SQS')
      return this.#ofQueue(metric.metricName, metric.dimensions['QueueName'] ?? '');
    const data = this.#data.get(keyOf(metric.namespace, metric.metricName, metric.dimensions)) ?? [];
    const within = data
      .filter(({ countedAt }) => countedAt > from && countedAt <= to)
      .map(({ value }) => value);
    if (within.length === 0) return undefined;
    return metric.statistic === 'Sum' ? within.reduce((sum, value) => sum + value, 0) : Math.max(...within);
  }

  #ofQueue(metric: string, queue: string): number | undefined {
    const entries = this.#options.waiting(queue);
    if (metric === 'ApproximateNumberOfMessagesVisible')
      return entries.filter(({ isVisible }) => isVisible).length;
    if (metric !== 'ApproximateAgeOfOldestMessage') return undefined;
    const now = this.#options.clock().getTime();
    return Math.max(0, ...entries.map(({ sentAt }) => (now - sentAt) / 1000));
  }
}

const querySchema = z.object({
  StartTime: z.number(),
  EndTime: z.number(),
  MetricDataQueries: z.array(
    z.object({
      Id: z.string(),
      MetricStat: z.object({
        Stat: z.string(),
        Metric: z.object({
          Namespace: z.string(),
          MetricName: z.string(),
          Dimensions: z.array(z.object({ Name: z.string(), Value: z.string() })).optional(),
        }),
      }),
    }),
  ),
});

const keyOf = (namespace: string, name: string, dimensions: Dimensions): string =>
  JSON.stringify([namespace, name, Object.entries(dimensions).sort(([a], [b]) => a.localeCompare(b))]);

const comparisons = new Map<string, (value: number, threshold: number) => boolean>([
  ['LessThanThreshold', (value, threshold) => value < threshold],
  ['GreaterThanOrEqualToThreshold', (value, threshold) => value >= threshold],
]);

function comparisonOf(operator: string): (value: number, threshold: number) => boolean {
  const compare = comparisons.get(operator);
  if (compare === undefined) throw new Error(`the local run does not know the comparison ${operator}`);
  return compare;
}
