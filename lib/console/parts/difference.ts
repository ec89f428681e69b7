import type { FieldChange } from '../../reports/diff-reports.ts';
import { html, type Value } from './html.ts';
import { table } from './table.ts';

/** What charts show now, and what they would show: one line for each field that differs. */
export const differences = (changes: readonly FieldChange[], caption: string): Value =>
  table({
    caption,
    columns: [
      { head: 'Field', cell: ({ field }) => readableField(field) },
      { head: 'Now', cell: ({ before }) => (before === undefined ? nothing : html`<del>${before}</del>`) },
      { head: 'Then', cell: ({ after }) => (after === undefined ? nothing : html`<ins>${after}</ins>`) },
    ],
    rows: changes,
    empty: html`<p class="notice neutral">Nothing that a reader sees would change.</p>`,
  });

const nothing = html`<span class="soft">nothing</span>`;

/** `GLU|L||: values[0].number` as `GLU: value`, `patient.names[0].family` as `patient name family`. */
export function readableField(field: string): string {
  const [slot, path] = cutOnce(field, ': ');
  const words = path
    .replaceAll(/\[(\d+)\]/g, (_, index: string) => (index === '0' ? '' : ` ${Number(index) + 1}`))
    .replaceAll('.', ' ')
    .replaceAll(/([a-z])([A-Z])/g, (_, a: string, b: string) => `${a} ${b.toLowerCase()}`)
    .replace(/^values(?= |$)/, 'value')
    .replace(/^value (?:number|text)$/, 'value');
  return slot === '' ? words : `${slot.split('|')[0]}: ${words}`;
}

function cutOnce(text: string, separator: string): readonly [string, string] {
  const at = text.indexOf(separator);
  return at === -1 ? ['', text] : [text.slice(0, at), text.slice(at + separator.length)];
}
