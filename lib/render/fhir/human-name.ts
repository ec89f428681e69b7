import type { HumanName as FhirHumanName } from '@medplum/fhirtypes';
import type { HumanName } from '../../model/patient.ts';
import { compact, isEmpty } from './compact.ts';
import { cleanText } from './text.ts';

/** HL7 table 0200 to FHIR name use. */
const uses: ReadonlyMap<string, FhirHumanName['use']> = new Map<string, FhirHumanName['use']>(
  Object.entries({
    L: 'official',
    D: 'usual',
    M: 'maiden',
    N: 'nickname',
    S: 'anonymous',
    T: 'temp',
  }),
);

/** XPN, and the name in an XCN (HL7 v2.5.1 §2.A.88). Undefined if it is empty. */
export function toHumanName(name: HumanName): FhirHumanName | undefined {
  const [prefix, suffix] = [cleanText(name.prefix), cleanText(name.suffix)];
  const rendered = compact<FhirHumanName>({
    use: uses.get(name.use ?? ''),
    family: cleanText(name.family),
    given: name.given.flatMap((given) => cleanText(given) ?? []),
    prefix: prefix === undefined ? undefined : [prefix],
    suffix: suffix === undefined ? undefined : [suffix],
  });
  return isEmpty(rendered) ? undefined : rendered;
}
