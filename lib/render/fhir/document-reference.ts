import type { DocumentReference, Encounter, Reference } from '@medplum/fhirtypes';
import type { Report } from '../../model/report.ts';
import { renderAttachment } from './attachment.ts';
import { toRequiredConcept } from './codeable-concept.ts';
import { compact } from './compact.ts';
import { allDocumentsOf, documentsOf } from './documents.ts';
import { toFhirIdentifier } from './identifier.ts';
import { ownIdentifier, type RenderContext } from './render-context.ts';

/** The status of the document (TXA-17, in the codes of OBR-25) to FHIR composition status. */
const documentStatuses = new Map<string, DocumentReference['docStatus']>([
  ['F', 'final'],
  ['C', 'amended'],
  ['P', 'preliminary'],
  ['I', 'preliminary'],
  ['X', 'entered-in-error'],
]);

/** A document that is a report of its own (MDM). Undefined for results with documents. */
export function renderDocumentReference(
  report: Report,
  links: {
    readonly subject: DocumentReference['subject'];
    readonly encounter: Reference<Encounter> | undefined;
  },
  context: RenderContext,
): DocumentReference | undefined {
  const standing = documentsOf(report);
  // if every document is withdrawn, the withdrawn ones are described
  const documents = standing.length > 0 ? standing : allDocumentsOf(report);
  const isDocument = report.parts.some(({ isWhole, isEnd }) => isWhole === true || isEnd === true);
  if (!isDocument || documents.length === 0) return undefined;
  const { fillerOrder, issued } = report;
  return compact<DocumentReference>({
    resourceType: 'DocumentReference',
    identifier: [
      ownIdentifier('document', report.key, context),
      ...(fillerOrder === undefined ? [] : [toFhirIdentifier(fillerOrder, context)]),
    ],
    status: report.isWithdrawn === true || standing.length === 0 ? 'entered-in-error' : 'current',
    docStatus: documentStatuses.get(report.status ?? ''),
    type: toRequiredConcept(report.service, context.base),
    category: [
      {
        coding: [
          {
            system: 'http://hl7.org/fhir/us/core/CodeSystem/us-core-documentreference-category',
            code: 'clinical-note',
          },
        ],
      },
    ],
    subject: links.subject,
    date: issued?.iso.includes('T') === true ? issued.iso : undefined,
    content: documents.map(({ document, title }) => ({
      attachment: renderAttachment(document, title) ?? { title: 'A document without content' },
    })),
    context: links.encounter === undefined ? undefined : { encounter: [links.encounter] },
  });
}
