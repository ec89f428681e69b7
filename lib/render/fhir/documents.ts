import type { EncapsulatedDocument } from '../../model/observation.ts';
import type { Report, ReportedObservation } from '../../model/report.ts';

/** OBX-11 W and D: the result is wrong, and so is its document. */
const isStanding = ({ status }: ReportedObservation): boolean => status !== 'W' && status !== 'D';

/** The documents of the results that stand, with what they are called. */
export const documentsOf = ({
  observations,
}: Report): { readonly document: EncapsulatedDocument; readonly title: string | undefined }[] =>
  observations
    .filter(isStanding)
    .flatMap(({ values, code }) =>
      values.flatMap((value) =>
        value.kind === 'document' ? [{ document: value.document, title: code.text }] : [],
      ),
    );
