/** Waiting times in milliseconds (LIS01-A2 §6.5, formerly E1381). */
export interface AstmTiming {
  /** For the answer to ENQ. */
  readonly establishMs: number;
  /** Before ENQ is sent again to a busy receiver. */
  readonly busyMs: number;
  /** For the answer to a frame. */
  readonly frameMs: number;
  /** For the next frame or EOT. */
  readonly receiveMs: number;
  /** After both sides have sent ENQ, before the host tries again: the instrument goes first. */
  readonly contentionMs: number;
}

export const standardTiming: AstmTiming = {
  establishMs: 15_000,
  busyMs: 10_000,
  frameMs: 15_000,
  receiveMs: 30_000,
  contentionMs: 20_000,
};
