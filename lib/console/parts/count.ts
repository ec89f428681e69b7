import { type Html, html } from './html.ts';

/** A number that leads to its list. */
export const count = (number: number, href: string, noun: string): Html =>
  html`<a class="count" href="${href}"><b>${number}</b> ${noun}</a>`;
