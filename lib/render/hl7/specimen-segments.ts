import type { ComponentContent, SegmentContent } from '@labwire/hl7/message/write';
import type { PassedSpecimen } from '../../model/pass-through.ts';
import type { Specimen } from '../../model/specimen.ts';
import { withCopied } from './copied.ts';
import { coded, codedAll, entity, entityPair, moment, none, numbered, repeated } from './fields.ts';
import { noteSegments } from './observation-segments.ts';

/** SPM, the container if it has its own number, and notes (HL7 v2.5.1 §7.4.3, §13.4.3). */
export function specimenSegments(
  specimen: Specimen,
  ordinal: number,
  passed?: PassedSpecimen,
): SegmentContent[] {
  const {
    placerId,
    fillerId,
    containerId,
    otherContainerIds = [],
    accessionId,
    containerStatus,
    quantity,
  } = specimen;
  const hasId = placerId !== undefined || fillerId !== undefined;
  const containers = [containerId, ...otherContainerIds].filter((id) => id !== undefined);
  const hasContainer = containers.length > 0 || accessionId !== undefined || containerStatus !== undefined;
  const written = hasContainer || [...(passed?.containers.values() ?? [])].some(({ size }) => size > 0);
  return [
    withCopied(
      {
        name: 'SPM',
        fields: numbered({
          1: String(ordinal),
          2: hasId ? entityPair(placerId, fillerId) : undefined,
          3: repeated((specimen.parentIds ?? []).map((id) => entityPair(undefined, id))),
          4: coded(specimen.type),
          5: codedAll(specimen.typeModifiers),
          6: codedAll(specimen.additives),
          7: coded(specimen.method),
          8: coded(specimen.bodySite),
          9: codedAll(specimen.bodySiteModifiers),
          11: repeated(specimen.roles.length === 0 ? [['P']] : specimen.roles.map((role) => [role])),
          12: quantity && [quantity.number, coded(quantity.unit)],
          14: repeated((specimen.description ?? '').split('\n')),
          17: [moment(specimen.collected), moment(specimen.collectedEnd)],
          18: moment(specimen.received),
          21: codedAll(specimen.rejectReasons),
          24: codedAll(specimen.conditions),
          27: coded(specimen.containerType),
        }),
      },
      passed?.spm,
    ),
    ...(written ? (containers.length === 0 ? [undefined] : containers) : []).map((id, index) =>
      withCopied(
        {
          name: 'SAC',
          fields: [
            undefined,
            index === 0 ? entity(accessionId) : undefined,
            entity(id),
            ...none(4),
            index === 0 ? containerStatus : undefined,
          ],
        },
        passed?.containers.get(id?.value ?? ''),
      ),
    ),
    ...noteSegments(specimen.notes, passed?.notes),
  ];
}

/** OBR-15, SPS (HL7 v2.5 §2.A.70), for versions without SPM. The codes are sub-components. */
export function specimenSource(specimen: Specimen): ComponentContent[] {
  const { type, additives, description, bodySite, bodySiteModifiers, method } = specimen;
  return [type, additives?.[0], description, bodySite, bodySiteModifiers?.[0], method].map((part) =>
    typeof part === 'string' ? part : coded(part, 'CE')?.slice(0, 3),
  );
}
