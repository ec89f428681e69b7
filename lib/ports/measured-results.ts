/** A patient's result that was measured by a gated test system and delivered. It names no patient. */
export interface MeasuredResult {
  /** Milliseconds since 1970. */
  readonly measuredAt: number;
  readonly reportKey: string;
  readonly messageId: string;
  /** The place in the message: `OBX[2]`. */
  readonly at: string;
}

/** Delivered results by test system and time of measurement, for look-backs. They are kept for 35 days. */
export interface MeasuredResults {
  /** Those after `after` and up to `until`, in order: one query for each day. `system`: its id in the site. */
  between(system: string, after: Date, until: Date): Promise<readonly MeasuredResult[]>;
  /**
   * When the so-manieth result after a time was measured; undefined if there are fewer. A correction of a result does not count again. One
   * query for each day since then, which reads about as many items as are counted.
   */
  nth(system: string, after: Date, count: number): Promise<number | undefined>;
}
