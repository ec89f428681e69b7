import type { Segment } from '@labwire/hl7/message/segment';
import { readInv } from '@labwire/hl7/segments/inv';
import { readSid } from '@labwire/hl7/segments/sid';
import type { Reagent } from '../../model/observation.ts';
import { toConcept } from './concept.ts';
import type { ReadingContext } from './context.ts';
import { toUnit } from './unit.ts';

/** INV-3 of a control product, HL7 table 0384. */
export const CONTROL_PRODUCT = 'CO';

/** The reagents in INV and SID segments, without control products. */
export const toReagents = (segments: readonly Segment[], context: ReadingContext): Reagent[] =>
  [
    ...toInventory(segments, context),
    ...segments.filter(({ name }) => name === 'SID').map(toSubstance),
  ].filter(({ type }) => type !== CONTROL_PRODUCT);

/** Everything that INV lists as on board. */
export const toInventory = (segments: readonly Segment[], context: ReadingContext): Reagent[] =>
  inventoriesIn(segments).map(({ inv, segment }) => ({
    substance: toConcept(inv.substance),
    type: inv.type,
    status: inv.status,
    lot: inv.lot,
    expires: context.moment(inv.expires, segment.at(12)),
    quantity: inv.quantity,
    unit: toUnit(inv.unit),
  }));

function toSubstance(segment: Segment): Reagent {
  const { substance, lot } = readSid(segment);
  return { substance: toConcept(substance), lot };
}

export const inventoriesIn = (segments: readonly Segment[]) =>
  segments.filter(({ name }) => name === 'INV').map((segment) => ({ segment, inv: readInv(segment) }));
