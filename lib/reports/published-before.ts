import type { Report, ReportedObservation, ReportVersion } from '../model/report.ts';

type Published = Pick<ReportVersion, 'supersedes' | 'retired'>;

/**
 * What the next version has to tell of those that were published before it: which statement, reported then, each
 * correction supersedes, and results whose slots the report has no more. It is the one thing that depends on the order of
 * arrival: what nobody was told of is not named.
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

/** Of what was reported before, the newest in the history that says something else, and a value. */
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

/** Results that stood in a version before under a slot that is no more: wrong from now on. */
function retiredOf(report: Report, before: readonly ReportedObservation[]): ReportedObservation[] {
  const there = new Set(report.observations.map(({ slot }) => slot));
  const gone = before.filter(({ slot }) => !there.has(slot));
  return [...new Map(gone.map((one) => [one.slot, asWrong(one)])).values()];
}

function asWrong(observation: ReportedObservation): ReportedObservation {
  const { corrects: _, collection: __, ...rest } = observation;
  return { ...rest, status: 'W', isUnmarkedCorrection: false, history: [] };
}
