import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { GatewayEvent } from './events.ts';
import type { SpoolStatus } from './spool/entries.ts';

/** The gateway's metrics for Prometheus. Their names are a closed list, documented in `docs/gateway.md`. */
export function createMetrics(spoolStatus: () => SpoolStatus | undefined) {
  const registers = [new Registry()];
  const counter = (name: string, help: string, labelNames: string[]) =>
    new Counter({ name, help, labelNames, registers });
  const received = counter('labwire_gateway_received_total', 'Messages taken, by what was answered', [
    'channel',
    'outcome',
  ]);
  const badFrames = counter('labwire_gateway_bad_frames_total', 'Frames that are none', [
    'channel',
    'problem',
  ]);
  const refusedConnections = counter(
    'labwire_gateway_refused_connections_total',
    'Connections that were not let in',
    ['channel', 'reason'],
  );
  const forwarded = counter(
    'labwire_gateway_forwarded_total',
    'Spooled messages that the cloud has answered',
    ['channel', 'outcome'],
  );
  const forwardFailures = counter('labwire_gateway_forward_failures_total', 'Tries without an answer', [
    'reason',
  ]);
  const spoolFailures = counter('labwire_gateway_spool_failures_total', 'Messages that could not be kept', [
    'code',
  ]);
  const deliveries = counter('labwire_gateway_deliveries_total', 'Messages handed to a destination', [
    'destination',
    'outcome',
  ]);
  const warnings = counter('labwire_gateway_warnings_total', 'What a person should look at', ['kind']);
  const seconds = new Histogram({
    name: 'labwire_gateway_answer_seconds',
    help: 'From the last byte of a message to its answer',
    labelNames: ['channel'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers,
  });
  const connections = new Gauge({
    name: 'labwire_gateway_connections',
    help: 'Connections that are open',
    labelNames: ['channel'],
    registers,
  });
  spoolGauges(registers, spoolStatus);
  return {
    text: () => (registers[0] ?? new Registry()).metrics(),
    count(event: GatewayEvent): void {
      switch (event.kind) {
        case 'received':
          received.inc({ channel: event.channel, outcome: event.outcome });
          seconds.observe({ channel: event.channel }, event.durationMs / 1000);
          break;
        case 'bad-frame':
          badFrames.inc({ channel: event.channel, problem: event.frame });
          break;
        case 'connection-opened':
          connections.inc({ channel: event.channel });
          break;
        case 'connection-closed':
          connections.dec({ channel: event.channel });
          break;
        case 'connection-refused':
          refusedConnections.inc({ channel: event.channel, reason: event.reason });
          break;
        case 'forwarded':
          forwarded.inc({ channel: event.channel, outcome: event.outcome });
          break;
        case 'forward-failed':
          forwardFailures.inc({ reason: event.reason });
          break;
        case 'spool-failed':
          spoolFailures.inc({ code: event.code });
          break;
        case 'delivered':
        case 'delivery-failed':
        case 'parked':
          deliveries.inc({ destination: event.destination, outcome: event.kind });
          break;
        case 'disk-too-small':
        case 'spool-alarm':
        case 'source-silent':
        case 'clock-skew':
        case 'sequence-gap':
        case 'certificate-failed':
          warnings.inc({ kind: event.kind });
          break;
        default:
          break;
      }
    },
  };
}

export type Metrics = ReturnType<typeof createMetrics>;

function spoolGauges(registers: Registry[], status: () => SpoolStatus | undefined): void {
  const gauge = (name: string, help: string, read: (status: SpoolStatus) => number): void => {
    new Gauge({
      name,
      help,
      registers,
      collect() {
        const current = status();
        if (current !== undefined) this.set(read(current));
      },
    });
  };
  gauge('labwire_gateway_spool_waiting', 'Messages that wait for the cloud', ({ waiting }) => waiting);
  gauge('labwire_gateway_spool_refused', 'Messages that the cloud will never take', ({ refused }) => refused);
  gauge('labwire_gateway_spool_bytes', 'Bytes in use on the disk', ({ bytes }) => bytes);
  gauge('labwire_gateway_spool_max_bytes', 'Bytes that may be used', ({ maxBytes }) => maxBytes);
  gauge(
    'labwire_gateway_spool_oldest_seconds',
    'How long the oldest of them waits',
    ({ waitingMs }) => waitingMs / 1000,
  );
}
