import type { SegmentContent } from '@labwire/hl7/message/write';
import type { Specimen } from '../../model/specimen.ts';
import { coded, entity, entityPair, moment, none, numbered, repeated } from './fields.ts';
import { noteSegments } from './observation-segments.ts';

/** SPM, the container if it has its own number, and notes (HL7 v2.5.1 §7.4.3, §13.4.3). */
export function specimenSegments(specimen: Specimen, ordinal: number): SegmentContent[] {
  const { placerId, fillerId, containerId, otherContainerIds = [], accessionId, containerStatus } = specimen;
  const hasId = placerId !== undefined || fillerId !== undefined;
  const containers = [containerId, ...otherContainerIds].filter((id) => id !== undefined);
  const hasContainer = containers.length > 0 || accessionId !== undefined || containerStatus !== undefined;
  return [
    {
      name: 'SPM',
      fields: numbered({
        1: String(ordinal),
        2: hasId ? entityPair(placerId, fillerId) : undefined,
        3: repeated((specimen.parentIds ?? []).map((id) => entityPair(undefined, id))),
        4: coded(specimen.type),
        11: repeated(specimen.roles.length === 0 ? [['P']] : specimen.roles.map((role) => [role])),
        17: moment(specimen.collected),
        18: moment(specimen.received),
        21: repeated(specimen.rejectReasons.map((reason) => coded(reason) ?? [])),
        24: repeated(specimen.conditions.map((condition) => coded(condition) ?? [])),
        27: coded(specimen.containerType),
      }),
    },
    ...(hasContainer ? (containers.length === 0 ? [undefined] : containers) : []).map((id, index) => ({
      name: 'SAC',
      fields: [
        undefined,
        index === 0 ? entity(accessionId) : undefined,
        entity(id),
        ...none(4),
        index === 0 ? containerStatus : undefined,
      ],
    })),
    ...noteSegments(specimen.notes),
  ];
}
