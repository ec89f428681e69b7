import type { ReportPart } from '../../model/report.ts';
import type { AdmittedMessage } from '../admit/admit-message.ts';
import { type NormalizedResults, normalizeResults } from './normalize-results.ts';
import type { ReadingOptions } from './reading.ts';

/**
 * ORC-1 (HL7 table 0119) by which a laboratory says that it cancelled an order: by itself, or as requested. CA only asks it
 * to, so it takes no result out of a chart.
 */
const byLaboratory: ReadonlySet<string | undefined> = new Set(['OC', 'CR']);

/** SC: the laboratory tells a status, and it is that the order was cancelled (ORC-5, table 0038). */
const isToldByStatus = (control: string | undefined, { orderStatus }: ReportPart): boolean =>
  control === 'SC' && orderStatus === 'CA';

/**
 * The cancellations in an order message of a LIS, as parts of the reports that they take back. Other order controls
 * change only the order. The message's OBX are stored with its orders, so none is counted here.
 */
export function orderCancellations(
  admitted: AdmittedMessage,
  options: ReadingOptions,
): NormalizedResults | undefined {
  if (admitted.source.kind !== 'lis') return undefined;
  const { parts } = normalizeResults(admitted, options);
  const cancelling = parts.filter(
    ({ orderControl, part }) =>
      part.cancels !== undefined && (byLaboratory.has(orderControl) || isToldByStatus(orderControl, part)),
  );
  if (cancelling.length === 0) return undefined;
  return { parts: cancelling, held: [], qcPoints: [], setAside: [], received: 0, issues: [], unmapped: [] };
}
