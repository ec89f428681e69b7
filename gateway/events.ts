import type { Frame } from '@labwire/hl7/mllp/frame';

/** The outcome of a received message. */
export type TakenOutcome = 'accepted' | 'duplicate' | 'rejected' | 'not-stored' | 'answered';

/**
 * Everything that the gateway reports in its log, metrics and tests: ids that we derived, codes, counts and
 * durations. No field can hold content of a message.
 */
export type GatewayEvent =
  | { readonly kind: 'listening'; readonly channel: string; readonly port: number }
  | { readonly kind: 'connection-opened' | 'connection-closed'; readonly channel: string }
  | {
      readonly kind: 'connection-refused';
      readonly channel: string;
      readonly reason: 'address' | 'limit' | 'tls' | 'bytes';
    }
  | { readonly kind: 'connection-error'; readonly channel: string; readonly code: string }
  | { readonly kind: 'connection-idle'; readonly channel: string }
  | {
      readonly kind: 'received';
      readonly channel: string;
      readonly bytes: number;
      readonly outcome: TakenOutcome;
      readonly durationMs: number;
      readonly messageId?: string | undefined;
    }
  | {
      readonly kind: 'bad-frame';
      readonly channel: string;
      readonly frame:
        | Exclude<Frame['kind'], 'message' | 'commit'>
        | 'broken'
        | 'checksum'
        | 'number'
        | 'late';
    }
  | { readonly kind: 'spool-failed'; readonly code: string }
  | { readonly kind: 'disk-too-small'; readonly megabytes: number; readonly needed: number }
  | { readonly kind: 'spool-alarm'; readonly measure: 'bytes' | 'age'; readonly percent: number }
  | {
      readonly kind: 'forwarded';
      readonly channel: string;
      readonly outcome: TakenOutcome;
      readonly messageId?: string | undefined;
      readonly waitedMs: number;
    }
  | { readonly kind: 'forward-failed'; readonly reason: string; readonly retryInMs: number }
  | {
      readonly kind: 'delivered' | 'delivery-failed' | 'parked';
      readonly destination: string;
      readonly reason?: string | undefined;
    }
  | { readonly kind: 'source-silent' | 'source-heard'; readonly source: string; readonly minutes: number }
  | { readonly kind: 'clock-skew'; readonly source: string; readonly seconds: number }
  | { readonly kind: 'sequence-gap'; readonly source: string; readonly missing: number }
  | { readonly kind: 'certificate-loaded' | 'certificate-failed'; readonly channel: string };

export type OnEvent = (event: GatewayEvent) => void;
