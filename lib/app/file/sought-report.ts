import type { NamedReport, ServiceName } from '../../model/named-report.ts';
import type { Report, ReportPart } from '../../model/report.ts';
import type { Timestamp } from '../../model/timestamp.ts';
import { orderNamesOf, toReportNumber } from '../../normalize/elements/order-names.ts';
import { sentCodes } from '../../reports/equal-codes.ts';
import { type SoughtReport, united, withPart } from '../../reports/find-report.ts';
import type { Site } from '../../site/site.ts';

/** What a part is found by, besides what it says itself. */
export interface SeekingContext {
  readonly site: Pick<Site, 'sources'>;
  /** In whose numbers an identifier without an assigner is unique. */
  readonly senderScope: string;
  /** An order has named one of its specimens. */
  readonly isOrdered?: boolean | undefined;
  readonly exchanges?: boolean | undefined;
  readonly alsoTold?: readonly ServiceName[] | undefined;
}

/** By what the report of a part is found. */
export function toSought(part: ReportPart, context: SeekingContext): SoughtReport {
  const isLis = context.site.sources.find(({ id }) => id === part.source)?.kind === 'lis';
  const service = toServiceName(part.service);
  const { isUntimed, ...span } = spanOf(part);
  const isCorrection = saysCorrection(part, isLis);
  return {
    numbers: orderNamesOf(part).map(({ kind, id }) => toReportNumber(kind, id, context.senderScope)),
    services: service === undefined ? [] : [service],
    ...span,
    patients: part.patient === undefined ? [] : [part.patient.key],
    ...(isLis || part.patientFrom !== undefined || context.isOrdered === true
      ? { isOrdered: true as const }
      : {}),
    messageTime: part.watermark.messageTime,
    isCorrection,
    isUntimed: isUntimed && isCorrection,
    exchanges: context.exchanges ?? false,
    alsoTold: context.alsoTold ?? [],
  };
}

/** What a report that is there is found by. */
export function toNamed(
  { report, version }: { readonly report: Report; readonly version: number },
  context: SeekingContext,
): NamedReport | undefined {
  const results = report.parts.filter(({ replaces, joins }) => replaces === undefined && joins === undefined);
  const [first, ...rest] = results.map((part) => toSought(part, context));
  if (first === undefined) return undefined;
  const named = rest.reduce(
    (known, part) => united(known, withPart(undefined, part, report.key)),
    withPart(undefined, first, report.key),
  );
  return { ...named, version };
}

/** A service in the sender's words. */
export function toServiceName(service: ReportPart['service']): ServiceName | undefined {
  if (service === undefined) return undefined;
  const codings = sentCodes(service.codings);
  return codings.length === 0 ? { codings, text: service.text } : { codings };
}

/** OBR-25 C, or a result that corrects or takes back; an analyzer's X is a measurement that failed. */
function saysCorrection({ status, observations }: ReportPart, isLis: boolean): boolean {
  const correcting = isLis ? ['A', 'C', 'D', 'W', 'X'] : ['A', 'C', 'D', 'W'];
  return (
    status === 'C' ||
    (isLis && status === 'X') ||
    observations.some((one) => one.status !== undefined && correcting.includes(one.status))
  );
}

const DAY_MS = 86_400_000;

/** Clocks that lost their battery show 1970, 1980 or 2000. */
const OLDEST = Date.UTC(2001);

/**
 * When a report is of: its collection (OBR-7, SPM-17), else receipt of the specimen (OBR-14, SPM-18), else the
 * first time of a result (OBX-14, OBX-19), else MSH-7, else receipt. A day without a time of day is all of it. A time
 * that cannot be is none.
 */
function spanOf(part: ReportPart): Span & { readonly isUntimed: boolean } {
  const { specimens, observations, watermark } = part;
  const times = [
    part.observed,
    ...specimens.map(({ collected }) => collected),
    ...specimens.map(({ received }) => received),
    ...observations.flatMap(({ observed, analyzed }) => [observed, analyzed]),
  ];
  const spans = times.flatMap((time) => {
    const span = time === undefined ? undefined : spanOfTime(time);
    return span === undefined || span.first < OLDEST || span.first > watermark.receivedTime + DAY_MS
      ? []
      : [span];
  });
  const { messageTime, receivedTime } = watermark;
  const isPossible = messageTime >= OLDEST && messageTime <= receivedTime + DAY_MS;
  const said = isPossible ? messageTime : receivedTime;
  const [span = { first: said, last: said }] = spans;
  return { ...span, isUntimed: spans.length === 0 && !isPossible };
}

interface Span {
  readonly first: number;
  readonly last: number;
}

function spanOfTime({ iso }: Timestamp): Span | undefined {
  const first = Date.parse(iso);
  if (Number.isNaN(first)) return undefined;
  if (iso.includes('T')) return { first, last: first };
  // a year or a month says too little
  return iso.length < 10 ? undefined : { first, last: first + DAY_MS };
}
