import type { AwsFault } from '../aws/aws-call.ts';

/**
 * All fields that may be logged: derived ids, codes, counts and durations. There is no field for text of a
 * message, so patient data cannot reach a log. Every line about a message has its `messageId`, from receive
 * to delivery.
 */
export interface TelemetryFields {
  readonly messageId?: string;
  readonly source?: string;
  readonly reportKey?: string;
  readonly destination?: string;
  readonly version?: number;
  /** The id that the client has, too. */
  readonly subscription?: string;
  readonly exportId?: string;
  readonly outcome?: string;
  readonly errorCode?: string;
  readonly disposition?: string;
  /** The kind of AWS fault: see `faultOf`. */
  readonly fault?: AwsFault;
  readonly issueCodes?: readonly string[];
  readonly bytes?: number;
  readonly stored?: number;
  readonly held?: number;
  readonly setAside?: number;
  /** Held corrections: charts still show the older values. */
  readonly correctionsHeld?: number;
  readonly reportVersions?: number;
  /** Times of the message that cannot be right. */
  readonly clockSkews?: number;
  /** Results of the message that were put in order by the time of receipt. */
  readonly ordersUnknown?: number;
  readonly updates?: number;
  /** Updates that the filters of destinations kept out. */
  readonly updatesFiltered?: number;
  /** Original messages whose fields could not be passed on. */
  readonly originalsMissing?: number;
  /** Test systems that changed their state, and look-backs that became late. */
  readonly rejected?: number;
  readonly overdue?: number;
  readonly notJudged?: number;
  readonly lookBacksLate?: number;
  /** The HTTP status. */
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
  | 'subscriber-notified'
  | 'notification-postponed'
  | 'export-step-done'
  | 'export-step-postponed'
  | 'export-failed'
  | 'receipt-refused'
  | 'resources-read'
  | 'controls-inspected'
  | 'token-checked'
  | 'signed-in'
  | 'request-failed';
