import type { Segment } from '@labwire/hl7/message/segment';
import { type Obx, readObx } from '@labwire/hl7/segments/obx';
import { type ObxValue, readObxValues } from '@labwire/hl7/segments/obx-value';
import { isAnswer, organismCodes } from '../../model/organisms.ts';
import { isSusceptibilityWord } from '../../model/susceptibility.ts';

/** OBX-4 without zeros in front: systems write one sub-id as `1` and as `01`. */
export const plainSubId = (subId: string | undefined): string | undefined =>
  subId !== undefined && /^\d+$/.test(subId) ? subId.replace(/^0+/, '') || '0' : subId;

/**
 * Whether OBX-4 of an order only counts its rows, as OBX-1 does: 1, 2, 3 beside different tests. It says nothing of a
 * result then, because the next message has other rows. Where a row may be an isolate, OBX-4 is its number.
 */
export function countsRows(segments: readonly Segment[]): boolean {
  if (segments.length < 2) return false;
  const tests = new Set<string>();
  return segments.every((segment, index) => {
    const obx = readObx(segment);
    if (plainSubId(obx.subId) !== String(index + 1)) return false;
    tests.add(JSON.stringify(obx.identifier));
    return tests.size === index + 1 && !mayBeOfIsolate(obx, readObxValues(segment, obx.valueType));
  });
}

/** Texts are lines and parts, which OBX-4 numbers, too. */
const isTextType = ({ valueType }: Obx): boolean => valueType === 'TX' || valueType === 'FT';

const mayBeOfIsolate = (obx: Obx, values: readonly ObxValue[]): boolean =>
  isTextType(obx) ||
  [...obx.abnormalFlags, ...values.map(wordOf)].some(isSusceptibilityWord) ||
  [obx.identifier?.code, obx.identifier?.alternateCode].some((code) => organismCodes.has(code ?? '')) ||
  values.some((value) => value.kind === 'coded' && !isAnswer({ kind: 'text', text: wordOf(value) }));

const wordOf = (value: ObxValue): string =>
  value.kind === 'coded' ? (value.cwe.text ?? value.cwe.code ?? '') : 'text' in value ? value.text : '';
