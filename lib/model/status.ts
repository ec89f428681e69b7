import type { Report, ReportedObservation } from './report.ts';

/** Nothing more is to come but corrections: F, final, and C, corrected (OBX-11, table 0085; OBR-25, table 0123). */
const finalStatuses: ReadonlySet<string> = new Set(['F', 'C']);

/** Whether a status, of a result or of a report, is final; one that nobody said is not. */
export const isFinal = (status: string | undefined): boolean => finalStatuses.has(status ?? '');

/**
 * OBX-11 (HL7 table 0085) that a preliminary result may not replace: the result is there, or it is said that
 * there will be none.
 */
export const settledResultStatuses: ReadonlySet<string> = new Set([
  ...finalStatuses,
  // U: from preliminary to final without sending it again; V, B, A: verified, appended, amended
  ...['U', 'V', 'B', 'A'],
  // D, W, X: deleted, wrong, cannot be had
  ...['D', 'W', 'X'],
]);

/** OBR-25 (HL7 table 0123) that says that a report is not preliminary any more. */
export const settledReportStatuses: ReadonlySet<string> = new Set([...finalStatuses, 'X']);

/** What OBR-25 (HL7 table 0123) says of results whose own OBX-11 is empty, in the letters of OBX-11 (table 0085). */
const resultStatuses: ReadonlyMap<string | undefined, string> = new Map([
  // some results are there, and not which
  ['A', 'P'],
  ['C', 'C'],
  ['F', 'F'],
  ['I', 'I'],
  ['O', 'O'],
  ['P', 'P'],
  ['R', 'R'],
  // scheduled; in table 0085 S is a partial result
  ['S', 'O'],
  ['X', 'X'],
]);

/** OBX-11 as OBR-25 says it, for results that bring none. */
export const statusOfReport = (status: string | undefined): string | undefined => resultStatuses.get(status);

/**
 * OBX-11 as readers are to take it. A value that replaced a final one is a correction, whatever the sender calls
 * it; undefined where nobody said anything.
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
  const mayBeCorrected = said === undefined || ['F', 'U', 'V'].includes(said);
  return isUnmarkedCorrection || (corrects !== undefined && mayBeCorrected) ? 'C' : said;
}

/** OBR-25 as readers are to take it: a final report with a corrected result is a corrected one. */
export function reportStatus({
  status,
  observations,
}: Pick<Report, 'status' | 'observations'>): string | undefined {
  if (status === undefined) return statusOfResults(observations);
  return isFinal(status) && observations.some((one) => resultStatus(one) === 'C') ? 'C' : status;
}

/** Where nobody says how far a report is, its results do; those that were taken back say nothing. */
function statusOfResults(observations: Report['observations']): string | undefined {
  const said = observations.map(resultStatus).filter((status) => status !== 'W' && status !== 'D');
  const has = (statuses: string) => said.some((status) => status !== undefined && statuses.includes(status));
  if (said.length === 0 || said.includes(undefined)) return undefined;
  if (said.every((status) => status === 'X')) return 'X';
  if (has('ISORP')) return has('FUVNCABX') ? 'A' : has('PRS') ? 'P' : has('I') ? 'I' : 'O';
  return has('C') ? 'C' : 'F';
}
