import type { Report, ReportedObservation } from './report.ts';

/**
 * After these statuses only corrections follow: F final and C corrected (OBX-11, table 0085; OBR-25, table
 * 0123).
 */
const finalStatuses: ReadonlySet<string> = new Set(['F', 'C']);

/** Whether the status of a result or report is final. A missing status is not. */
export const isFinal = (status: string | undefined): boolean => finalStatuses.has(status ?? '');

/**
 * OBX-11 (HL7 table 0085) that a preliminary result may not replace: the result exists, or will never exist.
 */
export const settledResultStatuses: ReadonlySet<string> = new Set([
  ...finalStatuses,
  // U: final without being sent again; V, B, A: verified, appended, amended
  ...['U', 'V', 'B', 'A'],
  // D, W, X: deleted, wrong, not obtainable
  ...['D', 'W', 'X'],
]);

/** The codes of HL7 table 0085. */
const resultCodes: ReadonlySet<string> = new Set([...settledResultStatuses, ...'INOPRS']);

/** Whether OBX-11 is a code of HL7 table 0085. */
export const isResultStatus = (status: string): boolean => resultCodes.has(status);

/** OBR-25 (HL7 table 0123) of reports that are no longer preliminary. */
export const settledReportStatuses: ReadonlySet<string> = new Set([...finalStatuses, 'X']);

/**
 * The status of results with an empty OBX-11, by OBR-25 (HL7 table 0123), in the codes of OBX-11 (table
 * 0085).
 */
const resultStatuses: ReadonlyMap<string | undefined, string> = new Map([
  // some results exist; the status does not say which
  ['A', 'P'],
  ['C', 'C'],
  ['F', 'F'],
  ['I', 'I'],
  ['O', 'O'],
  ['P', 'P'],
  ['R', 'R'],
  // scheduled; in table 0085, S is a partial result
  ['S', 'O'],
  ['X', 'X'],
]);

/** The OBX-11 that follows from OBR-25, for results without one. */
export const statusOfReport = (status: string | undefined): string | undefined => resultStatuses.get(status);

/**
 * The OBX-11 that readers are shown. A value that replaced a final one is a correction, whatever the sender
 * calls it. Undefined if no status was sent.
 */
export function resultStatus({
  isUnmarkedCorrection,
  corrects,
  status,
  reportStatus,
}: Pick<ReportedObservation, 'isUnmarkedCorrection' | 'corrects' | 'status' | 'reportStatus'>):
  | string
  | undefined {
  const said = status ?? resultStatuses.get(reportStatus);
  const mayBeCorrected = said === undefined || !isResultStatus(said) || ['F', 'U', 'V'].includes(said);
  return isUnmarkedCorrection || (corrects !== undefined && mayBeCorrected) ? 'C' : said;
}

/** The OBR-25 that readers are shown. A final report with a corrected result is corrected. */
export function reportStatus({
  status,
  observations,
}: Pick<Report, 'status' | 'observations'>): string | undefined {
  if (status === undefined) return statusOfResults(observations);
  return isFinal(status) && observations.some(isCorrected) ? 'C' : status;
}

/** A result that was corrected once stays so when something is added to it (OBX-11 A, B). */
const isCorrected = (one: Report['observations'][number]): boolean => {
  const status = resultStatus(one);
  return (
    status === 'C' ||
    ((status === 'A' || status === 'B') && one.history.some((earlier) => earlier.status === 'C'))
  );
};

/** The status of a report without OBR-25, from its results. Results that were taken back do not count. */
function statusOfResults(observations: Report['observations']): string | undefined {
  const said = observations.map(resultStatus).filter((status) => status !== 'W' && status !== 'D');
  const has = (statuses: string) => said.some((status) => status !== undefined && statuses.includes(status));
  if (said.length === 0 || said.includes(undefined)) return undefined;
  if (said.every((status) => status === 'X')) return 'X';
  if (has('ISORP')) return has('FUVNCABX') ? 'A' : has('PRS') ? 'P' : has('I') ? 'I' : 'O';
  return has('C') ? 'C' : 'F';
}
