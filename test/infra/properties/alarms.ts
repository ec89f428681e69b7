import { existsSync, readdirSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { metricNames } from '../../../lib/model/metrics.ts';
import { type Synthesized, text } from '../../support/template.ts';

const runbook = new URL('../../../docs/runbook/', import.meta.url);

/** Of a deployment: every alarm. */
export function alarmsProperties(deployment: Synthesized): void {
  const { ofType, environment } = deployment;
  const alarms = ofType('AWS::CloudWatch::Alarm').map(([id, { Properties }]) => {
    const stats =
      (Properties['Metrics'] as { MetricStat?: { Metric: object; Period: number } }[] | undefined) ?? [];
    const stat = stats.find(({ MetricStat }) => MetricStat !== undefined)?.MetricStat;
    return {
      id,
      ...Properties,
      ...stat?.Metric,
      ...(stat === undefined ? {} : { Period: stat.Period }),
    } as Record<string, unknown>;
  });

  test('tells the topic, when it begins and when it is over', () => {
    for (const alarm of alarms) {
      expect(alarm['AlarmActions']).toHaveLength(1);
      expect(alarm['OKActions']).toEqual(alarm['AlarmActions']);
    }
    const allowed = ofType('AWS::SNS::TopicPolicy').map(([, { Properties }]) => text(Properties));
    expect(allowed.join()).toContain('"Service":"cloudwatch.amazonaws.com"');
  });

  test('has a page in the runbook, and every page has an alarm', () => {
    const pages = alarms.map(
      (alarm) => /docs\/runbook\/([a-z-]+\.md)$/.exec(String(alarm['AlarmDescription']))?.[1],
    );
    for (const page of pages) expect([page, existsSync(new URL(page ?? '-', runbook))]).toEqual([page, true]);
    expect([...new Set(pages)].sort()).toEqual(
      readdirSync(runbook)
        .filter((file) => file !== 'README.md')
        .sort(),
    );
  });

  test('watches what is counted', () => {
    const ours = alarms.filter(({ Namespace }) => Namespace === (environment['name'] ?? 'Labwire'));
    expect(ours.length).toBeGreaterThan(8);
    for (const { MetricName } of ours) expect(metricNames).toContain(MetricName);
    expect(new Set(ours.map(({ MetricName }) => MetricName))).toEqual(
      new Set([
        'MessagesNotStored',
        'MessagesFailed',
        'ObservationsHeld',
        'CorrectionsHeld',
        'RequestsThrottled',
        'KeyOrSecretErrors',
        'UpdatesParked',
        'MessagesReceived',
        ...['ControlsRejected', 'ControlsOverdue', 'ControlsNotJudged', 'LookBacksLate'],
        'ControlsInspected',
        ...['ExportsFailed', 'SubscribersGivenUp'],
      ]),
    );
  });

  test('of a count takes nothing for zero', () => {
    const counts = ofType('AWS::CloudWatch::Alarm').filter(([, { Properties }]) => 'Metrics' in Properties);
    expect(counts.length).toBeGreaterThan(15);
    for (const [, { Properties }] of counts) expect(text(Properties['Metrics'])).toContain('FILL(m, 0)');
  });

  test('of a silent source takes no news for bad news', () => {
    const silent = alarms.filter(({ MetricName }) => MetricName === 'MessagesReceived');
    expect(silent).toMatchObject([
      { TreatMissingData: 'breaching', ComparisonOperator: 'LessThanThreshold', Period: 3600 },
    ]);
  });

  test('of a control counts each change of a state', () => {
    const ofControls = alarms.filter(({ MetricName }) =>
      /^Controls(?!Inspected)|^LookBacks/.test(String(MetricName)),
    );
    expect(ofControls).toHaveLength(4);
    for (const alarm of ofControls)
      expect(alarm).toMatchObject({
        ...{ Period: 300, Threshold: 1, EvaluationPeriods: 1, TreatMissingData: 'notBreaching' },
        Dimensions: [{ Name: 'service', Value: 'inspect' }],
      });
  });

  test('of the timer of controls takes no run for bad news', () => {
    expect(alarms.filter(({ MetricName }) => MetricName === 'ControlsInspected')).toMatchObject([
      {
        ...{ TreatMissingData: 'breaching', ComparisonOperator: 'LessThanThreshold', Threshold: 1 },
        ...{ Period: 300, EvaluationPeriods: 3, Dimensions: [{ Name: 'service', Value: 'inspect' }] },
      },
    ]);
  });

  test('there is one picture of it', () => {
    const [[, dashboard] = [], ...others] = ofType('AWS::CloudWatch::Dashboard');
    expect([dashboard, others]).toEqual([expect.anything(), []]);
    for (const metric of ['ClockSkews', 'OrdersUnknown'])
      expect(text(dashboard)).toContain(`${metric}\\",\\"service\\",\\"normalize\\",\\"source\\",`);
  });
}
