import { duration } from '../../lib/console/parts/time.ts';
import type { GatewayEvent, TakenOutcome } from '../events.ts';

const refusals: Readonly<Record<'address' | 'limit' | 'tls' | 'bytes', string>> = {
  address: 'its address is not among those that may connect (allow)',
  limit: 'the channel has as many connections as it may have (maxConnections)',
  tls: 'the TLS handshake failed: compare the certificates of both sides',
  bytes: 'unfinished messages fill the memory (memory.maxMegabytes)',
};

const minutes = (number: number): string => duration(number * 60_000);

/** An event in one sentence, with what to look at. It contains ids of the site, codes and numbers. */
export function describeEvent(event: GatewayEvent): string {
  switch (event.kind) {
    case 'connection-refused':
      return `${event.channel} refused a connection: ${refusals[event.reason]}.`;
    case 'connection-error':
      return `A connection of ${event.channel} broke (${event.code}).`;
    case 'bad-frame':
      return `${event.channel} got bytes that are no message (${event.frame}): compare protocol and framing with the instrument.`;
    case 'spool-failed':
      return whyUnready(event.code);
    case 'disk-too-small':
      return `The disk has room for ${event.megabytes} MB, and the spool needs ${event.needed} MB.`;
    case 'spool-alarm':
      return event.measure === 'bytes'
        ? `The spool is ${event.percent} % full.`
        : `The oldest message has waited for ${event.percent} % of the longest time (spool.maxAgeHours).`;
    case 'forward-failed':
      return `The cloud did not take a message (${event.reason}). The gateway tries again.`;
    case 'delivery-failed':
      return `${event.destination} did not take a message (${event.reason ?? 'no answer'}). The gateway tries again.`;
    case 'parked':
      return `${event.destination} refused a message (${event.reason ?? 'no code'}). Nothing sends it again by itself.`;
    case 'source-silent':
      return `${event.source} has sent nothing for ${minutes(event.minutes)}: look at the instrument and its network.`;
    case 'source-heard':
      return `${event.source} sends again, after ${minutes(event.minutes)}.`;
    case 'clock-skew':
      return `The clock of ${event.source} differs by ${duration(Math.abs(event.seconds) * 1000)}: set it.`;
    case 'sequence-gap':
      return `${event.source} left out ${event.missing} of its numbers (MSH-13): ask it to send them again.`;
    case 'certificate-loaded':
      return `${event.channel} uses a new certificate.`;
    case 'certificate-failed':
      return `${event.channel} could not read its new certificate, and keeps the old one.`;
    default:
      return event.kind;
  }
}

const unready: ReadonlyMap<string, string> = new Map([
  ['stopping', 'The gateway is stopping.'],
  ['spool-full', 'The spool is full. Senders get AE and keep their messages.'],
  [
    'spool-too-old',
    'A message waits for too long (spool.maxAgeHours). Senders get AE and keep their messages.',
  ],
  ['spool-not-read', 'The spool cannot be read: look at the disk.'],
  ['disk-full', 'The disk is full. Senders get AE and keep their messages: free some space.'],
  ['disk-read-only', 'The disk cannot be written. Senders get AE and keep their messages.'],
  ['disk-error', 'The disk fails. Senders get AE and keep their messages: replace it.'],
]);

/** Why the gateway takes no messages now, from the code of `/readyz`. */
export const whyUnready = (code: string): string =>
  unready.get(code) ?? `The spool does not work (${code}). Senders get AE and keep their messages.`;

/** What a sender was answered, in words. */
export const outcomeWords: Readonly<Record<TakenOutcome, string>> = {
  accepted: 'taken',
  duplicate: 'taken before',
  rejected: 'refused',
  'not-stored': 'not stored; the sender keeps it',
  answered: 'a question, answered',
};
