import type { Address as FhirAddress } from '@medplum/fhirtypes';
import type { Address } from '../../model/address.ts';
import { compact, isEmpty } from './compact.ts';
import { cleanText } from './text.ts';

/** HL7 table 0190 to FHIR address use, after HL7's v2-to-FHIR map. */
const uses = new Map<string, FhirAddress['use']>([
  ['BA', 'old'],
  ['BI', 'billing'],
  ['C', 'temp'],
  ['B', 'work'],
  ['O', 'work'],
  ['H', 'home'],
]);

/** Where post is sent to. */
const postal: ReadonlySet<string> = new Set(['M', 'SH']);

/** XAD (HL7 v2.5.1 §2.A.83). Undefined if it is empty. */
export function toFhirAddress(address: Address): FhirAddress | undefined {
  const rendered = compact<FhirAddress>({
    line: address.lines.flatMap((line) => cleanText(line) ?? []),
    city: cleanText(address.city),
    district: cleanText(address.county),
    state: cleanText(address.state),
    postalCode: cleanText(address.postalCode),
    country: cleanText(address.country),
  });
  if (isEmpty(rendered)) return undefined;
  const type = address.type ?? '';
  return compact<FhirAddress>({
    use: uses.get(type),
    type: postal.has(type) ? 'postal' : undefined,
    ...rendered,
  });
}
