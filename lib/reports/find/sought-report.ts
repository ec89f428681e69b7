import type { NamedReport, ServiceName } from '../../model/named-report.ts';

/** The names in one message by which its report is found. */
export interface SoughtReport extends Omit<NamedReport, 'key' | 'version' | 'isUntimed' | 'corrects'> {
  /** MSH-7. */
  readonly messageTime: number;
  /** OBR-22 or MSH-7, whichever is earlier. */
  readonly statedTime: number;
  /** The part corrects or takes back. If several samples had its number, it belongs to the newest one. */
  readonly isCorrection: boolean;
  /**
   * The part corrects, and no clock gives its time. It belongs to the newest report of its number, whatever
   * its time.
   */
  readonly isUntimed: boolean;
  /** No clock gives the time of the part: its time is that of receipt. */
  readonly isClockless: boolean;
  /** The order was exchanged for another service (ORC-1 XO, XX, XR, RO with RU or RQ). */
  readonly exchanges: boolean;
  /** The order replaces another (RO after RU or RQ), whose numbers are among its own. */
  readonly replacesOrder: boolean;
  /** Services of other orders with the same number in this message. */
  readonly alsoTold: readonly ServiceName[];
}

/** How long a number stays with one order, and an instrument's number with one sample: milliseconds. */
export interface NumberLimits {
  readonly reuseMs: number;
  readonly sampleMs: number;
}
