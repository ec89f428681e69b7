import { addressSchema } from '../address.ts';
import { humanNameSchema, linkRuleSchema, patientSchema, phoneSchema } from '../patient.ts';
import { visitSchema } from '../visit.ts';
import { named } from './named.ts';

/** Patients and their visits. */
export const patients = [
  named('HumanName', humanNameSchema, 'A name of a patient (HL7 XPN).', {
    family: 'The family name.',
    given: 'The given names, in order.',
    prefix: 'For example `Ms`.',
    suffix: 'For example `Jr`.',
    use: 'HL7 table 0200: `L` legal, `M` maiden, …',
  }),
  named('Address', addressSchema, 'An address of a patient or of an organization (HL7 XAD).', {
    lines: 'Street and further lines.',
    city: 'The city.',
    state: 'The state or province.',
    postalCode: 'The postal code.',
    country: 'The country as sent.',
    county: 'The county or parish as sent.',
    type: 'HL7 table 0190: `H` home, `M` mailing, … Only of the address of a patient.',
  }),
  named('Phone', phoneSchema, 'A telephone number or an e-mail address of a patient (HL7 XTN).', {
    number: 'The number or the address as sent.',
    use: 'HL7 table 0201: `PRN` home, `WPN` work, …',
    equipment: 'HL7 table 0202: `PH` telephone, `CP` mobile, `FX` fax, …',
  }),
  named('Patient', patientSchema, 'A person as messages describe them.', {
    key: "Labwire's key of the patient. The same number of the same authority always has the same key. It is no number to show.",
    identifiers: 'The numbers, the leading one first. Match your patient by those that identify a person.',
    names: 'The names in use (PID-5).',
    aliases: 'Other and former names (PID-9).',
    birthDate: 'The date of birth, with the precision that was sent.',
    sex: 'HL7 table 0001: `F`, `M`, `O`, `U`, `A`, `N`.',
    addresses: 'The addresses.',
    phones: 'Telephone numbers as sent (PID-13).',
    phoneUses: 'The use of those numbers in `phones` of which the messages say one.',
    workPhones: 'Business telephone numbers (PID-14).',
    races: 'HL7 table 0005 or the codes of the CDC (PID-10).',
    ethnicGroups: 'HL7 table 0189 or the codes of the CDC (PID-22).',
    socialSecurity: 'The social security number (PID-19). Labwire identifies nobody by it.',
    account: 'The account number (PID-18).',
    newbornIn: 'Internal: the year of birth of an infant, or of a message that calls a newborn.',
    birthOrder: 'Which child of a multiple birth (PID-25). Absent if the message does not say.',
    isPlaceholder: 'The leading number stands for nobody: `UNKNOWN`, `0000`.',
    notes: 'Comments on the patient.',
  }),
  named('Visit', visitSchema, 'The visit that the order belongs to.', {
    patientClass: 'HL7 table 0004: `I` inpatient, `O` outpatient, `E` emergency, …',
    number: 'The visit number (PV1-19).',
    attending: 'The attending doctor.',
    location: 'The location of the patient (PV1-3).',
    'location.pointOfCare': 'The ward or clinic.',
    'location.room': 'The room.',
    'location.bed': 'The bed.',
    'location.facility': 'The facility.',
  }),
  named(
    'LinkRule',
    linkRuleSchema,
    'Internal: the meaning of a link between two patients that is not a merge.',
    {
      ends: 'It ends the older links of these two patients (ADT^A37).',
      isAlias: 'Both numbers belong to one person, and both stay in use (ADT^A24).',
      only: 'It moves only what belongs to this account or visit (ADT^A44, A45).',
      'only.kind': 'Whether the id is that of an account or of a visit.',
      'only.id': 'The account or the visit. Empty if the message names none.',
      renumbers: 'The account or visit has another number since (ADT^A35, A41, A42, A49, A50).',
      'renumbers.kind': 'Whether the numbers are those of an account or of a visit.',
      'renumbers.from': 'The number before.',
      'renumbers.to': 'The number since.',
      isReleased: 'A person decided that results without an account or visit stay where they are.',
      isVoid: 'The link does not count: its number turned out to be of several children of one birth.',
      with: 'The other numbers that the same message retired.',
    },
  ),
];
