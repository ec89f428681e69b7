import type { NamedReport, NumberKind, ServiceName } from '../../model/named-report.ts';
import { areOneCodeInAnyCase } from '../results/equal-codes.ts';
import { areTwoOrders, numberInCommon, numberKinds } from './equal-numbers.ts';
import { isSameWord } from './number-spelling.ts';
import { mayBeMistyped, timeBetween } from './part-span.ts';

/** The names in one message by which its report is found. */
export interface SoughtReport extends Omit<NamedReport, 'key' | 'version' | 'isUntimed' | 'corrects'> {
  /** MSH-7. */
  readonly messageTime: number;
  /** OBR-22 or MSH-7, whichever is earlier. */
  readonly statedTime: number;
  /** The part corrects or takes back. If several samples had its number, it belongs to the newest one. */
  readonly isCorrection: boolean;
  /**
   * The part corrects, and no clock gives its time. It belongs to the newest report of its number, whatever
   * its time.
   */
  readonly isUntimed: boolean;
  /** No clock gives the time of the part: its time is that of receipt. */
  readonly isClockless: boolean;
  /** The order was exchanged for another service (ORC-1 XO, XX, XR, RO with RU or RQ). */
  readonly exchanges: boolean;
  /** The order replaces another (RO after RU or RQ), whose numbers are among its own. */
  readonly replacesOrder: boolean;
  /** Services of other orders with the same number in this message. */
  readonly alsoTold: readonly ServiceName[];
}

/** How long a number stays with one order, and an instrument's number with one sample: milliseconds. */
export interface NumberLimits {
  readonly reuseMs: number;
  readonly sampleMs: number;
}

export type FoundReport =
  /** The part belongs to this report. Those in `joins` turn out to be the same report. */
  | { readonly kind: 'found'; readonly report: NamedReport; readonly joins: readonly NamedReport[] }
  | { readonly kind: 'new' }
  /** Several reports have the part's number, and nothing tells them apart. */
  | { readonly kind: 'ambiguous' };

/**
 * Finds the report that a part belongs to, by any of its numbers: the filler's number first, then the
 * placer's, then the specimen's. A weaker number is used only if the two share no kind of stronger number.
 * Known reports are those that have one of the part's numbers, with any time, service and patient.
 */
export function findReport(
  part: SoughtReport,
  known: readonly NamedReport[],
  limits: NumberLimits,
): FoundReport {
  const sharing = known.flatMap((report) => {
    const by = numberInCommon(part, report);
    return by === undefined || !isSameKindOfOwner(part, report) ? [] : [{ report, by }];
  });
  const numbered = sharing.filter(({ report, by }) => isInTime(part, report, by, limits));
  const named = numbered.filter(({ report }) => isOneService(part.services, report.services));
  if (named.length > 0) return withExchanged(part, choose(part, named, limits), numbered);
  const corrected = sharing.filter(({ report }) => isOriginalOf(part, report, limits));
  if (corrected.length > 0) return choose(part, corrected, limits);
  return part.exchanges ? findExchanged(part, numbered) : findExchange(part, numbered);
}

/** A report that shares a number with the part, and the kind of that number. */
interface Candidate {
  readonly report: NamedReport;
  readonly by: NumberKind;
}

function choose(part: SoughtReport, candidates: readonly Candidate[], limits: NumberLimits): FoundReport {
  const own = ofOnePatient(part, candidates);
  const strongest = numberKinds.find((kind) => own.some(({ by }) => by === kind));
  const leading = own.filter(({ by }) => by === strongest).map(({ report }) => report);
  const [only] = leading;
  if (only === undefined) return { kind: 'new' };
  if (leading.length === 1) return withJoins(part, only, own);
  const newest = newestBefore(part, leading, limits);
  // other samples of the number stay apart; reports that only the part shows to have it are joined
  if (newest !== undefined)
    return withJoins(
      part,
      newest,
      own.filter(
        ({ report }) =>
          !leading.includes(report) ||
          numberInCommon(newest, report) === undefined ||
          timeBetween(newest, report) <= limits.sampleMs,
      ),
    );
  const [first = only, ...rest] = leading.toSorted(byKey);
  if ([first, ...rest].every((one) => rest.every((other) => mayBeOne(one, other, part))))
    return withJoins(part, first, own);
  const exact = exactly(part, leading);
  if (exact !== undefined) return withJoins(part, exact, own);
  // a filler number identifies the order: a service that would fit two of its reports fits neither
  return strongest === 'filler' ? { kind: 'new' } : { kind: 'ambiguous' };
}

/** Adds every other report that the part names too and that nothing tells apart from the found report. */
function withJoins(part: SoughtReport, report: NamedReport, candidates: readonly Candidate[]): FoundReport {
  const others = candidates.map((one) => one.report).filter((other) => other !== report);
  const named = withPlacersOf(part, report);
  return {
    kind: 'found',
    report,
    joins: others.filter((other) => mayBeOne(named, other, part)).toSorted(byKey),
  };
}

/** The report with the placer numbers of a part that has its filler number: the order may have been renumbered. */
const withPlacersOf = (part: SoughtReport, report: NamedReport): NamedReport =>
  numberInCommon(part, report) === 'filler'
    ? { ...report, numbers: [...report.numbers, ...part.numbers.filter(({ kind }) => kind === 'placer')] }
    : report;

/**
 * If reports of several patients have the number, those of the part's own patient are kept. If none is, all
 * are kept.
 */
function ofOnePatient({ patients }: SoughtReport, candidates: readonly Candidate[]): readonly Candidate[] {
  const own = candidates.filter(({ report }) => report.patients.some((key) => patients.includes(key)));
  return own.length === 0 ? candidates : own;
}

/**
 * A correction belongs to one of several samples that had its number: the last sample before it, otherwise
 * the first. Undefined if another order of the same number and days may be meant as well.
 */
function newestBefore(
  part: SoughtReport,
  reports: readonly NamedReport[],
  { sampleMs }: NumberLimits,
): NamedReport | undefined {
  if (!part.isCorrection) return undefined;
  const oldestFirst = reports.toSorted((a, b) => a.first - b.first || byKey(a, b));
  const newest = oldestFirst.findLast(({ first }) => first <= part.last) ?? oldestFirst[0];
  const isOtherOrder = (one: NamedReport): boolean =>
    newest !== undefined &&
    areTwoOrders(one, newest, part) &&
    Math.abs(one.first - newest.first) <= sampleMs &&
    (one.first === part.first || newest.first !== part.first);
  return reports.some(isOtherOrder) ? undefined : newest;
}

/** The only report whose service has exactly this spelling. */
function exactly(part: SoughtReport, reports: readonly NamedReport[]): NamedReport | undefined {
  const spelled = new Set(part.services.map(spelling));
  const exact = reports.filter(({ services }) => services.some((one) => spelled.has(spelling(one))));
  return exact.length === 1 ? exact[0] : undefined;
}

const spelling = ({ codings, text }: ServiceName): string =>
  JSON.stringify(codings.length === 0 ? text : codings.map(({ code, system }) => [code, system]));

/**
 * An exchanged service: the only report of another service with the same number that the message does not
 * contain too.
 */
function findExchanged(part: SoughtReport, numbered: readonly Candidate[]): FoundReport {
  const others = strongestOf(numbered).filter(({ services }) => !isOneService(part.alsoTold, services));
  const [only] = others;
  if (only === undefined) return { kind: 'new' };
  return others.length === 1 ? { kind: 'found', report: only, joins: [] } : { kind: 'ambiguous' };
}

/**
 * An exchange that comes after other parts of the new service joins the report of the earlier service to theirs. It
 * joins nothing if the exchange is known: a service that came after it is another one.
 */
function withExchanged(part: SoughtReport, found: FoundReport, numbered: readonly Candidate[]): FoundReport {
  if (!part.exchanges || found.kind !== 'found') return found;
  const { report } = found;
  const others = numbered.filter(({ report: { key, services } }) => {
    const isFound = key === report.key || found.joins.some((one) => one.key === key);
    return !isFound && !isOneService(part.services, services);
  });
  // an earlier try may have named the report by both services already
  const again = others.filter((one) => mayBeOne(report, one.report, part)).map((one) => one.report);
  if (again.length > 0) return { ...found, joins: [...found.joins, ...again] };
  const isNews =
    report.exchangedAt === undefined && report.services.every((one) => isOneService([one], part.services));
  if (!isNews) return found;
  const exchanged = findExchanged(part, others);
  if (exchanged.kind !== 'found') return exchanged.kind === 'new' ? found : exchanged;
  return hasSamePatient(report, exchanged.report)
    ? { ...found, joins: [...found.joins, exchanged.report] }
    : found;
}

/** The report of the earlier service, if the message that exchanged it arrived first. */
function findExchange(part: SoughtReport, numbered: readonly Candidate[]): FoundReport {
  const exchanged = strongestOf(numbered).filter(({ exchangedAt = 0 }) => part.statedTime < exchangedAt);
  const [only] = exchanged;
  return only !== undefined && exchanged.length === 1 && part.services.length > 0
    ? { kind: 'found', report: only, joins: [] }
    : { kind: 'new' };
}

/** The reports that share the strongest kind of number. */
export const strongestOf = (candidates: readonly Candidate[]): NamedReport[] => {
  const strongest = numberKinds.find((kind) => candidates.some(({ by }) => by === kind));
  return candidates.filter(({ by }) => by === strongest).map(({ report }) => report);
};

/** Whether two reports that a part may name are one report: nothing that both have tells them apart. */
const mayBeOne = (a: NamedReport, b: NamedReport, part: SoughtReport): boolean =>
  (part.replacesOrder || !areTwoOrders(a, b, part)) &&
  hasSamePatient(a, b) &&
  isOneService(a.services, b.services);

const hasSamePatient = (a: NamedReport, b: NamedReport): boolean =>
  a.patients.length === 0 ? b.patients.length === 0 : a.patients.some((key) => b.patients.includes(key));

/** Numbers are used again: a result without a patient never belongs to a report that has one. */
const isSameKindOfOwner = (part: SoughtReport, report: NamedReport): boolean =>
  (part.patients.length === 0) === (report.patients.length === 0);

/**
 * Whether the times of the part and the report are so close that a number in both means the same order. A part
 * or a report without a time is always close. A time of collection that was typed wrong makes no other order of the same
 * patient's number.
 */
export function isInTime(
  part: SoughtReport,
  report: NamedReport,
  by: NumberKind,
  limits: NumberLimits,
): boolean {
  if (part.isUntimed || report.isUntimed === true) return true;
  const isCount =
    by === 'specimen' && part.isOrdered !== true && report.isOrdered !== true && !part.isCorrection;
  if (timeBetween(part, report) <= (isCount ? limits.sampleMs : limits.reuseMs)) return true;
  const isOrderNumber = by === 'filler' || by === 'placer';
  return isOrderNumber && hasPatientOf(part, report) && mayBeMistyped(part, report);
}

const hasPatientOf = ({ patients }: SoughtReport, report: NamedReport): boolean =>
  patients.some((key) => report.patients.includes(key));

/**
 * Whether a part without a time may be the original of a correction that came first. A correction belongs to
 * a report of its number within `reuseMs`, so its original does too.
 */
const isOriginalOf = (part: SoughtReport, report: NamedReport, { reuseMs }: NumberLimits): boolean =>
  part.isClockless &&
  report.corrects === 'only' &&
  isOneService(part.services, report.services) &&
  timeBetween(part, report) <= reuseMs;

/**
 * Whether two lists have a service in common. Two services are one if they share a code, in capitals or not, and
 * contradict each other in no coding system. If one of them has no code, the words decide. Two empty lists also match.
 */
export function isOneService(a: readonly ServiceName[], b: readonly ServiceName[]): boolean {
  if (a.length === 0 || b.length === 0) return a.length === b.length;
  return a.some((one) => b.some((other) => isSameService(one, other)));
}

function isSameService(a: ServiceName, b: ServiceName): boolean {
  if (a.codings.length > 0 && b.codings.length > 0) return areOneCodeInAnyCase(a.codings, b.codings);
  return a.text !== undefined && b.text !== undefined && isSameWord(a.text, b.text);
}

const byKey = (a: NamedReport, b: NamedReport): number => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0);

/**
 * Whether a part belongs to the report that already has its key. It does not if the number was used again for
 * another order.
 */
export function isOfReport(part: SoughtReport, report: NamedReport, limits: NumberLimits): boolean {
  const by = numberInCommon(part, report);
  return by === undefined || isInTime(part, report, by, limits) || isOriginalOf(part, report, limits);
}

/** The names by which a report is found after a part of it is filed. */
export function withPart(report: NamedReport | undefined, part: SoughtReport, key: string): NamedReport {
  const {
    isCorrection,
    isClockless: _,
    exchanges,
    replacesOrder: ____,
    alsoTold: __,
    statedTime: ___,
    messageTime,
    isUntimed,
    ...said
  } = part;
  const named: NamedReport = {
    ...said,
    key,
    version: 0,
    ...(isUntimed ? { isUntimed } : {}),
    ...(isCorrection ? { corrects: 'only' as const } : {}),
  };
  return report === undefined
    ? { ...named, ...(exchanges ? { exchangedAt: messageTime } : {}) }
    : united(
        { ...withExchange(report, part), key },
        isOfCountedSample(part, report) ? inTimeOf(report, named) : named,
      );
}

/** A correction changes the time of no sample of a counter: the next sample with its number may come before it. */
const inTimeOf = ({ first, last }: NamedReport, named: NamedReport): NamedReport => ({
  ...named,
  first,
  last,
});

/** Whether the two share only the number of a sample that an instrument may count anew, and the part corrects. */
const isOfCountedSample = (part: SoughtReport, report: NamedReport): boolean =>
  part.isCorrection &&
  part.isOrdered !== true &&
  report.isOrdered !== true &&
  numberInCommon(part, report) === 'specimen';

/**
 * Whether a correction belongs to a sample of another time only because no nearer one is known yet. A counter of
 * samples begins anew, so its own sample may still come.
 */
export const isOfFarSample = (part: SoughtReport, report: NamedReport, { sampleMs }: NumberLimits): boolean =>
  isOfCountedSample(part, report) && timeBetween(part, report) > sampleMs;

/** The first exchange that is said of a report, if it has no part of an earlier service yet. */
const withExchange = (
  report: NamedReport,
  { exchanges, services, messageTime }: SoughtReport,
): NamedReport =>
  exchanges &&
  report.exchangedAt === undefined &&
  report.services.every((one) => isOneService([one], services))
    ? { ...report, exchangedAt: messageTime }
    : report;

/** The names of two reports that turn out to be one. */
export function united(a: NamedReport, b: NamedReport): NamedReport {
  const { exchangedAt, isUntimed, isMeasured, corrects: _, ...report } = a;
  const corrects = [a.corrects, b.corrects];
  // times that come from no clock are not used if the other report has a time
  const timed = [a, b].filter((one) => one.isUntimed !== true);
  const times = timed.length === 0 ? [a, b] : timed;
  const services = unique([...a.services, ...b.services], spelling);
  return {
    ...report,
    numbers: unique([...a.numbers, ...b.numbers], (number) =>
      JSON.stringify(Object.values({ ...emptyNumber, ...number })),
    ),
    services,
    first: Math.min(...times.map(({ first }) => first)),
    last: Math.max(...times.map(({ last }) => last)),
    ...(timed.length === 0 && isUntimed === true ? { isUntimed } : {}),
    patients: [...new Set([...a.patients, ...b.patients])],
    ...(corrects.every((one) => one === undefined)
      ? {}
      : { corrects: corrects.every((one) => one === 'only') ? ('only' as const) : ('also' as const) }),
    ...(isMeasured === true && b.isMeasured === true ? { isMeasured } : {}),
    ...(a.isOrdered === true || b.isOrdered === true ? { isOrdered: true } : {}),
    // the first part of the earlier service ends the exchange; a part without a service, such as a correction
    // under a renamed service, does not
    ...(exchangedAt !== undefined && (b.services.length === 0 || isOneService(a.services, b.services))
      ? { exchangedAt }
      : {}),
  };
}

const emptyNumber = { kind: '', value: '', namespace: '', universalId: '', sender: '' };

const unique = <T>(all: readonly T[], nameOf: (one: T) => string): T[] => [
  ...new Map(all.map((one) => [nameOf(one), one])).values(),
];
