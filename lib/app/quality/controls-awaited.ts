import type { ReportPart, ReportVersion } from '../../model/report.ts';
import { currentParts, isSamePlace } from '../../reports/parts.ts';
import { type AwaitedState, pastOf, unreadOf } from './past-of.ts';

/**
 * What a filed part waits for at its test systems, each with the version of the state that was seen; undefined if the part on
 * file was decided by an earlier state. A hold that no later control lifts ends only if the past turns out to be another one.
 */
export function controlsAwaited(
  part: ReportPart,
  { report }: ReportVersion,
  states: ReadonlyMap<string, number>,
): ReadonlyMap<string, AwaitedState> {
  const onFile = currentParts(report.parts).find((one) => isSamePlace(one, part));
  const held = new Set(report.holds);
  const waiting = (onFile?.gate ?? []).filter(({ reason }) => reason !== undefined && held.has(reason));
  return new Map(
    waiting.flatMap((one): [string, AwaitedState][] => {
      const now = part.gate?.find(({ at }) => at === one.at);
      // whatever held it before: it is decided anew when that control has been read
      if (now?.reason === 'qc-unread' && now.evidence !== undefined)
        return [[unreadOf(now.evidence), { source: part.source, unread: now.evidence }]];
      const isSame = now?.reason === one.reason && now?.evidence === one.evidence;
      const { system, isFinal } = one;
      if (system === undefined) return [];
      return [
        [
          isFinal === true ? pastOf(system) : system,
          { system, version: isSame ? states.get(system) : undefined },
        ],
      ];
    }),
  );
}
