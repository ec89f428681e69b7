import type { Address as FhirAddress } from '@medplum/fhirtypes';
import type { Address } from '../../model/address.ts';
import { compact, isEmpty } from './compact.ts';
import { cleanText } from './text.ts';

/** XAD (HL7 v2.5.1 §2.A.83). Undefined if it is empty. */
export function toFhirAddress(address: Address): FhirAddress | undefined {
  const rendered = compact<FhirAddress>({
    line: address.lines.flatMap((line) => cleanText(line) ?? []),
    city: cleanText(address.city),
    state: cleanText(address.state),
    postalCode: cleanText(address.postalCode),
    country: cleanText(address.country),
  });
  return isEmpty(rendered) ? undefined : rendered;
}
