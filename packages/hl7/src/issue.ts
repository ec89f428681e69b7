/** HL7 table 0516, spelled out. */
export type Severity = 'error' | 'warning' | 'information';

/**
 * Wrong or remarkable data, with its place. `code` is from HL7 table 0357 (`100`, `101`, …); `at` is an HL7
 * path such as `OBX[2]-5.1`. `message` is constant text and never holds a value of the message.
 */
export interface Issue {
  readonly severity: Severity;
  readonly code: string;
  readonly at?: string | undefined;
  readonly message: string;
  /** A word for programs, where `code` is not specific enough: `unknown-source`. */
  readonly reason?: string | undefined;
}

/** HL7 table 0357, message error condition codes (v2.5.1 §2.16.5). */
export const errorCode = {
  accepted: '0',
  segmentSequence: '100',
  requiredFieldMissing: '101',
  dataType: '102',
  tableValue: '103',
  unsupportedMessageType: '200',
  unsupportedEvent: '201',
  unsupportedProcessingId: '202',
  unsupportedVersion: '203',
  unknownKey: '204',
  internal: '207',
} as const;

export const error = (code: string, at: string | undefined, message: string): Issue => ({
  severity: 'error',
  code,
  at,
  message,
});

export const warning = (code: string, at: string | undefined, message: string): Issue => ({
  severity: 'warning',
  code,
  at,
  message,
});
