import type { AlarmDefinition } from './aws/cloudwatch.ts';
import type { TemplateResolver } from './template-resolver.ts';

interface MetricProperties {
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Dimensions?: readonly { readonly Name: string; readonly Value: string }[];
}

interface AlarmProperties extends MetricProperties {
  readonly AlarmDescription: string;
  readonly Statistic: string;
  readonly Period: number;
  /** An expression over one metric, instead of a metric. */
  readonly Metrics?: readonly {
    readonly Expression?: string;
    readonly MetricStat?: {
      readonly Metric: MetricProperties;
      readonly Period: number;
      readonly Stat: string;
    };
  }[];
  readonly EvaluationPeriods: number;
  readonly Threshold: number;
  readonly ComparisonOperator: string;
  readonly TreatMissingData: string;
}

/** The alarms of the template in CloudWatch's form. */
export const readAlarms = (template: TemplateResolver): readonly AlarmDefinition[] =>
  template.resourcesOf('AWS::CloudWatch::Alarm').map((alarm) => {
    const properties = alarm.properties as unknown as AlarmProperties;
    const expression = properties.Metrics?.find(({ Expression }) => Expression !== undefined)?.Expression;
    if (expression !== undefined && expression !== 'FILL(m, 0)')
      throw new Error(`the local run does not know the expression ${expression} of an alarm`);
    const stat = properties.Metrics?.find(({ MetricStat }) => MetricStat !== undefined)?.MetricStat;
    const metric = stat?.Metric ?? properties;
    return {
      isFilled: expression !== undefined,
      name: template.physicalName(alarm),
      description: properties.AlarmDescription,
      namespace: metric.Namespace,
      metricName: metric.MetricName,
      dimensions: Object.fromEntries((metric.Dimensions ?? []).map(({ Name, Value }) => [Name, Value])),
      statistic: stat?.Stat ?? properties.Statistic,
      periodSeconds: stat?.Period ?? properties.Period,
      evaluationPeriods: properties.EvaluationPeriods,
      threshold: properties.Threshold,
      comparison: properties.ComparisonOperator,
      treatMissingData: properties.TreatMissingData,
    };
  });
