import type { QcPoint } from '../../model/qc-point.ts';
import type { ChartContent } from '../../render/chart/levey-jennings.ts';
import type { TestSystem } from '../../site/quality/schema.ts';
import type { JudgedControls } from './read-controls.ts';

/** The Levey-Jennings chart of what was read of a test system. */
export const chartOfControls = (
  { course, evaluations, stored }: Pick<JudgedControls, 'course' | 'evaluations' | 'stored'>,
  { levels }: Pick<TestSystem, 'levels'>,
  { since, ...words }: { readonly since: Date } & Pick<ChartContent, 'title' | 'timeText' | 'originOf'>,
): ChartContent => ({
  ...words,
  levels,
  evaluations,
  points: course.points.filter(({ at }) => at >= since.getTime()),
  targets: course.targets,
  reagentsOf: (point) => reagentsOf(stored.get(point)),
});

/** The lots of the reagents of a result, as one text. */
const reagentsOf = (point: QcPoint | undefined): string =>
  (point?.reagents ?? [])
    .flatMap(({ substance, lot }) =>
      lot === undefined ? [] : [`${substance?.codings[0]?.code ?? ''} ${lot}`],
    )
    .join(', ');
