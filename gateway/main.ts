import { systemClock } from '../lib/shared/clock.ts';
import { type GatewayEvent, startMllpListener } from './mllp-listener.ts';
import { createHttpRelay } from './relay.ts';
import { createSignedFetch } from './sign-request.ts';

/**
 * The edge process, configured by its environment: `LABWIRE_URL` (the stack's output ApiUrl),
 * `AWS_REGION`, `LABWIRE_MLLP_PORT` (2575), `LABWIRE_MLLP_HOST` (127.0.0.1).
 */
const { LABWIRE_URL: url, AWS_REGION: region } = process.env;
if (url === undefined || region === undefined) {
  console.error(
    'Set LABWIRE_URL to the address of the HTTP API (the output ApiUrl) and AWS_REGION to its region.',
  );
  process.exit(2);
}

/** One JSON line an event: ids, codes and counts, never a message. */
function log(event: GatewayEvent): void {
  const fields =
    event.kind === 'relayed'
      ? event.result.kind === 'answered'
        ? { bytes: event.bytes, messageId: event.result.messageId, outcome: event.result.outcome }
        : { bytes: event.bytes, outcome: 'unanswered', reason: event.result.reason }
      : event;
  console.log(JSON.stringify({ time: systemClock().toISOString(), event: event.kind, ...fields }));
}

const listener = await startMllpListener({
  port: Number(process.env['LABWIRE_MLLP_PORT'] ?? 2575),
  host: process.env['LABWIRE_MLLP_HOST'] ?? '127.0.0.1',
  maxMessageBytes: 4_500_000,
  relay: createHttpRelay({ url, timeoutMs: 20_000, send: createSignedFetch({ region }) }),
  onEvent: log,
});
console.log(JSON.stringify({ time: systemClock().toISOString(), event: 'listening', port: listener.port }));
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void listener.stop());
