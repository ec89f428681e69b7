import type { EncapsulatedDocument } from '../../model/observation.ts';
import type { Report, ReportedObservation } from '../../model/report.ts';

/** OBX-11 W and D: the result is wrong, and its document too. */
const isStanding = ({ status }: ReportedObservation): boolean => status !== 'W' && status !== 'D';

interface TitledDocument {
  readonly document: EncapsulatedDocument;
  readonly title: string | undefined;
}

/** The documents of the standing results, with their titles. */
export const documentsOf = ({ observations }: Report): TitledDocument[] =>
  observations.filter(isStanding).flatMap(documentsIn);

export const allDocumentsOf = ({ observations }: Report): TitledDocument[] =>
  observations.flatMap(documentsIn);

const documentsIn = ({ values, code }: ReportedObservation): TitledDocument[] =>
  values.flatMap((value) =>
    value.kind === 'document'
      ? [{ document: value.document, title: code.text ?? code.codings[0]?.code }]
      : [],
  );
