import type { Account, Encounter, EncounterLocation, Patient, Reference } from '@medplum/fhirtypes';
import type { Identifier } from '../../model/concept.ts';
import { digestOf } from '../../model/identity.ts';
import type { Report } from '../../model/report.ts';
import type { Visit } from '../../model/visit.ts';
import { compact } from './compact.ts';
import { hasAssigner, toFhirIdentifier } from './identifier.ts';
import { patientIdentifier } from './patient.ts';
import { practitionerReference } from './practitioner.ts';
import { ownIdentifier, type RenderContext } from './render-context.ts';
import { cleanText, isCode, joined } from './text.ts';
import { unknown, unknownReference } from './unknown.ts';

/** PV1-2 (HL7 table 0004) to the classes of FHIR's v3-ActCode, after HL7's v2-to-FHIR map. */
const classes = new Map<string, string>([
  ['E', 'EMER'],
  ['I', 'IMP'],
  ['O', 'AMB'],
  ['P', 'PRENC'],
]);

/**
 * PV1 (HL7 v2.5.1 §3.4.3). A visit with a number is created only if the EHR does not know it, because the
 * laboratory knows little about it. A visit without a number belongs to the report.
 */
export function encounterReference(
  { visit, patient, key: reportKey }: Report,
  subject: Reference<Patient> | undefined,
  context: RenderContext,
): Reference<Encounter> | undefined {
  if (visit === undefined) return undefined;
  const { number } = visit;
  const encounter = renderEncounter(visit, { subject, account: patient?.account }, context);
  const isNumbered = number !== undefined && cleanText(number.value) !== undefined;
  const identifier = isNumbered ? [toFhirIdentifier(number, { ...context, type: 'VN' })] : [];
  // if the assigner is known, the number means the same visit everywhere; if not, two patients may have it
  if (isNumbered && hasAssigner(number))
    return context.entries.createUnlessKnown<Encounter>(
      digestOf(JSON.stringify([number.scope, number.value])),
      { ...encounter, identifier },
    );
  const key = isNumbered
    ? digestOf(JSON.stringify([patient?.key ?? reportKey, number.scope, number.value]))
    : reportKey;
  return context.entries.update<Encounter>(key, {
    ...encounter,
    identifier: [ownIdentifier('visit', key, context), ...identifier],
  });
}

function renderEncounter(
  visit: Visit,
  of: { readonly subject: Reference<Patient> | undefined; readonly account: Identifier | undefined },
  context: RenderContext,
): Encounter {
  const { patientClass, location } = visit;
  const code = classes.get(patientClass ?? '');
  const attending = practitionerReference(visit.attending, context);
  const place = joined([location?.pointOfCare, location?.room, location?.bed, location?.facility], ', ');
  return compact<Encounter>({
    resourceType: 'Encounter',
    status: 'unknown',
    class:
      code === undefined
        ? {
            system: 'http://terminology.hl7.org/CodeSystem/v2-0004',
            code: isCode(patientClass ?? '') ? (patientClass ?? 'U') : 'U',
          }
        : { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code },
    // the laboratory is told the class of a visit, not its kind
    type: [unknown()],
    subject: of.subject ?? unknownReference(),
    account: of.account && [accountReference(of.account, context)],
    participant:
      attending === undefined
        ? undefined
        : [
            {
              type: [
                {
                  coding: [
                    {
                      system: 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType',
                      code: 'ATND',
                    },
                  ],
                },
              ],
              individual: attending,
            },
          ],
    location: place === undefined ? undefined : [{ location: { display: place } } as EncounterLocation],
  });
}

/** PID-18, by its number: the laboratory knows nothing else of an account. */
const accountReference = (account: Identifier, context: RenderContext): Reference<Account> => ({
  identifier: patientIdentifier({ ...account, type: account.type ?? 'AN' }, context),
});
