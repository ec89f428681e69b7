/**
 * AWS prices in dollars: us-east-1, on demand, first tier, without free tiers and taxes. They were copied by
 * hand: compare them with the named pages before you decide anything.
 */
export const awsPrices = {
  /** Date of the copy. */
  asOf: '2026-11-23',
  region: 'us-east-1',
  /** https://aws.amazon.com/dynamodb/pricing/on-demand/ (prices since November 2024) */
  dynamodb: { writeUnit: 0.625 / 1e6, readUnit: 0.125 / 1e6, gbMonth: 0.25, backupGbMonth: 0.2 },
  /** https://aws.amazon.com/sqs/pricing/: FIFO, for each 64 KB of a request */
  sqs: { fifoRequest: 0.5 / 1e6 },
  /** https://aws.amazon.com/lambda/pricing/: arm64 */
  lambda: { request: 0.2 / 1e6, gbSecond: 0.000_013_333_4 },
  /** https://aws.amazon.com/api-gateway/pricing/: REST */
  apiGateway: { request: 3.5 / 1e6 },
  /** https://aws.amazon.com/waf/pricing/ */
  waf: { request: 0.6 / 1e6 },
  /** https://aws.amazon.com/s3/pricing/ */
  s3: { put: 0.005 / 1000, get: 0.0004 / 1000 },
  /** https://aws.amazon.com/cloudwatch/pricing/: ingested logs, for each GB */
  logs: { gb: 0.5 },
  /** https://aws.amazon.com/cloudwatch/pricing/: a metric that is asked for by GetMetricData; an alarm on one metric */
  metrics: { asked: 0.01 / 1000, alarmMonth: 0.1 },
  /** https://aws.amazon.com/xray/pricing/ */
  xray: { trace: 5 / 1e6 },
} as const;
