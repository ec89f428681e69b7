/** Somebody whose result a message may be, and who says so. Without results. */
export interface ClaimedPatient {
  /** The message itself, an order of one of its numbers, a report of one, or what was said of the patient's number before. */
  readonly by: 'message' | 'order' | 'report' | 'number';
  readonly key: string;
  readonly name: string | undefined;
  readonly born: string | undefined;
  readonly sex: string | undefined;
  readonly numbers: readonly string[];
  /** The message of the order. */
  readonly messageId?: string;
  readonly reportKey?: string;
}
