import type { Action, ControlPoint, Instant, LotUse } from './point.ts';

/** A point with the time by which it is ordered. */
export interface OrderedPoint {
  readonly point: ControlPoint;
  /** The time of measurement; that of receipt if the clock of the instrument is ahead of it. */
  readonly at: Instant;
  readonly isSkewed: boolean;
}

/** The points that are judged together: one pass over the levels (CLSI C24). */
export interface ControlEvent {
  readonly use: LotUse;
  readonly points: readonly OrderedPoint[];
  /** The number of resetting actions before it. Windows do not reach across them. */
  readonly resets: number;
}

export interface EventSettings {
  /** A point belongs to an event if it is at most so many minutes after the first one. */
  readonly eventMinutes: number;
  /** A measurement so many minutes after its receipt is ordered by receipt. */
  readonly skewMinutes: number;
  /** How often an event measures each level. */
  readonly replicates: number;
}

/**
 * The events of a test system, in order. Any order of the points gives the same events. Excluded points are in none.
 * Points of one instant are one event, so one that repeats a level takes the others with it.
 */
export function eventsOf(
  points: readonly ControlPoint[],
  actions: readonly Action[],
  settings: EventSettings,
): readonly ControlEvent[] {
  const resets = actions.filter((action) => action.resets).map(({ at }) => at);
  resets.sort((one, other) => one - other);
  const events: GrowingEvent[] = [];
  const open = new Map<string, GrowingEvent>();
  let done = 0;
  for (const together of instantsOf(points, settings.skewMinutes)) {
    const { at, point } = together.first;
    const before = done;
    while (done < resets.length && (resets[done] ?? 0) <= at) done++;
    if (done > before) open.clear();
    const key = JSON.stringify([point.use, point.batch]);
    const known = open.get(key);
    if (known !== undefined && belongsTo(known, together, settings)) {
      known.points.push(...together.points);
      continue;
    }
    const event = { use: point.use, points: [...together.points], resets: done };
    events.push(event);
    if (point.use !== 'none') open.set(key, event);
  }
  return events;
}

interface GrowingEvent extends ControlEvent {
  readonly points: OrderedPoint[];
}

interface Together {
  readonly first: OrderedPoint;
  readonly points: readonly OrderedPoint[];
}

const BATCH_MS = 24 * 3_600_000;

function belongsTo(event: GrowingEvent, { first, points }: Together, settings: EventSettings): boolean {
  const age = first.at - (event.points[0]?.at ?? first.at);
  if (first.point.batch !== undefined) return age <= BATCH_MS;
  if (age > settings.eventMinutes * 60_000) return false;
  const levels = Map.groupBy([...event.points, ...points], ({ point }) => point.level);
  return [...levels.values()].every((ofLevel) => ofLevel.length <= settings.replicates);
}

/** The points of each instant, use and batch, in order. Points of unknown lots stay alone. */
function instantsOf(points: readonly ControlPoint[], skewMinutes: number): readonly Together[] {
  const ordered = points
    .filter(({ isExcluded }) => isExcluded !== true)
    .map((point) => orderedPoint(point, skewMinutes))
    .sort(inOrder);
  const groups = Map.groupBy(ordered, ({ at, point: { id, use, batch } }) =>
    JSON.stringify([at, use, batch, use === 'none' ? id : undefined]),
  );
  return [...groups.values()].flatMap((all) => {
    const [first] = all;
    return first === undefined ? [] : [{ first, points: all }];
  });
}

function orderedPoint(point: ControlPoint, skewMinutes: number): OrderedPoint {
  const at = orderedAt(point, skewMinutes);
  return { point, at, isSkewed: at !== point.at };
}

/** The time by which a point is ordered: that of receipt if the clock of the instrument is too far ahead. */
export const orderedAt = (
  { at, receivedAt }: Pick<ControlPoint, 'at' | 'receivedAt'>,
  skewMinutes: number,
): Instant => (at > receivedAt + skewMinutes * 60_000 ? receivedAt : at);

/** By time; ties by level, lot and id. */
export const inOrder = (one: OrderedPoint, other: OrderedPoint): number =>
  one.at - other.at ||
  compare(one.point.level, other.point.level) ||
  compare(one.point.lot, other.point.lot) ||
  compare(one.point.id, other.point.id);

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
