import { measuredAt, type QcPoint } from '../../model/qc-point.ts';
import { wordsOf } from './find-lot.ts';

/** One measurement of control material, by what was stated of it. */
export interface StandingControl {
  /** The statement that stands. */
  readonly point: QcPoint;
  /** All statements of the measurement. An exclusion of one of them is of the measurement. */
  readonly ids: ReadonlySet<string>;
  /** `preliminary`: nobody has stated a final result. `taken-back`: the last word is that there is none. */
  readonly state: 'final' | 'preliminary' | 'taken-back';
}

/**
 * The measurements of a test system: a function of the set of its points, as reports are of their parts. A copy changes nothing; a
 * correction takes the place of what it corrects; a preliminary result gives way to a final one. Two statements are of one
 * measurement if they have the same material, time and sub-id (OBX-4); a time without a time of day tells nothing. A final
 * result with another value that is not marked as a correction is another measurement, as are two of one message.
 */
export function standingControls(points: readonly QcPoint[]): readonly StandingControl[] {
  const groups = Map.groupBy(points, keyOf);
  return [...groups.values()].flatMap((stated) => {
    const found: Measurement[] = [];
    for (const point of stated.toSorted(inOrder)) state(point, found);
    return found;
  });
}

interface Measurement extends StandingControl {
  point: QcPoint;
  readonly ids: Set<string>;
  readonly messages: Set<string>;
  /** The values that were ever stated as final. */
  readonly values: Set<string>;
  state: StandingControl['state'];
}

function state(point: QcPoint, found: Measurement[]): void {
  const others = found.filter(({ messages }) => !messages.has(point.messageId));
  const kind = kindOf(point);
  const value = statedValue(point);
  if (kind === 'taken-back') {
    const equal = others.filter((one) => statedValue(one.point) === value);
    const meant = equal.length > 0 ? equal : others;
    for (const one of meant) add(point, one, 'taken-back');
    if (meant.length === 0) found.push(begin(point, kind));
    return;
  }
  const known = meantBy(kind, value, others);
  if (known === undefined) {
    found.push(begin(point, kind === 'preliminary' ? kind : 'final'));
    return;
  }
  const isCopy = known.state === 'final' && (kind === 'preliminary' || known.values.has(value));
  const isSaidAnew = kind === 'correction' && statedValue(known.point) !== value;
  if (!isCopy || isSaidAnew) known.point = point;
  add(point, known, kind === 'preliminary' ? known.state : 'final');
}

/** The measurement that a statement is about. Undefined: one that nobody has stated before. */
function meantBy(
  kind: 'preliminary' | 'final' | 'correction',
  value: string,
  others: readonly Measurement[],
): Measurement | undefined {
  const preliminary = others.findLast((one) => one.state === 'preliminary');
  if (kind === 'preliminary') return preliminary ?? others.at(-1);
  if (kind === 'correction') return others.at(-1);
  return others.find(({ values }) => values.has(value)) ?? preliminary;
}

function add(point: QcPoint, to: Measurement, now: StandingControl['state']): void {
  to.ids.add(point.id);
  to.messages.add(point.messageId);
  if (kindOf(point) !== 'preliminary' && now === 'final') to.values.add(statedValue(point));
  to.state = now;
}

const begin = (point: QcPoint, state: StandingControl['state']): Measurement => ({
  point,
  ids: new Set([point.id]),
  messages: new Set([point.messageId]),
  values: new Set(state === 'final' ? [statedValue(point)] : []),
  state,
});

/** OBX-11, HL7 table 0085. */
const kinds: ReadonlyMap<string, 'preliminary' | 'correction' | 'taken-back'> = new Map([
  ...['P', 'I', 'R', 'S'].map((status) => [status, 'preliminary'] as const),
  ...['C', 'A'].map((status) => [status, 'correction'] as const),
  ...['D', 'W', 'X'].map((status) => [status, 'taken-back'] as const),
]);

const kindOf = ({ observation: { status } }: QcPoint) => kinds.get(status ?? 'F') ?? 'final';

/** Whether a point changes what other points said. */
export const changesOthers = (point: QcPoint): boolean =>
  ['correction', 'taken-back'].includes(kindOf(point));

const statedValue = ({ observation: { values, unit } }: QcPoint): string =>
  JSON.stringify([values.map(({ text }) => text), unit?.codings[0]?.code ?? unit?.text]);

const ranks = ['preliminary', 'final', 'correction', 'taken-back'];

/** By MSH-7; what was sent at once, by its status; then by receipt. */
function inOrder(one: QcPoint, other: QcPoint): number {
  const [left, right] = [one, other].map((point) => [
    point.sentAt ?? point.receivedAt ?? '',
    String(ranks.indexOf(kindOf(point))),
    point.receivedAt ?? '',
    point.id,
  ]);
  for (const [index, text = ''] of (left ?? []).entries()) {
    const before = right?.[index] ?? '';
    if (text !== before) return text < before ? -1 : 1;
  }
  return 0;
}

/** A point without a time of day is of no other statement. */
function keyOf(point: QcPoint): string {
  const { observation, id } = point;
  const { analyzed, observed, subId } = observation;
  const time = analyzed?.iso ?? observed?.iso ?? point.sentAt;
  if (time?.includes('T') !== true) return id;
  return JSON.stringify([measuredAt(point)?.getTime(), wordsOf(point), subId]);
}
