import type { ReportedObservation, ReportVersion } from '../../model/report.ts';
import { resultStatus } from '../../model/status.ts';
import { type Html, html, type Value } from './html.ts';
import { empty } from './notice.ts';
import { table } from './table.ts';

/** The bytes of a message, one segment a line. Bytes that are no UTF-8 are shown by a replacement character. */
export const rawContent = (bytes: Uint8Array): Html =>
  html`<pre tabindex="0" aria-label="The message as it came">${new TextDecoder()
    .decode(bytes)
    .split(/\r\n|\r|\n/)
    .filter((line) => line !== '')
    .map((line, index) => html`${index > 0 && lineBreak}${line}`)}</pre>`;

const lineBreak = html`
`;

/** What was read from a message: its results as they stand in its reports. */
export const readContent = (messageId: string, versions: readonly ReportVersion[]): Value =>
  versions.map(({ report }) => {
    const own = report.observations.filter((one) => one.messageId === messageId);
    return html`<h3>Report ${report.key.slice(0, 12)}: ${report.service?.text ?? report.service?.codings[0]?.display ?? 'no service'}</h3>
${table({
  caption: `${own.length} of ${report.observations.length} results of the report stand as this message stated them`,
  columns: [
    { head: 'Test', cell: ({ code }) => code?.text ?? code?.codings[0]?.display ?? code?.codings[0]?.code },
    { head: 'Value', isNumber: true, cell: shownValue },
    { head: 'Unit', cell: ({ unit }) => unit?.text ?? unit?.codings[0]?.code },
    { head: 'Range', cell: ({ referenceRange }) => referenceRange?.text },
    { head: 'Status', cell: resultStatus },
    { head: 'LOINC', cell: ({ code }) => code?.codings.find(({ system }) => system === 'LN')?.code },
  ],
  rows: own,
  empty: empty('None of its results stands in the report.'),
})}`;
  });

const shownValue = ({ values }: ReportedObservation): string => values.map(({ text }) => text).join(', ');
