import type { Coding, Concept } from '../model/concept.ts';
import type { Report } from '../model/report.ts';

/** One line of a destination's code map: one of our codes, and the code that the destination uses for it. */
export interface CodeLine {
  /** Code of a result or service, as sent, or its LOINC code. */
  readonly code: string;
  /** Default: any coding system. */
  readonly system?: string | undefined;
  readonly to: Coding;
}

/** The report with the destination's codes before the codes that came. */
export function translateCodes(report: Report, lines: readonly CodeLine[]): Report {
  if (lines.length === 0) return report;
  const translate = (concept: Concept): Concept => {
    const line = concept.codings
      .map(
        ({ code, system }) =>
          lines.find((one) => one.code === code && one.system !== undefined && one.system === system) ??
          lines.find((one) => one.code === code && one.system === undefined),
      )
      .find((one) => one !== undefined);
    return line === undefined
      ? concept
      : { ...concept, codings: [{ ...line.to, isMapped: true }, ...concept.codings] };
  };
  return {
    ...report,
    service: report.service && translate(report.service),
    observations: report.observations.map((one) => ({ ...one, code: translate(one.code) })),
  };
}
