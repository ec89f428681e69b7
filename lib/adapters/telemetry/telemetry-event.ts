import type { AwsFault } from '../aws/aws-call.ts';

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
