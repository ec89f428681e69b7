import type { Coding, Concept } from '../model/concept.ts';
import type { Report } from '../model/report.ts';

/** One line of a destination's map: the code that it knows something by. */
export interface CodeLine {
  /** A code of a result or a service: as sent, or its LOINC. */
  readonly code: string;
  /** Its coding system; any where it is not given. */
  readonly system?: string | undefined;
  readonly to: Coding;
}

/** The report with the codes of a destination in front of those that came. */
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
