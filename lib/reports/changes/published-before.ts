import type { Report, ReportedObservation, ReportVersion } from '../../model/report.ts';

type Published = Pick<ReportVersion, 'supersedes' | 'retired'>;

/**
 * The references of the next version to earlier published versions: the reported statement that each
 * correction supersedes, and the results whose slots no longer exist. This is the only part of a version that
 * depends on the order of arrival. Statements that were never published are not named.
 */
export function publishedBefore(
  report: Report,
  latest: ReportVersion | undefined,
  shown: ReportVersion | undefined,
): Published {
  if (shown === undefined) return {};
  const before = new Map(shown.report.observations.map((one) => [one.slot, one]));
  const named = new Map((latest?.supersedes ?? []).map((one) => [one.slot, one]));
  const supersedes = report.observations.flatMap((observation) => {
    const { slot } = observation;
    const candidates = [before.get(slot), named.get(slot)].flatMap((one) => one ?? []);
    const superseded = newestOf(observation, candidates);
    return superseded === undefined ? [] : [{ slot, messageId: superseded.messageId, at: superseded.at }];
  });
  const retired = retiredOf(report, [...(latest?.retired ?? []), ...shown.report.observations]);
  return {
    ...(supersedes.length === 0 ? {} : { supersedes }),
    ...(retired.length === 0 ? {} : { retired }),
  };
}

/** The newest statement in the history that was published before and has another value. */
function newestOf(
  observation: ReportedObservation,
  candidates: readonly { readonly messageId: string; readonly at: string }[],
) {
  const { corrects, history } = observation;
  if (corrects === undefined) return undefined;
  const isSame = (a: { messageId: string; at: string }, b: { messageId: string; at: string }) =>
    a.messageId === b.messageId && a.at === b.at;
  const from = history.findIndex((one) => isSame(one, corrects));
  return history
    .slice(Math.max(from, 0))
    .find((one) => one.values.length > 0 && candidates.some((candidate) => isSame(one, candidate)));
}

/** Results of an earlier version whose slot no longer exists; they are marked wrong (`W`). */
function retiredOf(report: Report, before: readonly ReportedObservation[]): ReportedObservation[] {
  const there = new Set(report.observations.map(({ slot }) => slot));
  const gone = before.filter(({ slot }) => !there.has(slot));
  return [...new Map(gone.map((one) => [one.slot, asWrong(one)])).values()];
}

function asWrong(observation: ReportedObservation): ReportedObservation {
  const { corrects: _, collection: __, ...rest } = observation;
  return { ...rest, status: 'W', isUnmarkedCorrection: false, history: [] };
}
