import type { HoldReason } from '../../model/hold-reason.ts';
import type { Mark, ReportedObservation, ReportPart } from '../../model/report.ts';
import { isAppended, isChangedByAppending, withOriginals } from './appended.ts';
import { withKeptUnit } from './kept-unit.ts';
import { isMeasuredAgainAlike, type Level, withMeasuredAgain } from './measured-again.ts';
import type { StatedResult } from './stated-results.ts';
import {
  isFailedRun,
  isTakenBack,
  levelOf,
  onlyConfirms,
  reportedAt,
  type Statement,
  statusOf,
} from './statement.ts';
import { compareReceipt, orderOf, type StatementOrder } from './statement-order.ts';
import {
  followsItsCorrection,
  isDated,
  isReleased,
  marksCorrection,
  revivesTakenBack,
  saysElse,
  tiesWithTakingBack,
} from './unmarked-correction.ts';

/** The result of one slot, with the statement that stands. */
export interface StandingResult {
  /** The statements that a person has to judge, if they are not the one that stands. */
  readonly inDoubt?: readonly StatedResult[];
  readonly stated: StatedResult;
  readonly observation: ReportedObservation;
  readonly holds: readonly HoldReason[];
  /** The settled statements, newest first, if the one that stands is settled. */
  readonly settled: readonly StatedResult[];
}

/**
 * Selects the statement that stands for one result: the newest settled one, a LIS's before an analyzer's. If
 * none is settled, the newest stands. The rest is history. A withdrawn statement stands only if there is no
 * other, and is marked wrong.
 */
export function standingResult(slot: string, stated: readonly StatedResult[]): StandingResult {
  const [only] = stated;
  if (only !== undefined && stated.length === 1) return standingAlone(slot, only);
  const { measured, failed } = partFailed(stated);
  const { candidates, confirming } = partConfirming(measured);
  const levels = withOriginalsIn(withMeasuredAgain(levelsOf(candidates)));
  const [newest] = levels;
  const confirmed = newest && newestConfirmed(newest, confirming);
  const [standing, ...superseded] = newest?.newestFirst.slice(confirmed?.index ?? 0) ?? [];
  if (newest === undefined || standing === undefined) throw new Error('a slot without a statement');
  const unverified = newest.newestFirst.slice(0, confirmed?.index ?? 0);
  const lower = levels.slice(1).flatMap(({ newestFirst }) => newestFirst);
  const current = withKeptUnit(standing, [...superseded, ...lower]);
  const rest = [...unverified, ...superseded, ...lower];
  const isWithdrawn = current.lead.isWithdrawn;
  const isSettled = !isWithdrawn && levelOf(current.lead) >= 2;
  const settled = isSettled ? [current, ...rest].filter(({ lead }) => levelOf(lead) >= 2) : [];
  const correction = correctionIn(settled);
  const marks = marksOf({ current, unverified, failed, superseded, rest, order: newest.order });
  const history = [...rest, ...confirming, ...failed].flatMap(({ lead, repeats }) => [
    lead,
    ...repeats.toReversed(),
  ]);
  const { observation, part } = current.lead;
  return {
    stated: current,
    observation: {
      ...observation,
      slot,
      ...(isWithdrawn ? { status: 'W' } : {}),
      ...(confirmed === undefined ? {} : { status: confirmed.by.lead.observation.status }),
      messageId: part.messageId,
      reportStatus: part.status,
      isUnmarkedCorrection: correction?.isMarked === false,
      ...(marks.length === 0 ? {} : { marks }),
      ...(correction === undefined
        ? {}
        : { corrects: { messageId: correction.of.lead.messageId, at: correction.of.lead.observation.at } }),
      history: [...current.repeats.toReversed(), ...history].map((one) => toHistory(one, slot)),
    },
    holds: isWithdrawn
      ? []
      : holdsOf(current, {
          ...{ correction, settled, isAlone: rest.every(waitsForOriginal) },
          isRevived: isMeasuredAgainAlike(current, lower),
        }),
    settled,
    ...(correction?.contradicted === undefined ? {} : { inDoubt: correction.contradicted }),
  };
}

/** The common case: the result was stated once. */
export function standingAlone(slot: string, stated: StatedResult): StandingResult {
  const { lead, repeats } = stated;
  const { observation, part, isWithdrawn } = lead;
  const reported: ReportedObservation = {
    ...observation,
    slot,
    messageId: part.messageId,
    reportStatus: part.status,
    isUnmarkedCorrection: false,
    history: repeats.map((one) => toHistory(one, slot)),
  };
  if (isWithdrawn) reported.status = 'W';
  else if (isCorrection(stated)) reported.marks = ['no-original'];
  return {
    stated,
    observation: reported,
    holds: isWithdrawn ? [] : holdsOf(stated, { correction: undefined, settled: [stated], isAlone: true }),
    settled: isWithdrawn ? [] : [stated],
  };
}

/** A statement that does not stand. */
export function toHistory(
  { observation, part }: Statement,
  slot: string,
): ReportedObservation['history'][number] {
  const reported = reportedAt(part);
  return {
    ...observation,
    slot,
    messageId: part.messageId,
    ...(reported === undefined ? {} : { reported }),
  };
}

/** Whether the statement needs an earlier one: it corrects it, or it is appended to it. */
const isCorrection = ({ lead: { observation, part } }: StatedResult): boolean =>
  statusOf(observation, part) === 'C' || isAppended(observation);

/**
 * The failed runs of an analyzer say nothing of the runs that have a value. They stand only if no other statement has one.
 * Without a number, a result is named by its minute, so an X of that minute is about that very result. They come newest
 * receipt first.
 */
function partFailed(stated: readonly StatedResult[]) {
  const isFailed = ({ lead }: StatedResult) => !lead.isWithdrawn && isFailedRun(lead) && hasNumber(lead.part);
  const measured = stated.filter((one) => !isFailed(one));
  const hasValue = measured.some(
    ({ lead: { observation, isWithdrawn } }) => !isWithdrawn && observation.values.length > 0,
  );
  if (!hasValue) return { measured: stated, failed: [] };
  return { measured, failed: stated.filter(isFailed).toSorted((a, b) => compareReceipt(b, a)) };
}

const hasNumber = ({ placerOrder, fillerOrder, specimens }: ReportPart): boolean =>
  (placerOrder ?? fillerOrder) !== undefined ||
  specimens.some(
    ({ placerId, fillerId, containerId }) => (placerId ?? fillerId ?? containerId) !== undefined,
  );

/**
 * U, V and F without a value confirm an earlier statement. They are a value of their own only if there is no
 * earlier one. The confirming ones come newest receipt first.
 */
function partConfirming(stated: readonly StatedResult[]) {
  const confirms = ({ lead }: StatedResult) => !lead.isWithdrawn && onlyConfirms(lead);
  const confirming = stated.filter(confirms).toSorted((a, b) => compareReceipt(b, a));
  const candidates = stated.filter((one) => !confirms(one));
  const hasOther = candidates.some(({ lead }) => !lead.isWithdrawn);
  return hasOther ? { candidates, confirming } : { candidates: stated, confirming: [] };
}

function levelsOf(stated: readonly StatedResult[]): Level[] {
  const levels = Map.groupBy(stated, ({ lead }) => levelOf(lead));
  return [3, 2, 1, 0].flatMap((level) => {
    const ofLevel = levels.get(level as 0 | 1 | 2 | 3);
    if (ofLevel === undefined) return [];
    const order = orderOf(ofLevel);
    const compare = level === 0 ? compareReceipt : order.compare;
    return [{ newestFirst: ofLevel.toSorted((a, b) => compare(b, a)), order }];
  });
}

/** Appended statements, with the value of the next older statement of any level. */
function withOriginalsIn(levels: readonly Level[]): readonly Level[] {
  const newestFirst = levels.flatMap((level) => level.newestFirst);
  const whole = withOriginals(newestFirst);
  if (whole === newestFirst) return levels;
  let from = 0;
  return levels.map((level) => {
    const start = from;
    from += level.newestFirst.length;
    return { ...level, newestFirst: whole.slice(start, from) };
  });
}

/**
 * The newest preliminary statement that a U or V without a value confirms: it became final, and no later
 * preliminary one replaces it.
 */
function newestConfirmed({ newestFirst }: Level, confirming: readonly StatedResult[]) {
  for (const [index, one] of newestFirst.entries()) {
    if (levelOf(one.lead) !== 1) return undefined;
    const by = confirming.find((other) => isNoOlder(other, one));
    if (by !== undefined) return { index, by };
  }
  return undefined;
}

const isNoOlder = (one: StatedResult, than: StatedResult): boolean =>
  orderOf([one, than]).compareClocks(one, than) >= 0;

interface Correction {
  readonly of: StatedResult;
  readonly isMarked: boolean;
  /** The value returns, without a correction mark, to the value that a marked correction replaced. */
  readonly isContradiction: boolean;
  /** The corrections that it contradicts, if all are an analyzer's and a LIS states the value: they are in doubt. */
  readonly contradicted?: readonly StatedResult[] | undefined;
}

/**
 * The correction that the newest settled statement makes: it corrects the newest earlier statement with
 * another value. The oldest statement with the current value made the change. A value after a result that was
 * taken back is new, and not a correction.
 */
function correctionIn(newestFirst: readonly StatedResult[]): Correction | undefined {
  const [current] = newestFirst;
  if (current === undefined) return undefined;
  const change = newestFirst.findIndex((one) => saysElse(one, current));
  const of = newestFirst[change];
  if (of === undefined) return undefined;
  if (of.lead.observation.values.length === 0 && current.lead.observation.values.length > 0) return undefined;
  const alike = newestFirst.slice(0, change);
  const isMarked = alike.some(marksCorrection);
  const before = newestFirst.slice(change);
  const replaced = before.findIndex((one) => saysElse(one, of));
  const isContradiction =
    !isMarked &&
    replaced !== -1 &&
    before.slice(0, replaced).some(marksCorrection) &&
    before.slice(replaced).some((one) => !saysElse(one, current)) &&
    isDated(current);
  if (!isContradiction) return { of, isMarked, isContradiction };
  const since = before.findIndex((one) => !saysElse(one, current));
  const contradicted = before.slice(0, since).filter(marksCorrection);
  const isOfAnalyzer = contradicted.every(({ lead }) => levelOf(lead) < levelOf(current.lead));
  return { of, isMarked, isContradiction, ...(isOfAnalyzer ? { contradicted } : {}) };
}

const showsElse = (a: StatedResult, b: StatedResult): boolean =>
  saysElse(a, b) || statusOf(a.lead.observation, a.lead.part) !== statusOf(b.lead.observation, b.lead.part);

/** Whether an analyzer failed to repeat its own result. What a LIS says of the result tells more than its runs. */
const failedAfter = (failed: StatedResult, current: StatedResult): boolean =>
  current.lead.part.isFromAnalyzer === true && orderOf([failed, current]).compareClocks(failed, current) > 0;

function marksOf({
  current,
  unverified,
  failed,
  superseded,
  rest,
  order,
}: {
  readonly current: StatedResult;
  /** Preliminary statements after the current one was confirmed. */
  readonly unverified: readonly StatedResult[];
  /** Failed runs of an analyzer. */
  readonly failed: readonly StatedResult[];
  readonly superseded: readonly StatedResult[];
  readonly rest: readonly StatedResult[];
  readonly order: StatementOrder;
}): Mark[] {
  if (current.lead.isWithdrawn) return [];
  // the newest superseded statement with another value decides whether this one is a correction
  const change = superseded.find((one) => saysElse(one, current));
  const isTied = [current, ...(change === undefined ? [] : [change])].some((newer) =>
    superseded.some((one) => one !== newer && !order.isKnown(one, newer) && showsElse(one, newer)),
  );
  const isUnverified =
    unverified.length > 0 ||
    (levelOf(current.lead) >= 2 &&
      rest.some((one) => levelOf(one.lead) === 1 && orderOf([one, current]).compareClocks(one, current) > 0));
  return [
    ...(isTied ? ['order-unknown' as const] : []),
    ...(isUnverified ? ['un-verified' as const] : []),
    ...(failed.some((one) => failedAfter(one, current)) ? ['failed-rerun' as const] : []),
    ...(rest.every(({ lead }) => lead.isWithdrawn) && isCorrection(current) ? ['no-original' as const] : []),
  ];
}

/**
 * Whether a correction replaces a value by an empty OBX-5. Only `""`, or a status that takes the result back
 * or says that it cannot be had, means that the value is gone.
 */
function erasesWithoutNull({ lead }: StatedResult, correction: Correction | undefined): boolean {
  const { observation, part } = lead;
  return (
    correction !== undefined &&
    observation.values.length === 0 &&
    !observation.isNull &&
    !hasNoValue.has(statusOf(observation, part) ?? '')
  );
}

/** Taken back, or not obtainable (HL7 table 0085). */
const hasNoValue: ReadonlySet<string> = new Set(['D', 'W', 'X']);

/** Statuses that say something of an earlier result (HL7 table 0085). */
const correctsOrTakesBack: ReadonlySet<string> = new Set(['C', 'A', 'B', 'W', 'D']);

/** Holds that the standing statement puts on its report. */
function holdsOf(
  stated: StatedResult,
  {
    correction,
    settled,
    isAlone,
    isRevived = false,
  }: {
    readonly correction: Correction | undefined;
    readonly settled: readonly StatedResult[];
    /** The preliminary result that stands repeats a value that was taken back. */
    readonly isRevived?: boolean;
    /** There is no other statement, or all others wait for an original themselves. */
    readonly isAlone: boolean;
  },
): HoldReason[] {
  const { observation, part } = stated.lead;
  const holds: HoldReason[] = isTakenBack(observation) ? [] : [...(observation.holds ?? [])];
  const isUnmarked = correction?.isMarked === false && part.holdsUnmarkedCorrections === true;
  const isContradiction =
    isRevived ||
    correction?.isContradiction === true ||
    revivesTakenBack(settled) ||
    followsItsCorrection(settled) ||
    tiesWithTakingBack(settled) ||
    isChangedByAppending(settled);
  const isDoubtful = isContradiction || erasesWithoutNull(stated, correction);
  const isDecided = (correction?.contradicted ?? [stated]).every(isReleased);
  if (isUnmarked || (isDoubtful && !isDecided)) holds.push('unmarked-correction');
  if (isAlone && waitsForOriginal(stated)) holds.push('nothing-to-correct');
  return holds;
}

/** Whether a statement is held until there is an earlier one. One that waits itself is none. */
function waitsForOriginal({ lead: { observation, part } }: StatedResult): boolean {
  const said = statusOf(observation, part) ?? '';
  return (
    (said === 'C' && part.holdsWithoutOriginal === true) ||
    (part.waitsForOriginal === true && (correctsOrTakesBack.has(said) || isCorrectedWhole(part)))
  );
}

/** The result is marked wrong (`W`); its history is kept. */
export const asLeftOut = <T extends StandingResult>(standing: T): T => ({
  ...standing,
  observation: { ...standing.observation, status: 'W', isUnmarkedCorrection: false },
  holds: [],
});

/** OBR-25 alone says that the part corrects. */
const isCorrectedWhole = ({ status, observations }: ReportPart): boolean =>
  status === 'C' && !observations.some((one) => correctsOrTakesBack.has(one.status ?? ''));
