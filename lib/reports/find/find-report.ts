import type { NamedReport, NumberKind } from '../../model/named-report.ts';
import { areTwoOrders, numberInCommon, numberKinds } from './equal-numbers.ts';
import { isOneService, spellingOf } from './equal-services.ts';
import { isInTime } from './in-time.ts';
import { timeBetween } from './part-span.ts';
import type { NumberLimits, SoughtReport } from './sought-report.ts';

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
  const spelled = new Set(part.services.map(spellingOf));
  const exact = reports.filter(({ services }) => services.some((one) => spelled.has(spellingOf(one))));
  return exact.length === 1 ? exact[0] : undefined;
}

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
 * Whether a part without a time may be the original of a correction that came first. A correction belongs to
 * a report of its number within `reuseMs`, so its original does too.
 */
const isOriginalOf = (part: SoughtReport, report: NamedReport, { reuseMs }: NumberLimits): boolean =>
  part.isClockless &&
  report.corrects === 'only' &&
  isOneService(part.services, report.services) &&
  timeBetween(part, report) <= reuseMs;

const byKey = (a: NamedReport, b: NamedReport): number => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0);

/**
 * Whether a part belongs to the report that already has its key. It does not if the number was used again for
 * another order.
 */
export function isOfReport(part: SoughtReport, report: NamedReport, limits: NumberLimits): boolean {
  const by = numberInCommon(part, report);
  return by === undefined || isInTime(part, report, by, limits) || isOriginalOf(part, report, limits);
}
