import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  MathExpression,
  Metric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { RunbookPage } from '../../lib/model/runbook-pages.ts';

export interface RunbookAlarmProps {
  readonly page: RunbookPage;
  /** One sentence for the person who is called at night: the fault that was detected. */
  readonly summary: string;
  readonly metric: IMetric;
  readonly threshold: number;
  readonly evaluationPeriods?: number;
  /** True if missing data raise the alarm. */
  readonly isSilenceBad?: boolean;
  readonly topic: ITopic;
}

const isCount = (metric: IMetric): metric is Metric => metric instanceof Metric && metric.statistic === 'Sum';

/**
 * Functions write a count only if there is something to count, so that no data mean zero. Without `FILL`,
 * CloudWatch evaluates older values, and an alarm starts and ends several periods late.
 */
const counted = (metric: Metric): MathExpression =>
  new MathExpression({ expression: 'FILL(m, 0)', usingMetrics: { m: metric }, period: metric.period });

/**
 * An alarm at or above a threshold (below it, if `isSilenceBad`). It names its runbook page and notifies the
 * topic when it starts and when it ends.
 */
export function raiseAlarm(scope: Construct, id: string, props: RunbookAlarmProps): Alarm {
  const alarm = new Alarm(scope, id, {
    metric: isCount(props.metric) ? counted(props.metric) : props.metric,
    threshold: props.threshold,
    evaluationPeriods: props.evaluationPeriods ?? 1,
    comparisonOperator:
      props.isSilenceBad === true
        ? ComparisonOperator.LESS_THAN_THRESHOLD
        : ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    treatMissingData:
      props.isSilenceBad === true ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
    alarmDescription: `${props.summary}. Runbook: docs/runbook/${props.page}.md`,
  });
  const action = new SnsAction(props.topic);
  alarm.addAlarmAction(action);
  alarm.addOkAction(action);
  return alarm;
}
