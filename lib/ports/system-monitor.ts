import type { MetricName } from '../model/metrics.ts';

/** The present state of an alarm. */
export interface Alarm {
  readonly name: string;
  /** One sentence for the person who is called. */
  readonly summary: string;
  /** The page of the runbook for it. */
  readonly page: string;
  readonly isRaised: boolean;
}

/** A question for the sum of one metric, for a function, or for one source or destination. */
export interface CountQuestion {
  readonly name: MetricName;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** Reads the system's metrics and alarms. */
export interface SystemMonitor {
  /** Every alarm of this deployment. */
  alarms(): Promise<readonly Alarm[]>;
  /** One sum for each question over the period; 0 if nothing was counted. */
  counts(questions: readonly CountQuestion[], from: Date, to: Date): Promise<readonly number[]>;
  /** How long the oldest entry of each queue has waited, in seconds; it is measured once a minute. */
  oldestSeconds(queueNames: readonly string[], at: Date): Promise<readonly number[]>;
}
