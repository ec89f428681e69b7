import type { ObservationGroup, OrderGroup } from '@labwire/hl7/groups/result-groups';
import type { Segment } from '@labwire/hl7/message/segment';
import { readObr } from '@labwire/hl7/segments/obr';
import { readObx } from '@labwire/hl7/segments/obx';

/** OBX-11 that says something of an earlier result (HL7 table 0085). X may be a first statement. */
const correcting: ReadonlySet<string> = new Set(['A', 'B', 'C', 'D', 'W']);

/**
 * The number of orders that correct or take back results by their own words: OBR-25 `C` or `X` (HL7 table 0123), or an
 * OBX-11. For messages that are held before they are read.
 */
export function statedCorrections(segments: readonly Segment[]): number {
  let orders = 0;
  let isCounted = false;
  for (const segment of segments) {
    if (segment.name === 'OBR') isCounted = false;
    if (isCounted || !states(segment)) continue;
    isCounted = true;
    orders++;
  }
  return orders;
}

function states(segment: Segment): boolean {
  if (segment.name === 'OBR') return ['C', 'X'].includes(readObr(segment).resultStatus ?? '');
  return segment.name === 'OBX' && correcting.has(readObx(segment).resultStatus ?? '');
}

/** The OBR and the OBX of an order. */
export const statementsOf = (
  { obr, observations }: OrderGroup,
  ofSpecimen: readonly ObservationGroup[] = [],
): readonly Segment[] => [
  ...(obr === undefined ? [] : [obr]),
  ...[...ofSpecimen, ...observations].map(({ obx }) => obx),
];
