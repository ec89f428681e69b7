import type { Report, ReportedObservation, ReportPart } from '../../model/report.ts';

/** The results of a report about which the part has a statement, whether it stands or not. */
export function resultsStatedBy(
  part: Pick<ReportPart, 'messageId' | 'observations'>,
  report: Pick<Report, 'observations'>,
): readonly ReportedObservation[] {
  const places = new Set(part.observations.map(({ at }) => at));
  const isOfPart = ({ messageId, at }: { readonly messageId: string; readonly at: string }): boolean =>
    messageId === part.messageId && places.has(at);
  return report.observations.filter((one) => isOfPart(one) || one.history.some(isOfPart));
}
