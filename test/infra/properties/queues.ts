import { expect, test } from '@jest/globals';
import { dig, type Synthesized, text } from '../../support/template.ts';

/** Of a deployment: every queue. */
export function queuesProperties(deployment: Synthesized): void {
  const { ofType, resources } = deployment;
  const queues = ofType('AWS::SQS::Queue');
  const workers = queues.filter(([, { Properties }]) => 'RedrivePolicy' in Properties);

  test('has a dead-letter queue, or is one', () => {
    expect(queues).toHaveLength(20);
    // inbound, one for each destination, notifications, exports, what the gateway takes to the ward and to the analyzer
    expect(workers).toHaveLength(10);
    const targets = workers.map(([, { Properties }]) =>
      dig<string>(Properties, 'RedrivePolicy', 'deadLetterTargetArn', 'Fn::GetAtt', 0),
    );
    const others = queues.filter((queue) => !workers.includes(queue)).map(([id]) => id);
    expect([...targets].sort()).toEqual(others.sort());
  });

  test('is first in, first out, encrypted with our key, kept for 14 days, and closed to plain HTTP', () => {
    for (const [id, { Properties }] of queues) {
      expect(Properties).toMatchObject({ FifoQueue: true, MessageRetentionPeriod: 14 * 24 * 3600 });
      expect(text(Properties['KmsMasterKeyId'])).toContain('Key');
      const policy = ofType('AWS::SQS::QueuePolicy').find(([, one]) =>
        text(one.Properties['Queues']).includes(`"${id}"`),
      );
      expect(text(policy)).toContain('"aws:SecureTransport":"false"');
    }
  });

  test('hides what is being handled for six times as long as its function may take', () => {
    let read = 0;
    for (const [id, { Properties }] of workers) {
      const mapping = ofType('AWS::Lambda::EventSourceMapping').find(([, one]) =>
        text(one.Properties['EventSourceArn']).includes(`"${id}"`),
      );
      // the feed, the ward and the analyzer are read by others than functions
      if (mapping === undefined) continue;
      read++;
      const reader = resources[dig<string>(mapping, 1, 'Properties', 'FunctionName', 'Ref')];
      expect(Properties['VisibilityTimeout']).toBeGreaterThanOrEqual(
        6 * dig<number>(reader, 'Properties', 'Timeout'),
      );
      expect(mapping[1].Properties['FunctionResponseTypes']).toEqual(['ReportBatchItemFailures']);
    }
    expect(read).toBe(7);
  });

  test('stays when its stack goes, where others than functions read it', () => {
    const kept = workers.filter(([, { DeletionPolicy }]) => DeletionPolicy === 'Retain').map(([id]) => id);
    expect(kept.map((id) => /^(Feed|Results|Work)/.exec(id)?.[1]).sort()).toEqual([
      'Feed',
      'Results',
      'Work',
    ]);
  });

  test('raises an alarm: for dead letters, or for entries that wait', () => {
    const alarms = ofType('AWS::CloudWatch::Alarm').map(([, { Properties }]) => Properties);
    for (const [id, { Properties }] of queues) {
      const metric =
        'RedrivePolicy' in Properties
          ? 'ApproximateAgeOfOldestMessage'
          : 'ApproximateNumberOfMessagesVisible';
      expect(
        alarms.filter((alarm) => alarm['MetricName'] === metric && text(alarm).includes(`"${id}"`)),
      ).toHaveLength(1);
    }
  });

  test('of a destination waits out an outage of days', () => {
    const counts = workers
      .filter(([id]) => id.startsWith('Deliver'))
      .map(([, { Properties }]) => dig<number>(Properties, 'RedrivePolicy', 'maxReceiveCount'));
    expect(counts).toEqual([600, 600, 600, 600]);
  });
}
