import type { ReportVersion } from '../../model/report.ts';
import { currentParts } from '../../reports/parts.ts';
import { counted } from './counted.ts';
import { type Html, html, type Value } from './html.ts';
import { caution, empty } from './notice.ts';
import { table } from './table.ts';
import { tag } from './tag.ts';

/** As much of a message is shown; the rest is at the command line. A page has to fit into one answer. */
const MOST_BYTES = 500_000;
const MOST_RESULTS = 500;
const LONGEST_CELL = 1000;

/**
 * The bytes of a message, one segment a line. Bytes that are no UTF-8 are shown by a replacement character. Of a longer
 * message the first 500,000 bytes are shown, and the page says so.
 */
export const rawContent = (bytes: Uint8Array): Html =>
  html`${bytes.length > MOST_BYTES && caution(`The first ${MOST_BYTES} of ${bytes.length} bytes are shown.`)}<pre tabindex="0" aria-label="The message as it came">${new TextDecoder()
    .decode(bytes.subarray(0, MOST_BYTES))
    .split(/\r\n|\r|\n/)
    .filter((line) => line !== '')
    .map((line, index) => html`${index > 0 && lineBreak}${line}`)}</pre>`;

const lineBreak = html`
`;

const cut = (text: string): string =>
  text.length <= LONGEST_CELL ? text : `${text.slice(0, LONGEST_CELL)}… (${text.length} characters)`;

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
  caption: `${counted(results.length, 'result')} as this message states them${results.length > MOST_RESULTS ? `; the first ${MOST_RESULTS} are shown` : ''}`,
  columns: [
    { head: 'Test', cell: ({ code }) => code?.text ?? code?.codings[0]?.display ?? code?.codings[0]?.code },
    { head: 'Value', isNumber: true, cell: ({ values }) => cut(values.map(({ text }) => text).join(', ')) },
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
  rows: results.slice(0, MOST_RESULTS),
  empty: empty('It states no result of this report.'),
})}`;
  });
