import type { CloudWatchClient, CloudWatchClientConfig } from '@aws-sdk/client-cloudwatch';

/** The CloudWatch client, loaded on first use: one page of the console needs it. */
export function lazyCloudWatch(config: CloudWatchClientConfig = {}) {
  let client: CloudWatchClient | undefined;
  return async () => {
    const cloudwatch = await import('@aws-sdk/client-cloudwatch');
    client ??= new cloudwatch.CloudWatchClient(config);
    return {
      client,
      DescribeAlarmsCommand: cloudwatch.DescribeAlarmsCommand,
      GetMetricDataCommand: cloudwatch.GetMetricDataCommand,
    };
  };
}

export type LazyCloudWatch = ReturnType<typeof lazyCloudWatch>;
