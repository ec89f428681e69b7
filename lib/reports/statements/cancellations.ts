import type { Identifier } from '../../model/concept.ts';
import type { HoldReason } from '../../model/hold-reason.ts';
import type { ReportPart } from '../../model/report.ts';
import type { PlacedResult } from '../assemble-results.ts';
import { isSameSpelling } from '../find/number-spelling.ts';
import { areOfTwoSamples } from '../specimens/collection-cells.ts';
import { toHistory } from './standing-result.ts';
import { isTakenBack, levelOf, toPartDated } from './statement.ts';
import { type Dated, orderOf } from './statement-order.ts';
import { isRevived } from './unmarked-correction.ts';

export interface TakenBack {
  readonly results: readonly PlacedResult[];
  /** The cancellations that apply to the report. The others have no effect. */
  readonly counting: ReadonlySet<ReportPart>;
  readonly holds: readonly HoldReason[];
}

/**
 * Applies cancellations without results. A cancellation takes back the results of the order that it names, if
 * they are older by the laboratory's clocks, and only those of its sample. If no clock tells, if final results
 * and open tests stand side by side, if its sample is another than that of the results, or if a later unmarked
 * final repeats a value that was taken back, a person decides.
 */
export function takeBack(results: readonly PlacedResult[], parts: readonly ReportPart[]): TakenBack {
  const cancellations = parts.filter(({ cancels }) => cancels !== undefined);
  const counting = new Set<ReportPart>();
  const holds = new Set<HoldReason>();
  let standing = results;
  for (const cancellation of cancellations) {
    const verdict = verdictOn(standing, cancellation);
    if (verdict.kind === 'held') holds.add('cancelled-with-results');
    standing = standing.map((result) => (contradicts(result, cancellation) ? asDoubtful(result) : result));
    if (verdict.kind !== 'counts') continue;
    counting.add(cancellation);
    const taken = new Set(verdict.taken);
    if (taken.size > 0)
      standing = standing.map((result) => (taken.has(result) ? asCancelled(result, cancellation) : result));
  }
  return { results: standing, counting, holds: [...holds] };
}

const asDoubtful = (result: PlacedResult): PlacedResult => ({
  ...result,
  holds: [...new Set<HoldReason>([...result.holds, 'unmarked-correction'])],
});

type Verdict =
  | { readonly kind: 'counts'; readonly taken: readonly PlacedResult[] }
  | { readonly kind: 'held' }
  | { readonly kind: 'nothing' };

function verdictOn(results: readonly PlacedResult[], cancellation: ReportPart): Verdict {
  const ofOrder = results.filter((result) => isOfOrder(result, cancellation));
  // a cancellation that comes before any result is a first statement
  if (ofOrder.length === 0) return results.length === 0 ? { kind: 'counts', taken: [] } : { kind: 'nothing' };
  const own = ofOrder.filter(({ stated }) => !areOfTwoSamples(stated.lead.part, cancellation));
  if (own.length === 0) return isSeries(ofOrder) ? { kind: 'nothing' } : ofOtherSample(ofOrder, cancellation);
  const there = own.filter(
    ({ stated: { lead }, observation }) =>
      lead.messageId !== cancellation.messageId && !isTakenBack(observation) && observation.status !== 'X',
  );
  if (there.length === 0)
    return { kind: own.some(isOfMessage(cancellation)) ? 'nothing' : 'counts', taken: [] };
  const dated = toPartDated(cancellation);
  const ages = there.map((result) => orderOf([result.stated, dated]).compareClocks(result.stated, dated));
  const taken = there.filter((_, index) => (ages[index] ?? 0) < 0);
  const isUnknown = ages.includes(0);
  if (taken.length === 0 && !isUnknown) return { kind: 'nothing' };
  if (cancellation.cancels === 'keep') return { kind: 'nothing' };
  const isReleased = cancellation.released?.includes('cancelled-with-results') === true;
  if (isReleased) return { kind: 'counts', taken: there.filter((_, index) => (ages[index] ?? 0) <= 0) };
  const levels = new Set(taken.map(({ stated }) => levelOf(stated.lead) >= 2));
  return cancellation.cancels === 'hold' || isUnknown || levels.size > 1
    ? { kind: 'held' }
    : { kind: 'counts', taken };
}

/** Whether the results are of several samples: the cancelled sample is then another one of the series. */
const isSeries = ([first, ...rest]: readonly PlacedResult[]): boolean =>
  first !== undefined && rest.some(({ stated }) => areOfTwoSamples(first.stated.lead.part, stated.lead.part));

/**
 * A cancellation whose sample or time is not that of the only results: either they are meant and the time was
 * written anew, or the next sample of a series was cancelled. A person decides. Results that were stated after
 * the cancellation are not meant: the sample was collected again.
 */
function ofOtherSample(results: readonly PlacedResult[], cancellation: ReportPart): Verdict {
  const dated = toPartDated(cancellation);
  const isLater = (one: Dated): boolean => orderOf([one, dated]).compareClocks(one, dated) > 0;
  const stand = results.filter(
    ({ observation, stated }) => !isTakenBack(observation) && observation.status !== 'X' && !isLater(stated),
  );
  if (stand.length === 0 || cancellation.cancels === 'keep') return { kind: 'nothing' };
  return cancellation.released?.includes('cancelled-with-results') === true
    ? { kind: 'counts', taken: stand }
    : { kind: 'held' };
}

/** Whether the result repeats, unmarked and later, a value that the cancellation took back. */
function contradicts(result: PlacedResult, cancellation: ReportPart): boolean {
  const { stated, settled, observation } = result;
  if (cancellation.cancels === 'keep' || observation.status === 'X' || !isOfOrder(result, cancellation))
    return false;
  const dated = toPartDated(cancellation);
  const age = (one: Dated): number => orderOf([one, dated]).compareClocks(one, dated);
  return (
    age(stated) > 0 &&
    isRevived(stated, {
      since: settled.filter((one) => age(one) > 0),
      before: settled.filter((one) => age(one) < 0),
    })
  );
}

const isOfMessage =
  ({ messageId }: ReportPart) =>
  ({ stated }: PlacedResult): boolean =>
    stated.lead.messageId === messageId;

/** No number and no parent may differ: a cancelled duplicate must not take back the good order's results. */
function isOfOrder({ stated }: PlacedResult, cancellation: ReportPart): boolean {
  const { part } = stated.lead;
  const [own, named] = [part.parent?.result, cancellation.parent?.result];
  return (
    !differ(part.placerOrder, cancellation.placerOrder) &&
    !differ(part.fillerOrder, cancellation.fillerOrder) &&
    (own?.subId === undefined || named?.subId === undefined || own.subId === named.subId)
  );
}

const differ = (a: Identifier | undefined, b: Identifier | undefined): boolean =>
  a !== undefined && b !== undefined && !isSameSpelling(a.value, b.value);

/** The result is cancelled; its value remains only in the history. */
function asCancelled(result: PlacedResult, { messageId, at, status }: ReportPart): PlacedResult {
  const { observation } = result;
  const {
    slot,
    isUnmarkedCorrection: _,
    collection: __,
    marks: ___,
    corrects: ____,
    history,
    reportStatus: _____,
    ...stated
  } = observation;
  return {
    ...result,
    observation: {
      ...stated,
      slot,
      values: [],
      isNull: false,
      converted: undefined,
      flags: [],
      notes: [],
      status: 'X',
      messageId,
      at,
      reportStatus: status,
      isUnmarkedCorrection: false,
      corrects: { messageId: observation.messageId, at: observation.at },
      history: [toHistory(result.stated.lead, slot), ...history],
    },
    holds: [],
  };
}
