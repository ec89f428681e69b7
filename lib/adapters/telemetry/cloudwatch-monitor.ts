import type { Alarm, CountQuestion, SystemMonitor } from '../../ports/system-monitor.ts';
import { readAlarms, readMetrics } from './cloudwatch-reader.ts';
import type { LazyCloudWatch } from './lazy-cloudwatch.ts';

/** The age of a queue is its maximum over these last minutes. */
const AGE_WINDOW_MS = 5 * 60_000;

/** Reads the metrics and alarms of one deployment from CloudWatch. */
export class CloudWatchMonitor implements SystemMonitor {
  readonly #open: LazyCloudWatch;
  readonly #namespace: string;
  readonly #queueUrls: ReadonlyMap<string, string>;

  /** `queueUrls` by the name of the queue: see `SystemQueue`. */
  constructor(open: LazyCloudWatch, namespace: string, queueUrls: ReadonlyMap<string, string>) {
    this.#open = open;
    this.#namespace = namespace;
    this.#queueUrls = queueUrls;
  }

  async alarms(): Promise<readonly Alarm[]> {
    const all = await readAlarms(this.#open, this.#namespace);
    return all
      .filter(({ name }) => isOf(this.#namespace, name))
      .map(({ name, description, state }) => {
        const [summary = '', page = ''] = description.split('. Runbook: ');
        return { name, summary, page, isRaised: state === 'ALARM' };
      });
  }

  async counts(questions: readonly CountQuestion[], from: Date, to: Date): Promise<readonly number[]> {
    const asked = questions.map(
      ({ name, dimensions }) => ({ namespace: this.#namespace, name, dimensions, statistic: 'Sum' }) as const,
    );
    return (await readMetrics(this.#open, asked, from, to)).map((count) => count ?? 0);
  }

  async oldestSeconds(queueNames: readonly string[], at: Date): Promise<readonly number[]> {
    const asked = queueNames.map((name) => {
      const url = this.#queueUrls.get(name) ?? '';
      return {
        namespace: 'AWS/SQS',
        name: 'ApproximateAgeOfOldestMessage',
        dimensions: { QueueName: url.split('/').at(-1) ?? '' },
        statistic: 'Maximum',
      } as const;
    });
    const from = new Date(at.getTime() - AGE_WINDOW_MS);
    return (await readMetrics(this.#open, asked, from, at)).map((age) => Math.round(age ?? 0));
  }
}

/**
 * Whether an alarm belongs to a stack of the deployment. A common prefix is not enough: `Labwire` is also the
 * beginning of `LabwireTest`.
 */
const isOf = (deployment: string, alarm: string): boolean =>
  /^(?:Data|Network|Monitoring|Processing|Access|Gateway)\b/.test(alarm.slice(deployment.length));
