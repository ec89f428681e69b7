/** One entry of a queue, looked at without being taken. */
export interface WaitingEntry {
  readonly sentAt: number;
  readonly isVisible: boolean;
}
