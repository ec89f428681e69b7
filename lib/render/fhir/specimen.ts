import type { Specimen as FhirSpecimen, SpecimenContainer } from '@medplum/fhirtypes';
import type { Specimen } from '../../model/specimen.ts';
import { toAnnotation } from './annotation.ts';
import { toOptionalConcept } from './codeable-concept.ts';
import { compact } from './compact.ts';
import { toFhirIdentifier } from './identifier.ts';
import { ownIdentifier, type RenderContext } from './render-context.ts';
import { cleanText } from './text.ts';

export function renderSpecimen(
  specimen: Specimen,
  links: { readonly key: string; readonly subject: FhirSpecimen['subject'] },
  context: RenderContext,
): FhirSpecimen {
  const identifiers = [specimen.fillerId, specimen.placerId, specimen.containerId].filter(
    (id) => id !== undefined,
  );
  const { collected, accessionId } = specimen;
  return compact<FhirSpecimen>({
    resourceType: 'Specimen',
    identifier: [
      ownIdentifier('specimen', links.key, context),
      ...identifiers.map((identifier) => toFhirIdentifier(identifier, context)),
    ],
    accessionIdentifier: accessionId === undefined ? undefined : toFhirIdentifier(accessionId, context),
    status: specimen.rejectReasons.length > 0 ? 'unsatisfactory' : undefined,
    type: toOptionalConcept(specimen.type, context.base),
    subject: links.subject,
    receivedTime: specimen.received?.iso,
    // the specimen from which an aliquot was made is known only by its number
    parent: specimen.parentIds?.map((id) => ({
      type: 'Specimen',
      identifier: toFhirIdentifier(id, context),
    })),
    collection: collected === undefined ? undefined : { collectedDateTime: collected.iso },
    container: containersOf(specimen, context),
    condition: [...specimen.conditions, ...specimen.rejectReasons].flatMap(
      (condition) => toOptionalConcept(condition, context.base) ?? [],
    ),
    note: specimen.notes.map(toAnnotation),
  });
}

function containersOf(specimen: Specimen, context: RenderContext): SpecimenContainer[] {
  const { containerId, otherContainerIds = [] } = specimen;
  const type = toOptionalConcept(specimen.containerType, context.base);
  const status = cleanText(specimen.containerStatus);
  const ids = [containerId, ...otherContainerIds].filter((id) => id !== undefined);
  const first = compact<SpecimenContainer>({
    identifier: ids[0] === undefined ? undefined : [toFhirIdentifier(ids[0], context)],
    type,
    description: status === undefined ? undefined : `Container status ${status} (HL7 table 0370)`,
  });
  return [
    ...(Object.keys(first).length === 0 ? [] : [first]),
    ...ids.slice(1).map((id) => ({ identifier: [toFhirIdentifier(id, context)] })),
  ];
}
