/** Times are milliseconds since 1970. */
export type Instant = number;

/**
 * The use of a lot when a point was measured. `active`: its points decide. `parallel`: its points are collected beside the
 * active lot and decide nothing. `none`: the lot is unknown or not in use, so nothing can be decided.
 */
export type LotUse = 'active' | 'parallel' | 'none';

/** Why a point cannot be judged. */
export type PointProblem =
  | 'unknown-lot'
  | 'lot-not-in-use'
  | 'no-number'
  | 'comparator'
  | 'other-unit'
  | 'no-target'
  | 'target-expired'
  | 'no-mean'
  | 'no-sd'
  | 'not-positive'
  | 'unknown-answer';

/** One measurement of control material, with its place among the materials of the site. */
export interface ControlPoint {
  readonly id: string;
  /** Empty if the lot is unknown. */
  readonly level: string;
  readonly lot: string;
  readonly use: LotUse;
  /** OBX-19, otherwise OBX-14, otherwise MSH-7, otherwise the time of receipt. */
  readonly at: Instant;
  readonly receivedAt: Instant;
  /** A batch or run number. Points of one batch within 24 hours are one event. */
  readonly batch?: string | undefined;
  /** The number or the answer as sent. */
  readonly value: string;
  readonly comparator?: '<' | '<=' | '>' | '>=' | undefined;
  /** The answer of the scale that is meant, if the test system has a scale: see `answerReader`. */
  readonly answer?: string | undefined;
  /** The material of the lot. Undefined if the lot is unknown. */
  readonly material?: string | undefined;
  /** Where the message has the value: `OBX[2]-5`. */
  readonly place?: string | undefined;
  readonly unit?: string | undefined;
  readonly problem?: 'unknown-lot' | 'lot-not-in-use' | 'no-number' | 'comparator' | undefined;
  /** A person excluded the point. It stays on the chart, and is no part of an event, window or statistic. */
  readonly isExcluded?: boolean | undefined;
  /** The material had expired. The point is judged, and its event satisfies nothing. */
  readonly isExpired?: boolean | undefined;
}

/** Bounds of a number. A result exactly on a bound is within `low` and `high`, and not within `above` and `below`. */
export interface Limits {
  readonly low?: string | undefined;
  readonly above?: string | undefined;
  readonly high?: string | undefined;
  readonly below?: string | undefined;
}

/** What a control must show, if its target is no mean and SD. */
export type Expected = {
  /** In words, for people. */
  readonly text: string;
} & (
  | { readonly kind: 'answer' | 'grade'; readonly accepted: readonly string[] }
  | { readonly kind: 'limits'; readonly limits: Limits }
);

/** The origin of a target. `wire`: sent by the instrument; `provisional`: expires; `peer`: of a comparison program. */
export type TargetBasis = 'provisional' | 'established' | 'assayed' | 'peer' | 'wire';

/** The mean and standard deviation, or what else is expected, for a lot and level of one test system. A target is never changed; a new one is added. */
export interface Target {
  readonly lot: string;
  readonly level: string;
  readonly version: string;
  readonly basis: TargetBasis;
  readonly mean?: string | undefined;
  readonly sd?: string | undefined;
  /** Instead of mean and SD. */
  readonly expected?: Expected | undefined;
  readonly unit?: string | undefined;
  /** `log10`: mean and SD are of the logarithm of the results. */
  readonly scale: 'linear' | 'log10';
  readonly from: Instant;
  /** From then on the target has expired, and no point can be judged by it. */
  readonly to?: Instant | undefined;
}

/** Something that was done to the test system. */
export interface Action {
  readonly at: Instant;
  /** Windows start anew, as after a calibration. A point of the same instant is after the action. */
  readonly resets: boolean;
}
