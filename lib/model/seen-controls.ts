import type { DueCause } from './verdict.ts';

/**
 * What people see of controls, as plain JSON: another function reads and judges them for the console. Times are milliseconds
 * since 1970.
 */

/** Why the gate of a test system holds patients' results. */
export type GateHold = 'qc-failed' | 'qc-overdue' | 'qc-missing' | 'stopped';

/**
 * The state of a test system. `rejected` lasts until a complete event is good, and a person documented what was done.
 * `repeat-passed`: it is good again, and nobody did. `overdue`: the control that is due has not come. `no-control`: there is
 * none.
 */
export const controlStates = [
  'stopped',
  'rejected',
  'repeat-passed',
  'cannot-judge',
  'overdue',
  'no-control',
  'in-control',
] as const;
export type ControlState = (typeof controlStates)[number];

export interface SeenSystem {
  readonly id: string;
  readonly state: ControlState;
  /** The last event of active lots. */
  readonly last?: SeenEvent | undefined;
  /** The last event that counts as quality control that was run. */
  readonly good?: SeenEvent | undefined;
  readonly drafts: readonly DraftLot[];
}

/** The verdict on one pass over the levels. */
export interface SeenEvent {
  readonly id: string;
  readonly use: 'active' | 'parallel' | 'none';
  readonly end: number;
  readonly verdict: 'accept' | 'warn' | 'reject' | 'cannot-judge';
  readonly violations: readonly { readonly rule: string }[];
  readonly points: readonly {
    readonly level: string;
    readonly lot: string;
    readonly z?: string | undefined;
    /** What was compared with what is expected, if the target is no mean and SD. */
    readonly answer?: string | undefined;
    readonly problem?: string | undefined;
  }[];
  /** Levels without a result in this event. */
  readonly missing: readonly string[];
  readonly flags: readonly string[];
  /** Until when it counts or counted, and what made a new one due. Undefined: it opened no gate, or counts for ever. */
  readonly due?: number | undefined;
  readonly dueBy?: DueCause | undefined;
}

/** A lot that results name and the site does not know. A person says which material, lot and level it is. */
export interface DraftLot {
  readonly source: string;
  /** The words of the messages: SPM-2, INV-1 and INV-16. */
  readonly material?: string | undefined;
  readonly product?: string | undefined;
  readonly lot?: string | undefined;
  readonly expires?: string | undefined;
  readonly results: number;
  readonly first: number;
  readonly last: number;
  /** Means and SDs that messages carry. They are the maker's, so their limits are often too wide. */
  readonly targets: readonly string[];
}

export interface ControlsRequest {
  /** A test system of the site. */
  readonly id: string;
  readonly since: number;
  readonly until: number;
  /** Only of this lot. */
  readonly lot?: string | undefined;
  /** Only this result. */
  readonly point?: string | undefined;
  /** The first result that is given, newest first. */
  readonly from: number;
  /** As many results, and as many events, are given at most. */
  readonly rows: number;
}

/** The controls of one test system in a period, newest first. */
export interface SeenControls {
  readonly state: ControlState;
  /** Why patients' results are held now. Undefined: they are not. */
  readonly held?: GateHold | undefined;
  /** Until when the last control counts and why, or what is needed now. */
  readonly due: string;
  /** The version of the rules that judged the last event. */
  readonly ruleSet?: string | undefined;
  /** Older results were not read, so the first events may lack some of their history. */
  readonly isCut: boolean;
  /** The chart, without a style of its own. Every text in it is escaped. Undefined without a result. */
  readonly chart?: string | undefined;
  /** Levey-Jennings, or what the chart of results without a mean is. */
  readonly chartName: string;
  readonly targets: readonly SeenTarget[];
  readonly events: readonly SeenEvent[];
  readonly eventCount: number;
  readonly results: readonly SeenResult[];
  readonly resultCount: number;
  /** What people did, newest first. */
  readonly actions: readonly SeenAction[];
  readonly statistics: readonly SeenStatistics[];
  /** Why results cannot be judged, how many, and what to do. */
  readonly problems: readonly { readonly problem: string; readonly count: number; readonly advice: string }[];
}

export interface SeenAction {
  readonly at: number;
  readonly kind: string;
  readonly by: string;
  readonly why: string;
  /** The control result that was excluded. */
  readonly result?: { readonly at: number; readonly value: string } | undefined;
}

export interface SeenTarget {
  readonly version: string;
  readonly level: string;
  readonly lot: string;
  readonly basis: string;
  readonly mean?: string | undefined;
  readonly sd?: string | undefined;
  /** Instead of mean and SD. */
  readonly expected?: { readonly text: string } | undefined;
  readonly unit?: string | undefined;
  readonly scale: string;
  readonly from: number;
  readonly to?: number | undefined;
}

export interface SeenResult {
  readonly id: string;
  readonly at: number;
  /** Empty if the lot is unknown. */
  readonly level: string;
  readonly lot: string;
  readonly value: string;
  readonly unit?: string | undefined;
  readonly tone: 'accept' | 'warn' | 'reject' | 'cannot-judge' | 'excluded';
  /** Broken rules, or why the result cannot be judged. */
  readonly words: string;
  readonly z?: string | undefined;
  readonly answer?: string | undefined;
  /** The version of the target that judged it. */
  readonly target?: string | undefined;
  readonly reagents: string;
  /** Undefined: an instrument sent it as a control. */
  readonly origin?:
    | { readonly kind: 'hand'; readonly by: string; readonly at?: number | undefined }
    | { readonly kind: 'script' }
    | undefined;
  readonly messageId?: string | undefined;
}

export interface SeenStatistics {
  /** `2026-11` */
  readonly month: string;
  readonly lot: string;
  readonly level: string;
  readonly target: SeenTarget;
  readonly statistics: {
    readonly n: number;
    readonly mean?: string | undefined;
    readonly sd?: string | undefined;
    readonly cv?: string | undefined;
  };
  /** If the target is no mean and SD. */
  readonly answers?:
    | {
        readonly right: number;
        readonly share: string;
        readonly counts: readonly { readonly answer: string; readonly count: number }[];
      }
    | undefined;
  readonly excluded: number;
  readonly rejected: number;
  readonly rules: Readonly<Record<string, number | undefined>>;
  readonly bias?: { readonly absolute: string; readonly percent?: string | undefined } | undefined;
  readonly sigma?:
    | { readonly sigma: string; readonly isOfFew: boolean; readonly isFailing: boolean }
    | undefined;
}
