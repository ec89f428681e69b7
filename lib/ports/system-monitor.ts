import type { MetricName } from '../model/metrics.ts';

/** An alarm as it stands. */
export interface Alarm {
  readonly name: string;
  /** One sentence for whoever is called. */
  readonly summary: string;
  /** Its page of the runbook. */
  readonly page: string;
  readonly isRaised: boolean;
}

/** How often something was counted: of one function, and of one source or destination where one is named. */
export interface CountQuestion {
  readonly name: MetricName;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** What the system measured of itself. */
export interface SystemMonitor {
  /** Every alarm of this deployment. */
  alarms(): Promise<readonly Alarm[]>;
  /** One sum for each question over a period; 0 where nothing was counted. */
  counts(questions: readonly CountQuestion[], from: Date, to: Date): Promise<readonly number[]>;
  /** How long the oldest entry of each queue has waited, in seconds; it is measured once a minute. */
  oldestSeconds(queueNames: readonly string[], at: Date): Promise<readonly number[]>;
}
