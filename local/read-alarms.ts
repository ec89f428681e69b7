import type { AlarmDefinition } from './aws/cloudwatch.ts';
import type { TemplateResolver } from './template-resolver.ts';

interface AlarmProperties {
  readonly AlarmDescription: string;
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Dimensions?: readonly { readonly Name: string; readonly Value: string }[];
  readonly Statistic: string;
  readonly Period: number;
  readonly EvaluationPeriods: number;
  readonly Threshold: number;
  readonly ComparisonOperator: string;
  readonly TreatMissingData: string;
}

/** The alarms of the template, as CloudWatch has them. */
export const readAlarms = (template: TemplateResolver): readonly AlarmDefinition[] =>
  template.resourcesOf('AWS::CloudWatch::Alarm').map((alarm) => {
    const properties = alarm.properties as unknown as AlarmProperties;
    return {
      name: template.physicalName(alarm),
      description: properties.AlarmDescription,
      namespace: properties.Namespace,
      metricName: properties.MetricName,
      dimensions: Object.fromEntries((properties.Dimensions ?? []).map(({ Name, Value }) => [Name, Value])),
      statistic: properties.Statistic,
      periodSeconds: properties.Period,
      evaluationPeriods: properties.EvaluationPeriods,
      threshold: properties.Threshold,
      comparison: properties.ComparisonOperator,
      treatMissingData: properties.TreatMissingData,
    };
  });
