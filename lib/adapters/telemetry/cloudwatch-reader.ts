import { awsCall } from '../aws/aws-call.ts';
import type { LazyCloudWatch } from './lazy-cloudwatch.ts';

/** The present state of an alarm. */
export interface AlarmState {
  readonly name: string;
  readonly description: string;
  readonly state: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';
}

/** The alarms whose names begin with `prefix`. */
export async function readAlarms(open: LazyCloudWatch, prefix: string): Promise<AlarmState[]> {
  const { client, DescribeAlarmsCommand } = await open();
  const alarms: AlarmState[] = [];
  let next: string | undefined;
  do {
    const page = await awsCall('AlarmsNotRead', () =>
      client.send(
        new DescribeAlarmsCommand({
          AlarmNamePrefix: prefix,
          AlarmTypes: ['MetricAlarm'],
          ...(next === undefined ? {} : { NextToken: next }),
        }),
      ),
    );
    for (const { AlarmName, AlarmDescription, StateValue } of page.MetricAlarms ?? [])
      alarms.push({
        name: AlarmName ?? '',
        description: AlarmDescription ?? '',
        state: StateValue ?? 'INSUFFICIENT_DATA',
      });
    next = page.NextToken;
  } while (next !== undefined);
  return alarms;
}

export interface MetricQuestion {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly statistic: 'Sum' | 'Maximum';
}

/**
 * The length of one period that covers the whole time. CloudWatch stores older values by 5 minutes, and later
 * by the hour.
 */
function periodSeconds(from: Date, to: Date): number {
  const days = (Date.now() - from.getTime()) / 86_400_000;
  const step = days < 15 ? 60 : days < 63 ? 300 : 3600;
  return Math.max(step, Math.ceil((to.getTime() - from.getTime()) / 1000 / step) * step);
}

/** CloudWatch's own limit for one request. */
const QUESTIONS = 500;

/** One value for each question over the whole time. Undefined if nothing was measured. */
export async function readMetrics(
  open: LazyCloudWatch,
  questions: readonly MetricQuestion[],
  from: Date,
  to: Date,
): Promise<readonly (number | undefined)[]> {
  const { client, GetMetricDataCommand } = await open();
  const answers: (number | undefined)[] = [];
  for (let at = 0; at < questions.length; at += QUESTIONS) {
    const some = questions.slice(at, at + QUESTIONS);
    const { MetricDataResults = [] } = await awsCall('MetricsNotRead', () =>
      client.send(
        new GetMetricDataCommand({
          StartTime: from,
          EndTime: to,
          MetricDataQueries: some.map(({ namespace, name, dimensions, statistic }, index) => ({
            Id: `m${index}`,
            MetricStat: {
              Metric: {
                Namespace: namespace,
                MetricName: name,
                Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
              },
              Period: periodSeconds(from, to),
              Stat: statistic,
            },
          })),
        }),
      ),
    );
    const byId = new Map(MetricDataResults.map(({ Id, Values = [] }) => [Id, Values]));
    for (const [index, { statistic }] of some.entries()) {
      const values = byId.get(`m${index}`) ?? [];
      // a boundary between periods within the time gives two values
      answers.push(
        values.length === 0
          ? undefined
          : statistic === 'Sum'
            ? values.reduce((sum, value) => sum + value, 0)
            : Math.max(...values),
      );
    }
  }
  return answers;
}
