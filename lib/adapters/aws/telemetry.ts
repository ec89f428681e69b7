import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { AdapterError } from '../../shared/adapter-error.ts';
import { type AwsFault, faultOf } from './aws-call.ts';
import { countsOf } from './counts.ts';

/**
 * Everything that may be logged. There is no field for text of a message, so that patient data has
 * no way into a log: ids that we derived, codes, counts and durations. `messageId` is in every line
 * that is about a message, from receive to delivery: it is what to search for.
 */
export interface TelemetryFields {
  readonly messageId?: string;
  readonly source?: string;
  readonly reportKey?: string;
  readonly destination?: string;
  readonly version?: number;
  readonly outcome?: string;
  readonly errorCode?: string;
  readonly disposition?: string;
  /** What kind of fault of AWS it was: see `faultOf`. */
  readonly fault?: AwsFault;
  readonly issueCodes?: readonly string[];
  readonly bytes?: number;
  readonly stored?: number;
  readonly held?: number;
  readonly setAside?: number;
  readonly reportVersions?: number;
  readonly updates?: number;
  /** Of HTTP. */
  readonly status?: number;
  readonly resources?: number;
  readonly retriedPuts?: number;
  readonly attempt?: number;
  readonly retryInSeconds?: number;
  readonly durationMs?: number;
}

export type TelemetryEvent =
  | 'message-received'
  | 'message-not-stored'
  | 'message-normalized'
  | 'message-postponed'
  | 'update-delivered'
  | 'update-postponed'
  | 'update-parked'
  | 'update-settled'
  | 'resources-read'
  | 'token-checked'
  | 'request-failed';

export interface Telemetry {
  info(event: TelemetryEvent, fields: TelemetryFields): void;
  warn(event: TelemetryEvent, fields: TelemetryFields): void;
  /** Writes down what was counted since; once at the end of each invocation. */
  flush(): void;
}

/** What may be said of a failure: our own constant words for it. */
export function failureFields(failure: unknown): TelemetryFields {
  if (!(failure instanceof AdapterError)) return { errorCode: 'Unexpected' };
  const { code: errorCode, disposition } = failure;
  const fault = faultOf(failure);
  return { errorCode, disposition, ...(fault === undefined ? {} : { fault }) };
}

/** Structured lines in CloudWatch Logs, and the metrics that follow from them in the same (embedded metric format). */
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
