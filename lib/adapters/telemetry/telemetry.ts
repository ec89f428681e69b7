import { AdapterError } from '../../shared/adapter-error.ts';
import type { Clock } from '../../shared/clock.ts';
import { faultOf } from '../aws/aws-call.ts';
import { type Count, countsOf } from './counts.ts';
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

export interface TelemetryOptions {
  /** The function: `receive`. */
  readonly service: string;
  /** Where its metrics are. */
  readonly namespace: string;
  readonly clock: Clock;
  /** Gets each line. Default: the output of the process, which Lambda sends to CloudWatch Logs as it is. */
  readonly write?: (line: string) => void;
}

/**
 * Writes structured lines to CloudWatch Logs, and counts in lines of the embedded metric format, one for each set of
 * dimensions.
 */
export function createTelemetry(options: TelemetryOptions): Telemetry {
  const { service, clock, write = (line) => void process.stdout.write(`${line}\n`) } = options;
  const counts = new Map<string, Count[]>();
  const log = (level: 'INFO' | 'WARN', event: TelemetryEvent, fields: TelemetryFields): void => {
    const about = {
      level,
      message: event,
      timestamp: clock().toISOString(),
      service,
      xray_trace_id: traceId(),
    };
    write(JSON.stringify({ ...about, ...fields }));
    for (const count of countsOf(service, event, fields)) {
      const key = JSON.stringify(count.dimensions);
      counts.set(key, [...(counts.get(key) ?? []), count]);
    }
  };
  return {
    info: (event, fields) => log('INFO', event, fields),
    warn: (event, fields) => log('WARN', event, fields),
    flush: () => {
      for (const some of counts.values()) write(JSON.stringify(embedded(some, options)));
      counts.clear();
    },
  };
}

/** The trace of the invocation, so that its lines are found from X-Ray. */
const traceId = (): string | undefined => /Root=([^;]+)/.exec(process.env['_X_AMZN_TRACE_ID'] ?? '')?.[1];

/** Counts of the same dimensions, in CloudWatch's embedded metric format. */
function embedded(counts: readonly Count[], { namespace, clock }: TelemetryOptions): object {
  const dimensions = counts[0]?.dimensions ?? {};
  const values = Map.groupBy(counts, ({ name }) => name);
  return {
    _aws: {
      Timestamp: clock().getTime(),
      CloudWatchMetrics: [
        {
          Namespace: namespace,
          Dimensions: [Object.keys(dimensions)],
          Metrics: [...values.keys()].map((Name) => ({ Name, Unit: 'Count' })),
        },
      ],
    },
    ...dimensions,
    ...Object.fromEntries([...values].map(([name, some]) => [name, some.map(({ value }) => value)])),
  };
}
