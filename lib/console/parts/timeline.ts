import { type Html, html, type Value } from './html.ts';
import type { Tone } from './tag.ts';
import { type PageClock, time } from './time.ts';

export interface Moment {
  readonly at: string;
  readonly tone: Tone;
  readonly title: Value;
  readonly detail?: Value;
}

/** Moments in the order of their times; moments of one time keep their order. */
export const timeline = (moments: readonly Moment[], clock: PageClock): Html =>
  html`<ol class="timeline">${moments
    .toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
    .map((moment) => momentOf(moment, clock))}</ol>`;

const momentOf = ({ at, tone, title, detail }: Moment, clock: PageClock): Html =>
  html`<li class="${tone}">${time(at, clock)} <div><b>${title}</b>${detail !== undefined && html`<div>${detail}</div>`}</div></li>`;
