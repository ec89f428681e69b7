import { type DecimalSeparator, readNumber } from '@labwire/hl7/datatypes/numeric';
import { asksForReview, flagsBy } from '@labwire/hl7/dialect/flags';
import { isBlankResult, valueBy } from '@labwire/hl7/dialect/value';
import type { Segment } from '@labwire/hl7/message/segment';
import { type Obx, plainValueOf } from '@labwire/hl7/segments/obx';
import type { ObxValue } from '@labwire/hl7/segments/obx-value';
import type { ReadingContext } from './context.ts';

/** Value, flags and status of a result, as its instrument writes them, and notes in words. */
export interface SaidByInstrument {
  readonly values: readonly ObxValue[];
  readonly flags: readonly string[];
  readonly status: string | undefined;
  readonly notes: readonly string[];
}

/** Reads value and flags by the rules of the instrument. Without rules, they are as sent. */
export function saidByInstrument(
  segment: Segment,
  { abnormalFlags, resultStatus, valueType }: Obx,
  sent: readonly ObxValue[],
  { instrument, decimalSeparator }: Pick<ReadingContext, 'instrument' | 'decimalSeparator'>,
): SaidByInstrument {
  // most results are numbers of sources without rules
  const isPlain = instrument === undefined && sent[0]?.kind !== 'text';
  if (isPlain) return { values: sent, flags: abnormalFlags, status: resultStatus, notes: noNotes };
  const plain = plainValueOf(segment);
  const own = plain === undefined ? undefined : valueBy(segment, plain, instrument?.values);
  const isBlank = own === undefined && plain !== undefined && isNumeric(valueType) && isBlankResult(plain);
  const { flags, notes } = flagsBy(abnormalFlags, instrument?.flags);
  const isReview = asksForReview(abnormalFlags, instrument?.flags) && (resultStatus ?? 'F') === 'F';
  const hasNoResult = isBlank || (own !== undefined && own.text === undefined);
  return {
    values: isBlank ? [] : own === undefined ? sent : valuesOf(own.text, decimalSeparator),
    flags,
    status: hasNoResult ? 'X' : isReview ? 'R' : resultStatus,
    notes: [
      ...(isBlank ? [`The instrument gave no result (${plain})`] : []),
      ...(own?.notes ?? []),
      ...(own?.further ?? []).map(({ sub, text }) => `${sub}: ${text}`),
      ...notes,
    ],
  };
}

const noNotes: readonly string[] = [];

/** A number was promised: dots in a text may be a line between its parts. */
const isNumeric = (valueType: string | undefined): boolean => valueType === 'NM' || valueType === 'SN';

function valuesOf(text: string | undefined, separator: DecimalSeparator): readonly ObxValue[] {
  if (text === undefined || text === '') return [];
  const number = readNumber(text, separator);
  return [number === undefined ? { kind: 'text', text } : { kind: 'quantity', ...number }];
}
