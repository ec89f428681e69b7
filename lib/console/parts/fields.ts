import { type Html, html, type Value } from './html.ts';

/** Names with their values, one below the other. A field without a value is left out. */
export const fields = (entries: readonly (readonly [name: string, value: Value])[]): Html =>
  html`<dl class="fields">${entries
    .filter(([, value]) => value !== undefined && value !== '' && value !== false)
    .map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
