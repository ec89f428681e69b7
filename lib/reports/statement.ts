import type { Coding, Concept } from '../model/concept.ts';
import type { Observation, Value } from '../model/observation.ts';
import type { ReportPart } from '../model/report.ts';
import { settledReportStatuses, settledResultStatuses, statusOfReport } from '../model/status.ts';
import { canonicalJson } from './canonical-json.ts';
import type { Dated } from './statement-order.ts';

/** What one part says of its report. */
export interface Said {
  readonly part: ReportPart;
  /** Of the part's, those that are meant: of an earlier reading, what a later one says nothing of any more. */
  readonly observations: readonly Observation[];
  /** Read again, its message says so no more. */
  readonly isWithdrawn: boolean;
}

/** One statement about one result. */
export interface Statement extends Dated {
  readonly part: ReportPart;
  readonly observation: Observation;
  readonly isWithdrawn: boolean;
}

/** OBX-11; where it is empty, what OBR-25 says of it. */
export const statusOf = (observation: Observation, part: ReportPart): string | undefined =>
  observation.status ?? statusOfReport(part.status);

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

/** When it was said, for readers: OBR-22, else MSH-7; undefined where neither can be. */
export function reportedAt({ clocks, issued }: ReportPart): string | undefined {
  if (clocks?.reported !== undefined && issued !== undefined) return issued.iso;
  return clocks?.sent === undefined ? undefined : new Date(clocks.sent.at).toISOString();
}

/** OBX-11 (table 0085) in the life of a result: ordered, preliminary, final, and what corrects or takes back a final. */
const ranks: ReadonlyMap<string, number> = new Map([
  ...[...'OISR'].map((status) => [status, 0] as const),
  ['P', 1],
  ...[...'FUVN'].map((status) => [status, 2] as const),
  ...[...'ABCWDX'].map((status) => [status, 3] as const),
]);

/** A rerun follows what an analyzer could not measure: its X is no more than a final. */
function rankOf(observation: Observation, part: ReportPart): number {
  const status = statusOf(observation, part);
  if (status === 'X' && part.isFromAnalyzer === true) return 2;
  // nobody said anything: OBR-25 and OBX-11 are empty
  return ranks.get(status ?? 'F') ?? (isSettled(observation, part) ? 2 : 1);
}

/** OBX-11 that a preliminary may not replace. Where OBX-11 is empty, OBR-25 speaks for it. */
export const isSettled = (observation: Observation, part: ReportPart): boolean =>
  observation.status === undefined ? isSettledPart(part) : settledResultStatuses.has(observation.status);

/** OBR-25 that says the report is not preliminary any more. */
export const isSettledPart = ({ status }: Pick<ReportPart, 'status'>): boolean =>
  status === undefined || settledReportStatuses.has(status);

/** The results of LISs that are settled stand before those of analyzers, and these before what is preliminary. */
export const levelOf = ({ observation, part, isWithdrawn }: Statement): 0 | 1 | 2 | 3 => {
  if (isWithdrawn) return 0;
  if (!isSettled(observation, part)) return 1;
  return part.isFromAnalyzer === true ? 2 : 3;
};

/** Whether a statement that replaces another says that it does (HL7 table 0085). */
export const saysCorrection = ({ observation }: Pick<Statement, 'observation'>): boolean =>
  observation.status !== undefined && ['A', 'B', 'C', 'D', 'W', 'X'].includes(observation.status);

/** It takes its result back: it was wrong (D, W). */
export const isTakenBack = ({ status }: Pick<Observation, 'status'>): boolean =>
  status === 'W' || status === 'D';

/** U and V settle what was told before, where they bring no value of their own. */
export const onlyConfirms = ({ status, values }: Observation): boolean =>
  (status === 'U' || status === 'V') && values.length === 0;

const results = new WeakMap<Observation, string>();

/** What a result says, to be compared: as sent, since what a newer map says of it is no change. 7.0 is 7.00. */
export function resultOf(observation: Observation): string {
  const known = results.get(observation);
  if (known !== undefined) return known;
  const { values, unit } = observation;
  const result = canonicalJson([values.map(plainValue), asSent(unit)]);
  results.set(observation, result);
  return result;
}

/** Words that are refined beside the same code are no other value. */
function plainValue(value: Value): unknown {
  const { kind } = value;
  if (kind === 'quantity')
    return { kind, number: plain(value.number), comparator: value.comparator, unit: asSent(value.unit) };
  if (kind === 'coded' && value.concept.codings.length > 0)
    return { kind, codings: value.concept.codings.map(({ code, system }) => [code, system]) };
  return value;
}

const plain = (number: string): string => {
  const value = Number(number);
  return Number.isFinite(value) ? String(value) : number;
};

function asSent(unit: Concept | undefined): Concept | undefined {
  if (unit === undefined) return undefined;
  const codings = unit.codings.filter(({ isMapped }) => isMapped !== true);
  return codings.length === 0 && unit.text === undefined ? undefined : { ...unit, codings };
}

/** The codes of a test as the sender gave them (OBX-3). */
export const sentCodings = ({ code }: Pick<Observation, 'code'>): readonly Coding[] =>
  code.codings.filter(({ isMapped }) => isMapped !== true);

const textOf = ({ code, system }: Coding): string => `${code}|${system ?? ''}`;

/** A test by its first code; by the name that it has where messages code it differently. */
export function testOf(observation: Pick<Observation, 'code' | 'test'>): string {
  if (observation.test !== undefined) return observation.test;
  const [coding] = sentCodings(observation);
  return coding === undefined ? `${observation.code.text ?? ''}|` : textOf(coding);
}

/** A test by all its codes. */
export function codesOf(observation: Pick<Observation, 'code' | 'test'>): string {
  if (observation.test !== undefined) return observation.test;
  const codings = sentCodings(observation);
  return codings.length < 2 ? testOf(observation) : codings.map(textOf).join('~');
}
