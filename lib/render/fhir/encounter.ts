import type { Encounter, EncounterLocation, Patient, Reference } from '@medplum/fhirtypes';
import { digestOf } from '../../model/identity.ts';
import type { Report } from '../../model/report.ts';
import type { Visit } from '../../model/visit.ts';
import { compact } from './compact.ts';
import { toFhirIdentifier } from './identifier.ts';
import { practitionerReference } from './practitioner.ts';
import { ownIdentifier, type RenderContext } from './render-context.ts';
import { cleanText, joined } from './text.ts';

/** PV1-2 (HL7 table 0004) to the classes of FHIR's v3-ActCode, after HL7's v2-to-FHIR map. */
const classes: Readonly<Record<string, string>> = {
  E: 'EMER',
  I: 'IMP',
  O: 'AMB',
  P: 'PRENC',
};

/**
 * PV1 (HL7 v2.5.1 §3.4.3). A visit with a number is made only where the EHR does not know it: what
 * the laboratory knows of it is little. One without a number is the report's own.
 */
export function encounterReference(
  { visit, key: reportKey }: Report,
  subject: Reference<Patient> | undefined,
  context: RenderContext,
): Reference<Encounter> | undefined {
  if (visit === undefined) return undefined;
  const { number } = visit;
  const isNumbered = number !== undefined && cleanText(number.value) !== undefined;
  const key = isNumbered ? digestOf(JSON.stringify([number.scope, number.value, context.tag])) : reportKey;
  const encounter = renderEncounter(visit, subject, context);
  return isNumbered
    ? context.entries.createUnlessKnown<Encounter>(key, {
        ...encounter,
        identifier: [toFhirIdentifier(number, { ...context, type: 'VN' })],
      })
    : context.entries.update<Encounter>(key, {
        ...encounter,
        identifier: [ownIdentifier('visit', key, context)],
      });
}

function renderEncounter(
  visit: Visit,
  subject: Reference<Patient> | undefined,
  context: RenderContext,
): Encounter {
  const { patientClass, location } = visit;
  const code = classes[patientClass ?? ''];
  const attending = practitionerReference(visit.attending, context);
  const place = joined([location?.pointOfCare, location?.room, location?.bed, location?.facility], ', ');
  return compact<Encounter>({
    resourceType: 'Encounter',
    status: 'unknown',
    class:
      code === undefined
        ? { system: 'http://terminology.hl7.org/CodeSystem/v2-0004', code: cleanText(patientClass) ?? 'U' }
        : { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code },
    subject,
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
