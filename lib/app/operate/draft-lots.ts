import type { QcPoint } from '../../model/qc-point.ts';
import type { DraftLot } from '../../model/seen-controls.ts';
import { readDecimal } from '../../quality/decimal.ts';
import { wordsOf } from '../quality/find-lot.ts';
import type { JudgedControls } from './read-controls.ts';

/** The unknown lots among what was read of a test system, newest first. */
export function draftLots({
  course,
  stored,
}: Pick<JudgedControls, 'course' | 'stored'>): readonly DraftLot[] {
  const unknown = course.points.flatMap(({ id, problem, at }) => {
    const point = problem === 'unknown-lot' ? stored.get(id) : undefined;
    return point === undefined ? [] : [{ point, at }];
  });
  const groups = Map.groupBy(unknown, ({ point }) => JSON.stringify(wordsOf(point)));
  return [...groups.values()]
    .flatMap((all): DraftLot[] => {
      const points = all.map(({ point }) => point);
      const [point] = points;
      if (point === undefined) return [];
      const times = all.map(({ at }) => at).toSorted((one, other) => one - other);
      return [
        {
          ...wordsOf(point),
          source: point.source,
          expires: point.material.expires?.iso,
          results: points.length,
          first: times[0] ?? 0,
          last: times.at(-1) ?? 0,
          targets: [...new Set(points.flatMap(targetText))],
        },
      ];
    })
    .sort((one, other) => other.last - one.last);
}

const targetText = ({ target, standardDeviation, observation: { unit } }: QcPoint): string[] =>
  // a maker's word for what is expected is no mean: a person says what is right
  target === undefined || readDecimal(target) === undefined
    ? []
    : [
        `mean ${target}, SD ${standardDeviation ?? 'not sent'} ${unit?.text ?? unit?.codings[0]?.code ?? ''}`.trim(),
      ];
