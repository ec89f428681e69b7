import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { AdapterError } from '../../shared/adapter-error.ts';
import { faultOf } from '../aws/aws-call.ts';
import { countsOf } from './counts.ts';
import type { TelemetryEvent, TelemetryFields } from './telemetry-event.ts';

export interface Telemetry {
  info(event: TelemetryEvent, fields: TelemetryFields): void;
  warn(event: TelemetryEvent, fields: TelemetryFields): void;
  /** Writes the counts since the last call. Call it at the end of each invocation. */
  flush(): void;
}

/** The part of a failure that may be logged: our own constant words. */
export function failureFields(failure: unknown): TelemetryFields {
  if (!(failure instanceof AdapterError)) return { errorCode: 'Unexpected' };
  const { code: errorCode, disposition } = failure;
  const fault = faultOf(failure);
  return { errorCode, disposition, ...(fault === undefined ? {} : { fault }) };
}

/**
 * Writes structured lines to CloudWatch Logs, with their metrics in the same lines (embedded metric format).
 */
export function createTelemetry(service: string): Telemetry {
  const logger = new Logger({ serviceName: service });
  const metrics = new Map<string, Metrics>();
  const count = (event: TelemetryEvent, fields: TelemetryFields): void => {
    for (const { name, value, dimensions } of countsOf(service, event, fields)) {
      const key = JSON.stringify(dimensions);
      const { service: serviceName, ...defaultDimensions } = dimensions;
      const ofKey = metrics.get(key) ?? new Metrics({ serviceName, defaultDimensions });
      metrics.set(key, ofKey);
      ofKey.addMetric(name, MetricUnit.Count, value);
    }
  };
  return {
    info: (event, fields) => {
      logger.info(event, { ...fields });
      count(event, fields);
    },
    warn: (event, fields) => {
      logger.warn(event, { ...fields });
      count(event, fields);
    },
    flush: () => {
      for (const one of metrics.values()) one.publishStoredMetrics();
      metrics.clear();
    },
  };
}
