import type { DueControl, DueState } from '../../app/operate/due-controls.ts';
import type { DueCause } from '../../model/verdict.ts';
import type { DueKind, TestSystem } from '../../site/quality/schema.ts';
import { type Html, html, type Value } from './html.ts';
import { type Tone, tag } from './tag.ts';
import { duration } from './time.ts';

/** The rules of a site, in words. A new kind of rule has its line here. */
const rules: {
  readonly [Every in DueKind['every']]: (rule: Extract<DueKind, { readonly every: Every }>) => string;
} = {
  day: ({ at }) => `each day until ${at}`,
  hours: ({ hours }) => `every ${hours} hours`,
  shift: ({ at }) => `each shift: ${at.join(', ')}`,
  patients: ({ patients }) => `after ${patients} patients' results`,
  reagent: () => 'after a new reagent',
  calibration: () => 'after a calibration',
};

const ruleText = (rule: DueKind): string => (rules[rule.every] as (one: DueKind) => string)(rule);

/** When controls of a test system are due, as the site says it. */
export const dueRules = (due: TestSystem['due']): string =>
  (due ?? []).map(ruleText).join(', ') || 'no rule: a day after the last good control';

const words: Readonly<Record<DueState, readonly [tone: Tone, word: string, todo: string]>> = {
  failed: ['bad', 'rejected', ': document an action, then run the control'],
  missing: ['bad', 'no good control', ': run it'],
  due: ['good', 'due later', ''],
  none: ['neutral', 'stopped', ': none is due'],
};

const causes: Readonly<Record<DueCause, string>> = {
  patients: 'enough patients were measured',
  reagent: 'the reagent was changed',
  calibration: 'it was calibrated',
};

/** Why a test system needs a control. */
export function dueTag({ kind, isNow, by }: DueControl): Html {
  const [tone, word, todo] = words[kind];
  const isOverdue = kind === 'due' && isNow;
  const state = isOverdue ? tag('attention', 'overdue') : tag(tone, word);
  return html`${state}${by === undefined ? todo : `: ${causes[by]}`}`;
}

/** `in 2 h 5 min`, `1 h 3 min ago`, or `now`. */
export function dueIn({ kind, at, isNow }: DueControl, now: Date): Value {
  if (at === undefined) return kind === 'none' ? undefined : 'now';
  const length = duration(Math.abs(at - now.getTime()));
  return isNow ? html`<b>${length} ago</b>` : `in ${length}`;
}
