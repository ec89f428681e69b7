import type { Report, ReportedObservation } from './report.ts';

/** What OBR-25 (HL7 table 0123) says of results whose own OBX-11 is empty, in the letters of OBX-11 (table 0085). */
const resultStatuses: Readonly<Record<string, string>> = {
  // some results are there, and not which
  A: 'P',
  C: 'C',
  F: 'F',
  I: 'I',
  O: 'O',
  P: 'P',
  R: 'R',
  // scheduled; in table 0085 S is a partial result
  S: 'O',
  X: 'X',
};

/**
 * OBX-11 as readers are to take it. A value that replaced a final one is a correction, whatever the sender calls
 * it; undefined where nobody said anything.
 */
export function resultStatus({
  isUnmarkedCorrection,
  status,
  reportStatus,
}: Pick<ReportedObservation, 'isUnmarkedCorrection' | 'status' | 'reportStatus'>): string | undefined {
  if (isUnmarkedCorrection) return 'C';
  return status ?? resultStatuses[reportStatus ?? ''];
}

/** OBR-25 as readers are to take it: a final report with a corrected result is a corrected one. */
export function reportStatus({
  status,
  observations,
}: Pick<Report, 'status' | 'observations'>): string | undefined {
  const isFinal = status === undefined || status === 'F';
  return isFinal && observations.some((one) => resultStatus(one) === 'C') ? 'C' : status;
}
