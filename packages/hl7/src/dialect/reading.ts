import type { AstmRecord } from '../astm/record.ts';
import type { Segment } from '../message/segment.ts';
import type { ResultRules } from './dialect.ts';
import { hasAnyMark, type Mark, nameOf } from './place.ts';

/**
 * Whether a row is a reading of the instrument and no result for the chart. Marks of another form than the row (ASTM,
 * HL7) say nothing about it.
 */
export function isReading(row: AstmRecord | Segment, rules: ResultRules | undefined): boolean {
  if (rules === undefined) return false;
  const chart = rules.chart?.filter((mark) => isAbout(row, mark)) ?? [];
  const isForChart = chart.length === 0 || hasAnyMark([row], chart);
  return (!isForChart || hasAnyMark([row], rules.readings)) && !hasAnyMark([row], rules.shown);
}

const isAbout = (row: AstmRecord | Segment, { at }: Mark): boolean => at.name === nameOf(row);
