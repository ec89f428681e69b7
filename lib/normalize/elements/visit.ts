import type { PatientGroup } from '@labwire/hl7/groups/result-groups';
import { readPv1 } from '@labwire/hl7/segments/pv1';
import type { Visit } from '../../model/visit.ts';
import { toIdentifier, toPerson } from './concept.ts';
import type { ReadingContext } from './context.ts';

/** The visit in PV1. Undefined if PV1 names none. */
export function toVisit(
  { pv1 }: Pick<PatientGroup, 'pv1'>,
  { senderScope }: ReadingContext,
): Visit | undefined {
  if (pv1 === undefined) return undefined;
  const { patientClass, location, attending, visitNumber } = readPv1(pv1);
  const visit: Visit = {
    patientClass,
    number: toIdentifier(visitNumber, senderScope),
    attending: toPerson(attending, senderScope),
    location:
      location === undefined
        ? undefined
        : {
            pointOfCare: location.pointOfCare,
            room: location.room,
            bed: location.bed,
            facility: location.facility.namespace ?? location.facility.universalId,
          },
  };
  return Object.values(visit).every((part) => part === undefined) ? undefined : visit;
}
