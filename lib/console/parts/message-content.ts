import type { ReportVersion } from '../../model/report.ts';
import { currentParts } from '../../reports/parts.ts';
import { counted } from './counted.ts';
import { type Html, html, type Value } from './html.ts';
import { empty } from './notice.ts';
import { table } from './table.ts';
import { tag } from './tag.ts';

/** The bytes of a message, one segment a line. Bytes that are no UTF-8 are shown by a replacement character. */
export const rawContent = (bytes: Uint8Array): Html =>
  html`<pre tabindex="0" aria-label="The message as it came">${new TextDecoder()
    .decode(bytes)
    .split(/\r\n|\r|\n/)
    .filter((line) => line !== '')
    .map((line, index) => html`${index > 0 && lineBreak}${line}`)}</pre>`;

const lineBreak = html`
`;

/** What was read from a message: its results as it states them, and whether each stands in its report. */
export const readContent = (messageId: string, versions: readonly ReportVersion[]): Value =>
  versions.map(({ report }) => {
    const stated = currentParts(report.parts).filter((part) => part.messageId === messageId);
    const results = stated.flatMap(({ observations }) => observations);
    const standing = new Set(
      report.observations.filter((one) => one.messageId === messageId).map(({ at }) => at),
    );
    return html`<h3>Report ${report.key.slice(0, 12)}: ${report.service?.text ?? report.service?.codings[0]?.display ?? 'no service'}</h3>
${table({
  caption: `${counted(results.length, 'result')} as this message states them`,
  columns: [
    { head: 'Test', cell: ({ code }) => code?.text ?? code?.codings[0]?.display ?? code?.codings[0]?.code },
    { head: 'Value', isNumber: true, cell: ({ values }) => values.map(({ text }) => text).join(', ') },
    { head: 'Unit', cell: ({ unit }) => unit?.text ?? unit?.codings[0]?.code },
    { head: 'Range', cell: ({ referenceRange }) => referenceRange?.text },
    { head: 'Flags', cell: ({ flags }) => flags.join(' ') },
    { head: 'OBX-11', cell: ({ status }) => status },
    { head: 'LOINC', cell: ({ code }) => code?.codings.find(({ system }) => system === 'LN')?.code },
    { head: 'Place', cell: ({ at }) => at },
    {
      head: 'In the report',
      cell: ({ at }) => (standing.has(at) ? tag('good', 'stands') : tag('neutral', 'replaced')),
    },
  ],
  rows: results,
  empty: empty('It states no result of this report.'),
})}`;
  });
