import type { DueControl, DueState } from '../../app/operate/due-controls.ts';
import { dueCauses } from '../../app/operate/due-words.ts';
import { type Html, html, type Value } from './html.ts';
import { type Tone, tag } from './tag.ts';
import { duration } from './time.ts';

const words: Readonly<Record<DueState, readonly [tone: Tone, word: string, todo: string]>> = {
  failed: ['bad', 'rejected', ': document an action, then run the control'],
  missing: ['bad', 'no good control', ': run it'],
  due: ['good', 'due later', ''],
  none: ['neutral', 'stopped', ': none is due'],
};

/** Why a test system needs a control. */
export function dueTag({ kind, isNow, by }: DueControl): Html {
  const [tone, word, todo] = words[kind];
  const isOverdue = kind === 'due' && isNow;
  const state = isOverdue ? tag('attention', 'overdue') : tag(tone, word);
  return html`${state}${by === undefined ? todo : `: ${dueCauses[by]}`}`;
}

/** `in 2 h 5 min`, `1 h 3 min ago`, or `now`. */
export function dueIn({ kind, at, isNow }: DueControl, now: Date): Value {
  if (at === undefined) return kind === 'none' ? undefined : 'now';
  const length = duration(Math.abs(at - now.getTime()));
  return isNow ? html`<b>${length} ago</b>` : `in ${length}`;
}
