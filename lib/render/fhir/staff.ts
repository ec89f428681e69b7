import type { DiagnosticReport, Practitioner, Reference } from '@medplum/fhirtypes';
import type { Report, Staff } from '../../model/report.ts';
import { practitionerReference } from './practitioner.ts';
import type { RenderContext } from './render-context.ts';

/** The functions of performers (v3 ParticipationType) in HL7's v2-to-FHIR map. */
const functions = new Map<Staff['role'], string>([
  ['technician', 'SPRF'],
  ['transcriptionist', 'TRANS'],
]);

/** OBR-32, OBR-33. */
export const interpretersOf = (
  { staff = [] }: Report,
  context: RenderContext,
): NonNullable<DiagnosticReport['resultsInterpreter']> =>
  staff.flatMap(({ role, person }) =>
    functions.has(role) ? [] : (practitionerReference(person, context) ?? []),
  );

/** OBR-34, OBR-35, each with the function in which the person took part. */
export const otherStaffOf = ({ staff = [] }: Report, context: RenderContext): Reference<Practitioner>[] =>
  staff.flatMap(({ role, person }) => {
    const code = functions.get(role);
    const reference = code === undefined ? undefined : practitionerReference(person, context);
    if (reference === undefined || code === undefined) return [];
    return {
      ...reference,
      extension: [
        {
          url: 'http://hl7.org/fhir/StructureDefinition/event-performerFunction',
          valueCodeableConcept: {
            coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType', code }],
          },
        },
      ],
    };
  });
