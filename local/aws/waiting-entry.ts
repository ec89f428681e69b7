/** One entry of a queue, inspected without receiving it. */
export interface WaitingEntry {
  readonly sentAt: number;
  readonly isVisible: boolean;
}
