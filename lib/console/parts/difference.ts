import type { ChartChange, Difference } from '../../model/chart-change.ts';
import { type Html, html, type Value } from './html.ts';
import { table } from './table.ts';

/** What readers see of a report now, and what they would see: in words first, then every field for those who need it. */
export const difference = ({ lines, fields }: Pick<ChartChange, 'lines' | 'fields'>): Html =>
  html`${changesTable('What a reader would see', lines, (field) => field)}
<details><summary>Every field that differs (${fields.length})</summary>${changesTable('Fields of the report', fields, readableField)}</details>`;

const changesTable = (
  caption: string,
  changes: readonly Difference[],
  nameOf: (field: string) => string,
): Value =>
  table({
    caption,
    columns: [
      { head: 'Field', cell: ({ field }) => nameOf(field) },
      { head: 'Now', cell: ({ before }) => (before === undefined ? nothing : html`<del>${before}</del>`) },
      { head: 'Then', cell: ({ after }) => (after === undefined ? nothing : html`<ins>${after}</ins>`) },
    ],
    rows: changes,
    empty: html`<p class="notice neutral">Nothing that a reader sees would change.</p>`,
  });

const nothing = html`<span class="soft">nothing</span>`;

/** `GLU|L||: values[0].number` as `GLU: value number`, `patient.names[0].family` as `patient names family`. */
export function readableField(field: string): string {
  const [slot, path] = cutOnce(field, ': ');
  const words = path
    .replaceAll(/\[(\d+)\]/g, (_, index: string) => (index === '0' ? '' : ` ${Number(index) + 1}`))
    .replaceAll('.', ' ')
    .replaceAll(/([a-z])([A-Z])/g, (_, a: string, b: string) => `${a} ${b.toLowerCase()}`);
  return slot === '' ? words : `${slot.split('|')[0]}: ${words}`;
}

function cutOnce(text: string, separator: string): readonly [string, string] {
  const at = text.indexOf(separator);
  return at === -1 ? ['', text] : [text.slice(0, at), text.slice(at + separator.length)];
}
