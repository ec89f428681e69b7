import type { Coding, Concept } from '../../model/concept.ts';
import type { NamedReport, ReportNumber, ServiceName } from '../../model/named-report.ts';
import type { Report, ReportPart, ReportVersion } from '../../model/report.ts';
import { namesAsParent, orderNamesOf, toReportNumber } from '../../normalize/elements/order-names.ts';
import { united, withPart } from '../../reports/find/gathered-names.ts';
import { spanOf } from '../../reports/find/part-span.ts';
import type { NumberLimits, SoughtReport } from '../../reports/find/sought-report.ts';
import { isCopy } from '../../reports/parts.ts';
import { patientKeysAfter } from '../../reports/patients/links-of-parts.ts';
import { sentCodes } from '../../reports/results/equal-codes.ts';
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

/** The names of a report after a part, and the reports joined by it, were added. */
export const namedAfter = (
  { report, version }: ReportVersion,
  standing: NamedReport | undefined,
  joins: readonly NamedReport[],
  sought: SoughtReport,
): NamedReport => ({ ...joins.reduce(united, withPart(standing, sought, report.key)), version });

/** The limits of the site, in milliseconds. */
export const numberLimitsOf = ({ limits }: Site): NumberLimits => ({
  reuseMs: limits.reuseDays * 86_400_000,
  sampleMs: limits.sampleHours * 3_600_000,
});

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
