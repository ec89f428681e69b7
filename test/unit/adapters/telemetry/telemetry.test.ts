import { afterEach, describe, expect, test } from '@jest/globals';
import { createTelemetry, failureFields } from '../../../../lib/adapters/telemetry/telemetry.ts';
import { AdapterError } from '../../../../lib/shared/adapter-error.ts';

const now = new Date('2026-03-02T06:00:00Z');

function written(service: string) {
  const lines: string[] = [];
  const write = (line: string) => void lines.push(line);
  const telemetry = createTelemetry({ service, namespace: 'Lab', clock: () => now, write });
  return { telemetry, lines: () => lines.map((line) => JSON.parse(line) as Record<string, unknown>) };
}

const TRACE = '_X_AMZN_TRACE_ID';
afterEach(() => {
  delete process.env[TRACE];
});

describe('an event', () => {
  test('is one line with the service, the time and the trace of the invocation', () => {
    process.env[TRACE] = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1';
    const { telemetry, lines } = written('console');
    telemetry.warn('request-failed', { errorCode: 'Unexpected' });
    expect(lines()).toEqual([
      {
        ...{ level: 'WARN', message: 'request-failed', timestamp: now.toISOString(), service: 'console' },
        ...{ xray_trace_id: '1-5759e988-bd862e3fe1be46a994272793', errorCode: 'Unexpected' },
      },
    ]);
  });

  test('that counts nothing leaves nothing to be written at the end', () => {
    const { telemetry, lines } = written('console');
    telemetry.info('signed-in', { outcome: 'in' });
    telemetry.flush();
    expect(lines()).toHaveLength(1);
  });
});

describe('counts', () => {
  test('are written at the end of an invocation, once, in a line for each set of dimensions', () => {
    const { telemetry, lines } = written('receive');
    for (const source of ['lis', 'lis', 'chem'])
      telemetry.info('message-received', { source, outcome: 'accepted' });
    telemetry.flush();
    telemetry.flush();
    const metricsOf = (names: readonly string[], dimensions: readonly string[]) => ({
      Timestamp: now.getTime(),
      CloudWatchMetrics: [
        {
          Namespace: 'Lab',
          Dimensions: [dimensions],
          Metrics: names.map((Name) => ({ Name, Unit: 'Count' })),
        },
      ],
    });
    expect(lines().slice(3)).toEqual([
      {
        _aws: metricsOf(['MessagesAccepted'], ['service']),
        ...{ service: 'receive', MessagesAccepted: [1, 1, 1] },
      },
      {
        _aws: metricsOf(['MessagesReceived'], ['service', 'source']),
        ...{ service: 'receive', source: 'lis', MessagesReceived: [1, 1] },
      },
      {
        _aws: metricsOf(['MessagesReceived'], ['service', 'source']),
        ...{ service: 'receive', source: 'chem', MessagesReceived: [1] },
      },
    ]);
  });
});

test('of a failure only words of our own are logged', () => {
  const cause = new Error('Okafor');
  expect(failureFields(new AdapterError('NotStored', 'transient', 'no', { cause }))).toEqual({
    errorCode: 'NotStored',
    disposition: 'transient',
  });
  expect(failureFields(cause)).toEqual({ errorCode: 'Unexpected' });
});
