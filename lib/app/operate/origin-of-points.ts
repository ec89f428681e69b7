import type { PointOrigin } from '../../render/chart/marks.ts';
import type { Site } from '../../site/site.ts';
import type { JudgedControls } from './read-controls.ts';

/**
 * How control results came about, where no instrument said by itself that they are controls: a person entered them in the console,
 * or only the script of the source made them controls. Undefined: an instrument sent it as a control.
 */
export function originOfPoints(
  { stored }: Pick<JudgedControls, 'stored'>,
  source: string,
  { sources }: Pick<Site, 'sources'>,
): (point: string) => PointOrigin | undefined {
  const isEntered = sources.find(({ id }) => id === source)?.entry === 'console';
  return (id) => {
    const point = stored.get(id);
    if (point === undefined) return undefined;
    if (point.byScript === true) return { kind: 'script' };
    if (!isEntered) return undefined;
    const person = point.observation.performer;
    const at = point.receivedAt === undefined ? undefined : Date.parse(point.receivedAt);
    return { kind: 'hand', by: person?.family ?? person?.id?.value ?? 'unknown', at };
  };
}
