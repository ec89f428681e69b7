import { Logger } from '@aws-lambda-powertools/logger';

/**
 * Everything that may be logged. There is no field for text of a message, so that patient data has
 * no way into a log: ids that we derived, codes, counts and durations.
 */
export interface TelemetryFields {
  readonly messageId?: string;
  readonly reportKey?: string;
  readonly destination?: string;
  readonly version?: number;
  readonly outcome?: string;
  readonly errorCode?: string;
  readonly disposition?: string;
  readonly issueCodes?: readonly string[];
  readonly bytes?: number;
  readonly reportVersions?: number;
  readonly updates?: number;
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
  | 'resources-read';

export interface Telemetry {
  info(event: TelemetryEvent, fields: TelemetryFields): void;
  warn(event: TelemetryEvent, fields: TelemetryFields): void;
}

/** Structured lines in CloudWatch Logs. */
export function createTelemetry(service: string): Telemetry {
  const logger = new Logger({ serviceName: service });
  return {
    info: (event, fields) => logger.info(event, { ...fields }),
    warn: (event, fields) => logger.warn(event, { ...fields }),
  };
}
