import type { LookBack, LookBackRow } from '../../app/quality/look-back.ts';
import type { ControlAction } from '../../model/control-action.ts';
import type { KnownLookBack } from '../../model/verdict.ts';
import type { PageContext } from '../page.ts';
import { type Html, html, type Value } from './html.ts';
import { type Tone, tag } from './tag.ts';
import { time } from './time.ts';

export const lookBackLink = (
  system: string,
  event: string,
  { href }: Pick<PageContext, 'href'>,
  text: Value,
): Html =>
  html`<a href="${href(`/look-back/${encodeURIComponent(system)}/${encodeURIComponent(event)}`)}">${text}</a>`;

/** Results that nobody has decided about. */
export const openRows = ({ rows }: Pick<LookBack, 'rows'>): readonly LookBackRow[] =>
  rows.filter(({ decision }) => decision === undefined);

/** What is left to do about a look-back. `found`: what was read of it; undefined for one that is void. */
export function lookBackTag(state: KnownLookBack['state'], found: LookBack | undefined): Html {
  if (state === 'void') return tag('neutral', 'void');
  if (found === undefined) return tag('neutral', state);
  if (found.signed !== undefined) return tag('good', 'signed');
  if (openRows(found).length > 0) return html`${tag('bad', 'open')}: results to decide`;
  return tag('attention', 'to be signed');
}

/** Where the results begin. */
export const lowerBound = ({ bounds, isUnbounded }: LookBack, context: PageContext): Value =>
  isUnbounded
    ? 'no good control is known: one day'
    : html`${time(new Date(bounds.after ?? 0), context)}, the last good control`;

/** Until when results passed. */
export const upperBound = ({ bounds }: LookBack, context: PageContext): Value =>
  bounds.until === undefined ? 'results still pass' : time(new Date(bounds.until), context);

/** A decision, as people choose it. */
export const dispositionWords: Readonly<
  Record<NonNullable<ControlAction['disposition']>, readonly [Tone, string]>
> = {
  'not-affected': ['good', 'not affected'],
  'repeat-ok': ['good', 'repeated, and the result stands'],
  corrected: ['attention', 'corrected by the laboratory'],
  withdrawn: ['bad', 'withdrawn by the laboratory'],
  'specimen-gone': ['attention', 'the specimen is gone'],
};
