import type { Specimen as FhirSpecimen, SpecimenCollection, SpecimenContainer } from '@medplum/fhirtypes';
import type { Concept } from '../../model/concept.ts';
import type { Specimen } from '../../model/specimen.ts';
import { toAnnotation } from './annotation.ts';
import { toJointConcept, toOptionalConcept, toRequiredConcept, wordsOf } from './codeable-concept.ts';
import { compact, isEmpty } from './compact.ts';
import { toFhirIdentifier } from './identifier.ts';
import { toQuantity } from './quantity.ts';
import { ownIdentifier, type RenderContext } from './render-context.ts';
import { cleanText, joined } from './text.ts';

export function renderSpecimen(
  specimen: Specimen,
  links: { readonly key: string; readonly subject: FhirSpecimen['subject'] },
  context: RenderContext,
): FhirSpecimen {
  const identifiers = [specimen.fillerId, specimen.placerId, specimen.containerId].filter(
    (id) => id !== undefined,
  );
  const { accessionId } = specimen;
  const collection = collectionOf(specimen, context);
  return compact<FhirSpecimen>({
    resourceType: 'Specimen',
    identifier: [
      ownIdentifier('specimen', links.key, context),
      ...identifiers.map((identifier) => toFhirIdentifier(identifier, context)),
    ],
    accessionIdentifier: accessionId === undefined ? undefined : toFhirIdentifier(accessionId, context),
    status: specimen.rejectReasons.length > 0 ? 'unsatisfactory' : undefined,
    type: toRequiredConcept(specimen.type, context.base),
    subject: links.subject,
    receivedTime: specimen.received?.iso,
    // the specimen from which an aliquot was made is known only by its number
    parent: specimen.parentIds?.map((id) => ({
      type: 'Specimen',
      identifier: toFhirIdentifier(id, context),
    })),
    collection: isEmpty(collection) ? undefined : collection,
    container: containersOf(specimen, context),
    condition: [...specimen.conditions, ...specimen.rejectReasons].flatMap(
      (condition) => toOptionalConcept(condition, context.base) ?? [],
    ),
    note: [...ownNotesOf(specimen), ...specimen.notes.map(toAnnotation)],
  });
}

function collectionOf(specimen: Specimen, context: RenderContext): SpecimenCollection {
  const { collected, collectedEnd, quantity, method } = specimen;
  const isPeriod =
    collected !== undefined &&
    collectedEnd !== undefined &&
    Date.parse(collectedEnd.iso) > Date.parse(collected.iso);
  return compact<SpecimenCollection>({
    collectedDateTime: isPeriod ? undefined : collected?.iso,
    collectedPeriod: isPeriod ? { start: collected.iso, end: collectedEnd.iso } : undefined,
    quantity: quantity && toQuantity(quantity, quantity.unit),
    method: toOptionalConcept(method, context.base),
    bodySite: toJointConcept(placeOf(specimen), context.base),
  });
}

/** SPM-8 and SPM-9. */
const placeOf = ({ bodySite, bodySiteModifiers = [] }: Specimen): Concept[] =>
  bodySite === undefined ? bodySiteModifiers : [bodySite, ...bodySiteModifiers];

/** SPM-5 and SPM-14, for which FHIR R4 has no element. */
function ownNotesOf({ typeModifiers = [], description }: Specimen): NonNullable<FhirSpecimen['note']> {
  const modifiers = joined(typeModifiers.map(wordsOf), ', ');
  const text = cleanText(description);
  return [
    ...(modifiers === undefined ? [] : [{ text: `Type: ${modifiers}` }]),
    ...(text === undefined ? [] : [{ text }]),
  ];
}

function containersOf(specimen: Specimen, context: RenderContext): SpecimenContainer[] {
  const { containerId, otherContainerIds = [] } = specimen;
  const type = toOptionalConcept(specimen.containerType, context.base);
  const status = cleanText(specimen.containerStatus);
  const ids = [containerId, ...otherContainerIds].filter((id) => id !== undefined);
  const first = compact<SpecimenContainer>({
    identifier: ids[0] === undefined ? undefined : [toFhirIdentifier(ids[0], context)],
    type,
    additiveCodeableConcept: toJointConcept(specimen.additives ?? [], context.base),
    description: status === undefined ? undefined : `Container status ${status} (HL7 table 0370)`,
  });
  return [
    ...(Object.keys(first).length === 0 ? [] : [first]),
    ...ids.slice(1).map((id) => ({ identifier: [toFhirIdentifier(id, context)] })),
  ];
}
