import type { ContactPoint } from '@medplum/fhirtypes';
import { isEmailAddress } from '../../model/email-address.ts';
import type { Phone } from '../../model/patient.ts';
import { compact } from './compact.ts';
import { cleanText } from './text.ts';

/** XTN (HL7 v2.5.1 §2.A.89): a phone number or an e-mail address. */
export function toContactPoint(text: string): ContactPoint | undefined {
  const value = cleanText(text);
  if (value === undefined) return undefined;
  return { system: isEmailAddress(value) ? 'email' : 'phone', value };
}

/** HL7 table 0202 to FHIR contact point system, after HL7's v2-to-FHIR map. */
const systems = new Map<string, ContactPoint['system']>([
  ['PH', 'phone'],
  ['CP', 'phone'],
  ['FX', 'fax'],
  ['BP', 'pager'],
  ['MD', 'other'],
  ['SAT', 'other'],
  ['TDD', 'other'],
  ['TTY', 'other'],
]);

/** HL7 table 0201 to FHIR contact point use. */
const uses = new Map<string, ContactPoint['use']>([
  ['PRN', 'home'],
  ['WPN', 'work'],
  ['PRS', 'mobile'],
]);

/** A number of a patient with its use. `field` is the use of the field that has it, for numbers without XTN-2. */
export function toPhoneContact(phone: Phone, field: 'home' | 'work'): ContactPoint | undefined {
  const contact = toContactPoint(phone.number);
  if (contact === undefined) return undefined;
  const system =
    contact.system === 'email' ? 'email' : (systems.get(phone.equipment ?? '') ?? contact.system);
  return compact<ContactPoint>({ ...contact, system, use: useOf(phone, field) });
}

/** A mobile phone for business is a business number. */
function useOf({ use, equipment }: Phone, field: 'home' | 'work'): ContactPoint['use'] {
  const said = use === undefined ? field : uses.get(use);
  return equipment === 'CP' && said !== 'work' ? 'mobile' : said;
}
