import type { Specimen as FhirSpecimen } from '@medplum/fhirtypes';
import type { Specimen } from '../../model/specimen.ts';
import { compact, toAnnotation, toCodeableConcept, toFhirIdentifier } from './datatypes.ts';
import { ownIdentifier, type RenderContext } from './render-context.ts';

export function renderSpecimen(
  specimen: Specimen,
  links: { readonly key: string; readonly subject: FhirSpecimen['subject'] },
  context: RenderContext,
): FhirSpecimen {
  const identifiers = [specimen.fillerId, specimen.placerId, specimen.containerId].filter(
    (id) => id !== undefined,
  );
  return compact<FhirSpecimen>({
    resourceType: 'Specimen',
    identifier: [
      ownIdentifier('specimen', links.key, context),
      ...identifiers.map((identifier) => toFhirIdentifier(identifier, context)),
    ],
    accessionIdentifier:
      specimen.accessionId === undefined ? undefined : toFhirIdentifier(specimen.accessionId, context),
    status: specimen.rejectReasons.length > 0 ? 'unsatisfactory' : undefined,
    type: conceptOf(specimen.type, context),
    subject: links.subject,
    receivedTime: specimen.received?.iso,
    collection: specimen.collected === undefined ? undefined : { collectedDateTime: specimen.collected.iso },
    condition: [...specimen.conditions, ...specimen.rejectReasons]
      .map((condition) => toCodeableConcept(condition, context.base))
      .filter((condition) => Object.keys(condition).length > 0),
    note: specimen.notes.map(toAnnotation),
  });
}

function conceptOf(type: Specimen['type'], context: RenderContext): FhirSpecimen['type'] {
  const rendered = type === undefined ? {} : toCodeableConcept(type, context.base);
  return Object.keys(rendered).length === 0 ? undefined : rendered;
}
