import { parentPort } from 'node:worker_threads';
import type { ReportPart } from '../../lib/model/report.ts';
import type { Said } from '../../lib/reports/statements/statement.ts';
import { msh, obr, obx, pid, toMessage } from './messages.ts';
import { normalized } from './normalized.ts';
import { StepCounter } from './steps.ts';

/**
 * A thread that tells apart the draws of reports, and says how many steps each took. A report of `size` has so many orders,
 * each of one draw, and one order with a series of all these draws.
 */
const counter = new StepCounter();
await counter.start();
// loaded after the start, so that it is counted
const { byDraw } = await import('../../lib/reports/specimens/statements-by-draw.ts');

const at = (minutes: number) => ({
  text: '',
  iso: new Date(Date.UTC(2026, 2, 2, 0, minutes)).toISOString(),
  zone: 'sent' as const,
});

function reportOf(size: number): readonly Said[] {
  const [part] = normalized(toMessage(msh(), pid(), obr(), obx()), {
    messageId: 'm1',
    at: new Date('2026-03-03T12:00:00Z'),
  }).parts.map((one): ReportPart => one.part);
  const [row] = part?.observations ?? [];
  if (part === undefined || row === undefined) throw new Error('no result');
  const minutes = Array.from({ length: size }, (_, index) => 10 * index);
  const said = (observed: number | undefined, rows: readonly (number | undefined)[]): Said => ({
    part: { ...part, observed: observed === undefined ? undefined : at(observed) },
    observations: rows.map((drawn) => ({ ...row, observed: drawn === undefined ? undefined : at(drawn) })),
    isWithdrawn: false,
  });
  return [...minutes.map((minute) => said(minute, [undefined])), said(undefined, minutes)];
}

parentPort?.on('message', async (sizes: readonly number[]) => {
  const reports = sizes.map(reportOf);
  const draws: number[] = [];
  const counts = await counter.countsOf(reports.map((said) => async () => draws.push(byDraw(said).length)));
  parentPort?.postMessage({ counts, draws });
});
