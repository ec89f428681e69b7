import type { Report, ReportPart } from '../../lib/model/report.ts';
import { resultStatus } from '../../lib/model/status.ts';
import { assembleReport } from '../../lib/reports/assemble-report.ts';
import type { Site } from '../../lib/site/site.ts';
import { msh, obr, obx, pid, toMessage } from './messages.ts';
import { normalized } from './normalized.ts';

type Fields = Readonly<Record<number, string>>;

/** One OBR with its results, and what stands behind it. */
export interface OrderFields {
  readonly order?: Fields;
  readonly results?: readonly Fields[];
  readonly others?: readonly string[];
  readonly before?: readonly string[];
}

/** One message at an hour of 2026-03-02: MSH-7 and OBR-22 say it. */
export const anHour = (
  hour: number,
  orders: readonly OrderFields[],
  header: Fields = {},
): { readonly bytes: Uint8Array; readonly id: string } => {
  const time = `20260302${String(hour).padStart(2, '0')}0000`;
  return {
    id: `m${hour}`,
    bytes: toMessage(
      msh({ 7: time, 10: `C${hour}`, ...header }),
      pid(),
      ...orders.flatMap(({ order = {}, results = [], others = [], before = [] }) => [
        ...before,
        obr({ 4: 'TEST^Test^L', 7: '20260302010000', 22: time, ...order }),
        ...results.map((fields) => obx({ 6: '', 11: order[25] ?? 'F', ...fields })),
        ...others,
      ]),
    ),
  };
};

/** The report that messages make together, in any order; of the parts that `isOfReport` chooses. */
export function reportOfMessages(
  messages: readonly { readonly bytes: Uint8Array; readonly id: string }[],
  site?: Site,
  isOfReport: (part: ReportPart) => boolean = () => true,
): Report {
  const at = new Date('2026-03-03T12:00:00Z');
  const incoming = messages.flatMap(
    ({ bytes, id }) =>
      normalized(bytes, { messageId: id, at, ...(site === undefined ? {} : { site }) }).parts,
  );
  const [first] = incoming;
  if (first === undefined) throw new Error('no part');
  const identity = { key: first.reportKey, processingId: 'P' };
  const parts = incoming.map(({ part }) => part).filter(isOfReport);
  const report = assembleReport(identity, parts);
  const reversed = assembleReport(identity, parts.toReversed());
  if (JSON.stringify(reversed) !== JSON.stringify(report)) throw new Error('not a function of its parts');
  return report;
}

/** What a chart shows: test, OBX-4 and value, without what was taken back. */
export const chartOf = ({ observations }: Report): string[] =>
  observations
    .filter((one) => !['W', 'D', 'X'].includes(one.status ?? ''))
    .map((one) =>
      [
        one.code.codings[0]?.code,
        one.values.map(({ text }) => text.split('^')[0]).join('/'),
        resultStatus(one),
      ].join(' '),
    );
