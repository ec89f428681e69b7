import type { ContactPoint } from '@medplum/fhirtypes';
import { isEmailAddress } from '../../model/email-address.ts';
import { cleanText } from './text.ts';

/** XTN (HL7 v2.5.1 §2.A.89): a phone number or an e-mail address. */
export function toContactPoint(text: string): ContactPoint | undefined {
  const value = cleanText(text);
  if (value === undefined) return undefined;
  return { system: isEmailAddress(value) ? 'email' : 'phone', value };
}
