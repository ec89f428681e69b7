import { findLookBack } from '../app/quality/find-look-back.ts';
import { type LookBackRow, rowName } from '../app/quality/look-back.ts';

import type { ReportVersion } from '../model/report.ts';
import { nameOf } from '../reports/changes/readable-changes.ts';
import { currentParts } from '../reports/parts.ts';
import { knownSystem } from './known-system.ts';
import { pathOf } from './look-back-decisions.ts';
import type { ActionContext, PageContext, PreparedAction } from './page.ts';
import { counted } from './parts/counted.ts';
import { html, type Value } from './parts/html.ts';
import { messageLink } from './parts/message-list.ts';
import { empty, problem } from './parts/notice.ts';
import { table } from './parts/table.ts';
import { time } from './parts/time.ts';

/** Results of one page of a look-back. */
export const ROWS = 100;

/** The results of a look-back that a page shows, from the one that the address or the form names. */
export function shownRows(
  rows: readonly LookBackRow[],
  asked: string | null,
): { readonly from: number; readonly shown: readonly LookBackRow[] } {
  const wanted = /^\d{1,6}$/.test(asked ?? '') ? Number(asked) : 0;
  const from = wanted < rows.length ? wanted : 0;
  return { from, shown: rows.slice(from, from + ROWS) };
}

/** Shows whose results those of one page are: whoever measures again needs the specimens. */
export async function preparePatients(context: ActionContext): Promise<PreparedAction> {
  const { parameters, form, system } = context;
  const known = knownSystem(parameters.get('system') ?? '', context);
  const found = known && (await findLookBack(known, parameters.get('event') ?? '', system));
  if (found?.lookBack === undefined)
    return { kind: 'refused', status: 404, content: problem('There is no such look-back.') };
  const { shown } = shownRows(found.lookBack.rows, form.get('from'));
  const keys = [...new Set(shown.map(({ reportKey }) => reportKey))];
  const versions = await Promise.all(keys.map((key) => system.reports.latest(key)));
  const reports = new Map(versions.flatMap((one) => (one === undefined ? [] : [[one.report.key, one]])));
  const patients = versions.flatMap((one) => one?.report.patient?.key ?? []);
  const { event } = found.known;
  return {
    kind: 'ready',
    audit: { action: 'read', resourceType: 'LookBack', subject: event, patients, count: shown.length },
    carryOut: async () => ({
      kind: 'shown',
      content: html`<p><a href="${context.href(pathOf(context))}">Back to the look-back</a></p>${patientTable(shown, reports, context)}`,
    }),
  };
}

const patientTable = (
  rows: readonly LookBackRow[],
  reports: ReadonlyMap<string, ReportVersion>,
  context: PageContext,
): Value => {
  const reportOf = ({ reportKey }: LookBackRow) => reports.get(reportKey)?.report;
  return table({
    caption: `${counted(rows.length, 'result')}, as the newest version of their report states them`,
    columns: [
      {
        head: 'Patient',
        cell: (row) => {
          const patient = reportOf(row)?.patient;
          return patient === undefined ? 'not known' : nameOf(patient);
        },
      },
      {
        head: 'Number',
        cell: (row) =>
          reportOf(row)
            ?.patient?.identifiers.map(({ value }) => value)
            .join(', '),
      },
      { head: 'Specimen', cell: (row) => specimensOf(reportOf(row)) },
      { head: 'Test', cell: (row) => observationOf(row, reportOf(row))?.name },
      { head: 'Value', isNumber: true, cell: (row) => observationOf(row, reportOf(row))?.value },
      { head: 'Measured', cell: ({ measuredAt }) => time(new Date(measuredAt), context) },
      { head: 'Decision', cell: ({ decision }) => decision?.disposition ?? 'open' },
      { head: 'Message', cell: ({ messageId }) => messageLink(messageId, context) },
    ],
    rows: rows.toSorted((one, other) => (rowName(one) < rowName(other) ? -1 : 1)).toSorted(byTime),
    empty: empty('No result was delivered.'),
  });
};

const byTime = (one: LookBackRow, other: LookBackRow): number => one.measuredAt - other.measuredAt;

type Report = ReportVersion['report'] | undefined;

function observationOf({ messageId, at }: LookBackRow, report: Report) {
  const parts = currentParts(report?.parts ?? []).filter((part) => part.messageId === messageId);
  const found = parts.flatMap(({ observations }) => observations).find((one) => one.at === at);
  if (found === undefined) return undefined;
  const { code, values, unit } = found;
  return {
    name: code.text ?? code.codings[0]?.display ?? code.codings[0]?.code,
    value:
      `${values.map(({ text }) => text).join(', ')} ${unit?.text ?? unit?.codings[0]?.code ?? ''}`.trim(),
  };
}

const specimensOf = (report: Report): string =>
  [
    ...new Set(
      (report?.specimens ?? []).flatMap(({ placerId, fillerId, containerId }) =>
        [placerId, fillerId, containerId].flatMap((one) => one?.value ?? []),
      ),
    ),
  ].join(', ');
