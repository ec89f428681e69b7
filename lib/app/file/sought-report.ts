import type { Coding, Concept } from '../../model/concept.ts';
import type { NamedReport, ReportNumber, ServiceName } from '../../model/named-report.ts';
import type { Report, ReportPart } from '../../model/report.ts';
import type { Timestamp } from '../../model/timestamp.ts';
import { namesAsParent, orderNamesOf, toReportNumber } from '../../normalize/elements/order-names.ts';
import { sentCodes } from '../../reports/equal-codes.ts';
import { type SoughtReport, united, withPart } from '../../reports/find-report.ts';
import { isCopy } from '../../reports/parts.ts';
import { patientKeysAfter } from '../../reports/patient-links.ts';
import type { Site } from '../../site/site.ts';

/** Data for finding a report that are not in the part itself. */
export interface SeekingContext {
  readonly site: Pick<Site, 'sources'>;
  /** The numbering scheme of identifiers without an assigner. */
  readonly senderScope: string;
  /** An order message has named one of its specimens. */
  readonly isOrdered?: boolean | undefined;
  /** The known links of the part's patient: see `linkPart`. */
  readonly linkParts?: readonly ReportPart[] | undefined;
  readonly exchanges?: boolean | undefined;
  /** The numbers of the order that the part's order replaces. */
  readonly replaced?: readonly ReportNumber[] | undefined;
  /** The numbers of the part's order that it does not name itself. */
  readonly ofOrder?: readonly ReportNumber[] | undefined;
  readonly alsoTold?: readonly ServiceName[] | undefined;
}

/** The names and times by which the report of a part is found. */
export function toSought(part: ReportPart, context: SeekingContext): SoughtReport {
  const source = context.site.sources.find(({ id }) => id === part.source);
  const isLis = source?.kind === 'lis';
  const service = part.isRenamed === true ? undefined : toServiceName(part.service);
  const { isUntimed, ...span } = spanOf(part, source?.history === true);
  const isCorrection = saysCorrection(part, isLis);
  return {
    numbers: [
      ...orderNamesOf(part).map(({ kind, id }) => toReportNumber(kind, id, context.senderScope)),
      ...namesAsParent(part.parent, context.senderScope),
      ...(context.replaced ?? []),
      ...(context.ofOrder ?? []),
    ],
    services: service === undefined ? [] : [service],
    ...span,
    patients: patientKeysAfter(part, context.linkParts),
    ...(isLis || part.patientFrom !== undefined || context.isOrdered === true
      ? { isOrdered: true as const }
      : {}),
    ...(part.isFromAnalyzer === true ? { isMeasured: true as const } : {}),
    messageTime: part.watermark.messageTime,
    statedTime: Math.min(part.watermark.statusTime, part.watermark.messageTime),
    isCorrection,
    isUntimed: isUntimed && isCorrection,
    isClockless: isUntimed,
    exchanges: context.exchanges ?? false,
    replacesOrder: (context.replaced ?? []).length > 0,
    alsoTold: context.alsoTold ?? [],
  };
}

/** The names and times by which an existing report is found. */
export function toNamed(
  { report, version }: { readonly report: Report; readonly version: number },
  context: SeekingContext,
): NamedReport | undefined {
  const results = report.parts.filter(
    (part) => part.replaces === undefined && part.joins === undefined && !isCopy(part),
  );
  const [first, ...rest] = results.map((part) => toSought(part, context));
  if (first === undefined) return undefined;
  const named = rest.reduce(
    (known, part) => united(known, withPart(undefined, part, report.key)),
    withPart(undefined, first, report.key),
  );
  return { ...named, version };
}

/** A service as the sender named it. */
export function toServiceName(
  service: Pick<Concept, 'codings' | 'text'> | undefined,
): ServiceName | undefined {
  if (service === undefined) return undefined;
  const codings = sentCodes(service.codings);
  const text = service.text ?? service.codings.find(isNamedBySender)?.display;
  return text === undefined && codings.length > 0 ? { codings } : { codings, text };
}

const isNamedBySender = ({ isMapped, display }: Coding): boolean =>
  isMapped !== true && display !== undefined;

/**
 * Whether the part corrects: OBR-25 C, a result that corrects, adds to an earlier one or takes it back, or an
 * order that is cancelled. An analyzer's X does not: it is a failed measurement.
 */
function saysCorrection({ status, observations, cancels }: ReportPart, isLis: boolean): boolean {
  const correcting = isLis ? ['A', 'B', 'C', 'D', 'W', 'X'] : ['A', 'B', 'C', 'D', 'W'];
  return (
    status === 'C' ||
    (isLis && (status === 'X' || cancels !== undefined)) ||
    observations.some((one) => one.status !== undefined && correcting.includes(one.status))
  );
}

const DAY_MS = 86_400_000;

/** Clocks without battery power show 1970, 1980 or 2000. */
const OLDEST_MS = 5 * 365 * DAY_MS;

/**
 * The time of a report: collection (OBR-7, SPM-17), otherwise receipt of the specimen (OBR-14, SPM-18),
 * otherwise the first time of a result (OBX-14, OBX-19), otherwise MSH-7, otherwise receipt of the message. A
 * day without a time of day is the whole day. An impossible time is ignored: more than a day after receipt,
 * or five years before receipt, unless the source sends old results (`isHistory`).
 */
function spanOf(part: ReportPart, isHistory: boolean): Span & { readonly isUntimed: boolean } {
  const { specimens, observations, watermark } = part;
  const { messageTime, receivedTime } = watermark;
  const isPossible = (time: number): boolean =>
    time <= receivedTime + DAY_MS && (isHistory || time >= receivedTime - OLDEST_MS);
  const times = [
    part.observed,
    ...specimens.map(({ collected }) => collected),
    ...specimens.map(({ received }) => received),
    ...observations.flatMap(({ observed, analyzed }) => [observed, analyzed]),
  ];
  const spans = times.flatMap((time) => {
    const span = time === undefined ? undefined : spanOfTime(time);
    return span === undefined || !isPossible(span.first) ? [] : [span];
  });
  const [span = { first: messageTime, last: messageTime }] = spans;
  return { ...span, isUntimed: spans.length === 0 && part.clocks?.sent === undefined };
}

interface Span {
  readonly first: number;
  readonly last: number;
}

function spanOfTime({ iso }: Timestamp): Span | undefined {
  const first = Date.parse(iso);
  if (Number.isNaN(first)) return undefined;
  if (iso.includes('T')) return { first, last: first };
  // a year or a month is not precise enough
  return iso.length < 10 ? undefined : { first, last: first + DAY_MS };
}
