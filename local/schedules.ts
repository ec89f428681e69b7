import type { Clock } from '../lib/shared/clock.ts';
import { type Functions, find } from './routes.ts';
import { arnOf, type TemplateResolver } from './template-resolver.ts';

export interface SchedulesOptions {
  readonly template: TemplateResolver;
  readonly functions: Functions;
  /** The time that events have. */
  readonly clock: Clock;
  readonly onFailure: (failure: unknown) => void;
}

export interface Schedules {
  /** Runs every schedule now, and waits for its functions. */
  run(): Promise<void>;
  stop(): Promise<void>;
}

interface RuleProperties {
  readonly ScheduleExpression?: string;
  readonly State?: string;
  readonly Targets?: readonly { readonly Arn: string }[];
}

interface Scheduled {
  readonly periodMs: number;
  readonly invoke: (event: unknown) => Promise<unknown>;
}

/** Runs the schedules of the template (EventBridge rules) by the clock of this machine. */
export function startSchedules({ template, functions, clock, onFailure }: SchedulesOptions): Schedules {
  const scheduled = scheduledIn(template, functions);
  let isStopped = false;
  const underWay = new Set<Promise<void>>();
  const run = (one: Scheduled): Promise<void> => {
    // EventBridge writes whole seconds
    const time = clock()
      .toISOString()
      .replace(/\.\d+Z$/, 'Z');
    const done = one
      .invoke({ source: 'aws.events', 'detail-type': 'Scheduled Event', time, detail: {} })
      .then(
        () => undefined,
        (failure: unknown) => {
          if (!isStopped) onFailure(failure);
        },
      )
      .finally(() => underWay.delete(done));
    underWay.add(done);
    return done;
  };
  const timers = scheduled.map((one) => setInterval(() => void run(one), one.periodMs).unref());
  return {
    run: async () => {
      await Promise.all(scheduled.map(run));
    },
    stop: async () => {
      isStopped = true;
      for (const timer of timers) clearInterval(timer);
      await Promise.all(underWay);
    },
  };
}

function scheduledIn(template: TemplateResolver, functions: Functions): readonly Scheduled[] {
  const allowed = new Set(
    template
      .resourcesOf('AWS::Lambda::Permission')
      .filter(({ properties }) => properties['Principal'] === 'events.amazonaws.com')
      .map(({ properties }) => `${properties['FunctionName']} ${properties['SourceArn']}`),
  );
  return template.resourcesOf('AWS::Events::Rule').flatMap((rule) => {
    const { ScheduleExpression, State, Targets = [] } = rule.properties as RuleProperties;
    const ruleArn = arnOf(rule.type, template.physicalName(rule));
    if (ScheduleExpression === undefined)
      throw new Error('the local run knows no rule of events but schedules');
    if (State === 'DISABLED') return [];
    return Targets.map(({ Arn }) => {
      const target = find(functions, Arn.split(':').at(-1) ?? '');
      return {
        periodMs: periodOf(ScheduleExpression),
        invoke: async (event: unknown) => {
          if (!allowed.has(`${Arn} ${ruleArn}`))
            throw new Error(`the schedule may not invoke ${target.name}`);
          return target.invoke(event);
        },
      };
    });
  });
}

const MINUTE_MS = 60_000;
const unitsMs = new Map([
  ['minute', MINUTE_MS],
  ['hour', 60 * MINUTE_MS],
  ['day', 24 * 60 * MINUTE_MS],
]);

/** `rate(1 minute)`, `rate(5 minutes)`. */
export function periodOf(expression: string): number {
  const [, count = '', unit = ''] = /^rate\((\d+) ([a-z]+?)s?\)$/.exec(expression) ?? [];
  const unitMs = unitsMs.get(unit);
  if (unitMs === undefined) throw new Error(`the local run does not know the schedule ${expression}`);
  return Number(count) * unitMs;
}
