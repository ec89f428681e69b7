import {
  groupResults,
  type ObservationGroup,
  type OrderGroup,
  type PatientGroup,
} from '@labwire/hl7/groups/result-groups';
import type { AdmittedMessage } from '../admit/admit-message.ts';
import { orderBefore } from './normalize-documents.ts';
import { placeOfOrder } from './normalize-results.ts';

/** The segments from which one part of a report was read. */
export interface OriginalPlace {
  readonly patient: PatientGroup;
  readonly order: OrderGroup;
}

export interface OriginalPlaces {
  /** By the place of the part: `OBR[1]`, `TXA[1]`. */
  readonly parts: ReadonlyMap<string, OriginalPlace>;
  /** By the place of the result: `OBX[2]`. */
  readonly results: ReadonlyMap<string, ObservationGroup>;
}

/** Where the parts and the results of a message stand in it. Empty for messages that state no results. */
export function originalPlaces({ message, kind }: AdmittedMessage): OriginalPlaces {
  const parts = new Map<string, OriginalPlace>();
  const results = new Map<string, ObservationGroup>();
  if (kind !== 'results' && kind !== 'documents') return { parts, results };
  for (const patient of groupResults(message.segments).patients)
    for (const order of patient.orders) {
      parts.set(placeOfOrder(order), { patient, order });
      for (const { observations } of [order, ...order.specimens, ...patient.specimens])
        for (const observation of observations) results.set(observation.obx.at(), observation);
    }
  message.segments.forEach((segment, index) => {
    if (kind !== 'documents' || segment.name !== 'TXA') return;
    const { group, known } = orderBefore(message.segments.slice(0, index));
    const order = known ?? { notes: [], others: [], observations: [], specimens: [] };
    parts.set(segment.at(), { patient: group, order });
  });
  return { parts, results };
}
