import type { Coding } from '../../model/concept.ts';
import type { Observation } from '../../model/observation.ts';
import type { ReportPart } from '../../model/report.ts';
import {
  isResultStatus,
  settledReportStatuses,
  settledResultStatuses,
  statusOfReport,
} from '../../model/status.ts';
import type { Timestamp } from '../../model/timestamp.ts';
import type { Dated } from './statement-order.ts';

/** The statements of one part about its report. */
export interface Said {
  readonly part: ReportPart;
  /**
   * The part's results that count. For an earlier reading, only the results that the later reading no longer
   * has.
   */
  readonly observations: readonly Observation[];
  /** The latest reading of the message no longer has these results. */
  readonly isWithdrawn: boolean;
  /** The time of these results (OBX-14), if it tells them from the others of the part. */
  readonly drawn?: Timestamp | undefined;
}

/** One statement about one result. */
export interface Statement extends Dated {
  readonly part: ReportPart;
  readonly observation: Observation;
  readonly isWithdrawn: boolean;
}

/** OBX-11. If it is empty, the status that follows from OBR-25. */
export const statusOf = (observation: Observation, part: ReportPart): string | undefined =>
  ownStatusOf(observation, part) ?? statusOfReport(part.status);

/** OBX-11. In a corrected report (OBR-25 `C`), a status that is no code of table 0085 is as good as none. */
const ownStatusOf = ({ status }: Observation, part: ReportPart): string | undefined =>
  status !== undefined && part.status === 'C' && !isResultStatus(status) ? undefined : status;

export const toStatement = (observation: Observation, { part, isWithdrawn }: Said): Statement => ({
  part,
  observation,
  isWithdrawn,
  clocks: part.clocks,
  rank: rankOf(observation, part),
  receivedTime: part.watermark.receivedTime,
  messageId: part.messageId,
  at: observation.at,
});

/**
 * The time of the statement for readers, in the zone of its source: OBR-22, otherwise MSH-7. Undefined if neither
 * is possible.
 */
export function reportedAt({ clocks, issued }: ReportPart): string | undefined {
  if (clocks?.reported !== undefined && issued !== undefined) return issued.iso;
  return clocks?.sentAs;
}

/** The stages of a result by OBX-11 (table 0085): ordered, preliminary, final, and corrections of a final. */
const ranks: ReadonlyMap<string, number> = new Map([
  ...[...'OISR'].map((status) => [status, 0] as const),
  ['P', 1],
  ...[...'FUVN'].map((status) => [status, 2] as const),
  ...[...'ABCWDX'].map((status) => [status, 3] as const),
]);

/** Whether an analyzer could not measure. Its X takes nothing back; that of a LIS cancels the result. */
export const isFailedRun = ({ observation, part }: Pick<Statement, 'observation' | 'part'>): boolean =>
  part.isFromAnalyzer === true && statusOf(observation, part) === 'X';

/** An analyzer repeats a measurement that failed, so its X ranks no higher than a final. */
function rankOf(observation: Observation, part: ReportPart): number {
  if (isFailedRun({ observation, part })) return 2;
  const status = statusOf(observation, part);
  // OBR-25 and OBX-11 are both empty
  return ranks.get(status ?? 'F') ?? (isSettled(observation, part) ? 2 : 1);
}

/** Whether a preliminary result may not replace this one, by OBX-11. If it is empty, OBR-25 decides. */
export function isSettled(observation: Observation, part: ReportPart): boolean {
  const status = ownStatusOf(observation, part);
  return status === undefined ? isSettledPart(part) : settledResultStatuses.has(status);
}

/** Whether OBR-25 says that the report is no longer preliminary. */
export const isSettledPart = ({ status }: Pick<ReportPart, 'status'>): boolean =>
  status === undefined || settledReportStatuses.has(status);

/**
 * 3: settled, of a LIS. 2: settled, of an analyzer. 1: preliminary. 0: withdrawn. The highest level stands.
 */
export const levelOf = ({ observation, part, isWithdrawn }: Statement): 0 | 1 | 2 | 3 => {
  if (isWithdrawn) return 0;
  if (!isSettled(observation, part)) return 1;
  return part.isFromAnalyzer === true ? 2 : 3;
};

/** Whether the status marks a correction (HL7 table 0085). */
export const saysCorrection = ({ observation }: Pick<Statement, 'observation'>): boolean =>
  observation.status !== undefined && ['A', 'B', 'C', 'D', 'W', 'X'].includes(observation.status);

/** Whether the status takes the result back because it was wrong (D, W). */
export const isTakenBack = ({ status }: Pick<Observation, 'status'>): boolean =>
  status === 'W' || status === 'D';

/**
 * Whether the result says nothing but that an earlier statement is final: OBX-11 U or V without a value, or a
 * final with an empty OBX-5 and no words. An empty field changes nothing, and `""` deletes
 * (HL7 v2.5.1 §2.5.3).
 */
export const onlyConfirms = ({ observation, part }: Pick<Statement, 'observation' | 'part'>): boolean => {
  const { status, values, isNull, notes } = observation;
  if (values.length > 0) return false;
  if (status === 'U' || status === 'V') return true;
  return (statusOf(observation, part) ?? 'F') === 'F' && !isNull && notes.length === 0;
};

/** The codes of a test as the sender gave them (OBX-3). */
export const sentCodings = ({ code }: Pick<Observation, 'code'>): readonly Coding[] =>
  code.codings.filter(({ isMapped }) => isMapped !== true);

const textOf = ({ code, system }: Coding): string => `${code}|${system ?? ''}`;

/** The test, named by its first code. If messages code it differently, it has the name from the report. */
export function testOf(observation: Pick<Observation, 'code' | 'test'>): string {
  if (observation.test !== undefined) return observation.test;
  const [coding] = sentCodings(observation);
  return coding === undefined ? `${observation.code.text ?? ''}|` : textOf(coding);
}

/** The test by all its codes. */
export function codesOf(observation: Pick<Observation, 'code' | 'test'>): string {
  if (observation.test !== undefined) return observation.test;
  const codings = sentCodings(observation);
  return codings.length < 2 ? testOf(observation) : codings.map(textOf).join('~');
}

/** A part in the form that can be put in order with statements. */
export const toPartDated = (part: ReportPart): Dated => ({
  clocks: part.clocks,
  rank:
    part.status === 'C' || part.status === 'X' ? 3 : isSettledPart(part) ? 2 : part.status === 'P' ? 1 : 0,
  receivedTime: part.watermark.receivedTime,
  messageId: part.messageId,
  at: part.at,
});
