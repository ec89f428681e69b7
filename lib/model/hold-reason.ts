import * as z from 'zod';

/** Why a report is held until a person or a rule resolves it. */
export const holdReasonSchema = z.enum([
  /** No patient identifier came with the result. */
  'no-patient',
  /** The result names another patient than its report. */
  'patient-mismatch',
  /** Several reports have its number, and nothing tells which one is meant. */
  'ambiguous-order',
  /** The patient's number is a placeholder: UNKNOWN, 0000. */
  'placeholder-number',
  /**
   * Numbers, accounts or visits moved from one patient to another, and it is uncertain whether this report
   * moved with them.
   */
  'identity-change',
  /** MSH-11 is not production, and the source is not configured to deliver such messages. */
  'processing-id',
  /** By the profile of its source, every row of the message is a reading and none a result. */
  'only-readings',
  /** The specimen's role cannot be read as a patient's; or there is no role, and the source runs controls. */
  'unknown-role',
  /** No order is known for the result, and the source is configured to hold such results. */
  'unmatched-order',
  /** A result's code has no LOINC code, and the source is configured to hold such results. */
  'unmapped-code',
  /** A number has a unit that the source's map does not name for its code. */
  'unit-mismatch',
  /** A final result changed without a correction mark, and the source is configured to hold such results. */
  'unmarked-correction',
  /**
   * Some bytes fit no declared character set. They may have been read as delimiters, or may hide delimiters.
   */
  'charset',
  /** A message leaves out results that stand, without saying whether they still count. */
  'set-unclear',
  /** A report was cancelled, and it is uncertain whether this includes its results. */
  'cancelled-with-results',
  /** A correction has no original, and the source is configured to hold such corrections. */
  'nothing-to-correct',
  /** The last control of the test system was rejected. */
  'qc-failed',
  /** The control of the test system was due when the result was measured, or is due now. */
  'qc-overdue',
  /** The test system has no acceptable control that speaks for the result. */
  'qc-missing',
  /** A control that was received before the result has not been read yet. */
  'qc-unread',
  /** Controls gate this test of the source, and no test system has the analyzer of the result. */
  'qc-no-system',
  /** A person has stopped the test system. */
  'stopped',
  /** The purpose of the message could not be fulfilled; its issues say why. */
  'incomplete',
  /** The script cannot run: hl7-standard does not write the message back unchanged. */
  'script-unreadable',
  /** The script failed or took too long. */
  'script-failed',
  'script-timeout',
]);

export type HoldReason = z.infer<typeof holdReasonSchema>;

/** Holds by the controls of a test system. */
export const gateReasons = [
  'qc-failed',
  'qc-overdue',
  'qc-missing',
  'qc-unread',
  'qc-no-system',
  'stopped',
] as const satisfies readonly HoldReason[];

/** Holds that a person may lift. The others wait for missing data. */
export const releasableReasons = [
  'patient-mismatch',
  'ambiguous-order',
  'placeholder-number',
  'identity-change',
  'only-readings',
  'unknown-role',
  'unmatched-order',
  'unmapped-code',
  'unit-mismatch',
  'unmarked-correction',
  'charset',
  'set-unclear',
  'cancelled-with-results',
  'nothing-to-correct',
  ...gateReasons,
] as const satisfies readonly HoldReason[];

export const mayRelease = (reason: HoldReason): boolean =>
  (releasableReasons as readonly HoldReason[]).includes(reason);
