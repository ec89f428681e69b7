import type { SegmentContent } from '@labwire/hl7/message/write';
import { type HumanName, type Patient, phonesWithUses } from '../../model/patient.ts';
import type { Visit } from '../../model/visit.ts';
import {
  codedAll,
  joinedRest,
  moment,
  numbered,
  personIdentifier,
  personName,
  phoneWithUse,
  postalAddress,
  repeated,
} from './fields.ts';

/** PID, with everything that is known of the patient (HL7 v2.5.1 §3.4.2). */
export const patientSegment = (patient: Patient): SegmentContent => ({
  name: 'PID',
  fields: numbered({
    1: '1',
    3: repeated(patient.identifiers.map(personIdentifier)),
    5: repeated(patient.names.map(name)),
    7: moment(patient.birthDate),
    8: patient.sex,
    9: repeated((patient.aliases ?? []).map(name)),
    10: codedAll(patient.races),
    11: repeated(patient.addresses.map(postalAddress)),
    13: repeated(phonesWithUses(patient).map(phoneWithUse)),
    14: repeated((patient.workPhones ?? []).map(phoneWithUse)),
    18: patient.account && personIdentifier(patient.account),
    19: patient.socialSecurity?.value,
    22: codedAll(patient.ethnicGroups),
    25: patient.birthOrder === undefined ? undefined : String(patient.birthOrder),
  }),
});

const name = ({ family, given, prefix, suffix, use }: HumanName) => [
  family,
  given[0],
  joinedRest(given),
  suffix,
  prefix,
  undefined,
  use,
];

/** PV1: the known data of the visit (§3.4.3). */
export const visitSegment = ({ patientClass, location, attending, number }: Visit): SegmentContent => ({
  name: 'PV1',
  fields: numbered({
    1: '1',
    2: patientClass ?? 'U',
    3: location && [location.pointOfCare, location.room, location.bed, location.facility],
    7: personName(attending),
    19: number && personIdentifier(number),
  }),
});
