import { describe, expect, test } from '@jest/globals';
import { type AlarmDefinition, CloudWatch } from '../../../../local/aws/cloudwatch.ts';
import type { WaitingEntry } from '../../../../local/aws/waiting-entry.ts';

const anAlarm = (overrides: Partial<AlarmDefinition> = {}): AlarmDefinition => ({
  name: 'app-Failed',
  description: 'page',
  namespace: 'Labwire',
  metricName: 'Failed',
  dimensions: {},
  statistic: 'Sum',
  periodSeconds: 60,
  evaluationPeriods: 1,
  threshold: 3,
  comparison: 'GreaterThanOrEqualToThreshold',
  treatMissingData: 'notBreaching',
  isFilled: false,
  ...overrides,
});

/** CloudWatch whose clock is moved by hand. */
function aCloudWatch(alarms: readonly AlarmDefinition[] = [], entries: readonly WaitingEntry[] = []) {
  const time = { now: Date.UTC(2026, 2, 2, 14) };
  const watch = new CloudWatch({ alarms, clock: () => new Date(time.now), waiting: () => entries });
  const states = () =>
    (watch.answer('DescribeAlarms', {}) as { MetricAlarms: { StateValue: string }[] }).MetricAlarms.map(
      ({ StateValue }) => StateValue,
    );
  const pass = (seconds: number) => {
    time.now += seconds * 1000;
  };
  return { watch, states, pass };
}

describe('an alarm', () => {
  test('is raised at its threshold, for as long as its period', () => {
    const { watch, states, pass } = aCloudWatch([anAlarm()]);
    watch.count('Labwire', 'Failed', {}, 2);
    expect(states()).toEqual(['OK']);
    watch.count('Labwire', 'Failed', {});
    expect(states()).toEqual(['ALARM']);
    pass(59);
    expect(states()).toEqual(['ALARM']);
    pass(1);
    expect(states()).toEqual(['OK']);
  });

  test('on the greatest is not raised by a sum', () => {
    const { watch, states } = aCloudWatch([anAlarm({ statistic: 'Maximum' })]);
    for (const value of [2, 2]) watch.count('Labwire', 'Failed', {}, value);
    expect(states()).toEqual(['OK']);
    watch.count('Labwire', 'Failed', {}, 3);
    expect(states()).toEqual(['ALARM']);
  });

  test('of several periods is raised when each of them breaches', () => {
    const { watch, states, pass } = aCloudWatch([anAlarm({ evaluationPeriods: 2 })]);
    watch.count('Labwire', 'Failed', {}, 3);
    expect(states()).toEqual(['OK']);
    pass(60);
    watch.count('Labwire', 'Failed', {}, 3);
    expect(states()).toEqual(['ALARM']);
  });

  test.each([
    ['notBreaching', 'OK'],
    ['breaching', 'ALARM'],
  ])('without data is as the template says: %s', (treatMissingData, expected) => {
    expect(aCloudWatch([anAlarm({ treatMissingData })]).states()).toEqual([expected]);
  });

  test('on too little takes missing data as zero, where it is filled', () => {
    const silent = anAlarm({ comparison: 'LessThanThreshold', threshold: 1 });
    const { watch, states } = aCloudWatch([{ ...silent, isFilled: true }, silent]);
    expect(states()).toEqual(['ALARM', 'OK']);
    watch.count('Labwire', 'Failed', {});
    expect(states()).toEqual(['OK', 'OK']);
  });

  test('on a queue goes by what waits in it now', () => {
    const onQueue = { namespace: 'AWS/SQS', dimensions: { QueueName: 'q' } };
    const waits = { sentAt: Date.UTC(2026, 2, 2, 13, 59, 50), isVisible: true };
    const alarms = [
      anAlarm({ ...onQueue, metricName: 'ApproximateNumberOfMessagesVisible', threshold: 2 }),
      anAlarm({ ...onQueue, metricName: 'ApproximateAgeOfOldestMessage', threshold: 10 }),
    ];
    expect(aCloudWatch(alarms, [waits, { ...waits, isVisible: false }]).states()).toEqual(['OK', 'ALARM']);
    expect(aCloudWatch(alarms).states()).toEqual(['OK', 'OK']);
  });

  test('is described by the beginning of its name', () => {
    const { watch } = aCloudWatch([anAlarm(), anAlarm({ name: 'other-Failed' })]);
    expect(watch.answer('DescribeAlarms', { AlarmNamePrefix: 'app-' })).toMatchObject({
      MetricAlarms: [{ AlarmName: 'app-Failed', MetricName: 'Failed', Threshold: 3 }],
    });
  });
});

describe('a log line', () => {
  const aLine = (values: Readonly<Record<string, unknown>>, dimensions: readonly string[] = []) =>
    JSON.stringify({
      _aws: {
        Timestamp: 1,
        CloudWatchMetrics: [
          { Namespace: 'Labwire', Dimensions: [dimensions], Metrics: [{ Name: 'Failed' }] },
        ],
      },
      ...values,
    });

  test('counts each value of its metrics', () => {
    const { watch, states } = aCloudWatch([anAlarm()]);
    watch.readLine(aLine({ Failed: [1, 2] }));
    expect(states()).toEqual(['ALARM']);
  });

  test('counts by its dimensions, in any order and whatever they are called', () => {
    const { watch, states } = aCloudWatch([
      anAlarm({ dimensions: { constructor: 'ehr', destination: 'a' } as never }),
      anAlarm({ dimensions: { destination: 'a' } }),
    ]);
    watch.readLine(
      aLine({ Failed: 3, destination: 'a', constructor: 'ehr' }, ['destination', 'constructor']),
    );
    expect(states()).toEqual(['ALARM', 'OK']);
  });

  test.each(['plain text', '{"level":"info"}', '{"_aws":{}}'])(
    'without metrics counts nothing: %s',
    (line) => {
      const { watch, states } = aCloudWatch([anAlarm({ threshold: 0 })]);
      watch.readLine(line);
      expect(states()).toEqual(['OK']);
    },
  );
});

test('an operation that is not known is an error', () => {
  expect(() => aCloudWatch().watch.answer('constructor', {})).toThrow(
    'the local run does not know constructor of CloudWatch',
  );
});
