import { READING } from '@labwire/hl7/astm/observation';
import { codeBy } from '@labwire/hl7/dialect/code';
import { isReading } from '@labwire/hl7/dialect/reading';
import type { Segment } from '@labwire/hl7/message/segment';
import { type Obx, observationTypeOf, readObxHead } from '@labwire/hl7/segments/obx';
import type { ReadingContext } from './context.ts';

/** The result's code and sub-id, as its instrument writes them. */
export function withCodeOf(
  obx: Obx,
  segment: Segment,
  { instrument }: Pick<ReadingContext, 'instrument'>,
): Obx {
  const own = codeBy(segment, instrument?.codes);
  if (own === undefined) return obx;
  const { code, name, sub } = own;
  // some instruments write the name of the test in OBX-4
  const plainSub = obx.subId === name ? undefined : obx.subId;
  return { ...obx, identifier: { code, text: name }, subId: sub ?? plainSub };
}

/**
 * The sub-code of an analyte or reading, by which a map tells it from the result of its test. ASTM has it behind the
 * test; in HL7 only the profile of an instrument says where it stands.
 */
export const subCodeOf = (
  segment: Segment,
  { form, instrument }: Pick<ReadingContext, 'form' | 'instrument'>,
): string | undefined =>
  form === 'astm' ? readObxHead(segment).subId : codeBy(segment, instrument?.codes)?.sub;

/** Whether an OBX is a reading of the instrument and no result. ASTM has this decided when it is translated. */
export const isReadingRow = (
  segment: Segment,
  { form, instrument }: Pick<ReadingContext, 'form' | 'instrument'>,
): boolean =>
  form === 'astm' ? observationTypeOf(segment) === READING : isReading(segment, instrument?.results);
