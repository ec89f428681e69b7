import type { ReportNumber } from '../../model/named-report.ts';
import type { ReportVersion } from '../../model/report.ts';
import { toReportNumber } from '../../normalize/elements/order-names.ts';
import type { IncomingPart } from '../../normalize/kinds/report-part.ts';
import { findDocument } from '../../reports/find/find-document.ts';
import type { Filing } from './filing.ts';
import type { FoundFiling } from './found-filing.ts';
import type { NumberBook } from './number-book.ts';
import { namedAfter, type SeekingContext, toSought } from './sought-report.ts';

interface Seeking {
  readonly book: NumberBook;
  readonly context: SeekingContext;
  /** A person has decided that it is a document of its own. */
  readonly isReleased: boolean;
}

/** A document is found only by its own number. */
export function findDocumentReport(
  incoming: IncomingPart,
  filing: Filing,
  { book, context, isReleased }: Seeking,
): FoundFiling {
  const number = documentNumberOf(incoming);
  if (number === undefined) throw new Error('a document without a number');
  const { part, reportKey } = filing;
  const asOrder = toSought(part, context);
  const isCorrection = part.isEdit === true || part.waitsForOriginal === true;
  const sought = { ...asOrder, numbers: [number], services: [], isCorrection };
  const found = findDocument(number, sought.patients, book.reportsOf([number]));
  if (found.kind === 'ambiguous' && !isReleased) return { kind: 'held', reason: 'ambiguous-order' };
  const report = found.kind === 'found' ? found.report : undefined;
  const joins = found.kind === 'found' ? found.joins : [];
  const record = (version: ReportVersion, gone: readonly string[]) =>
    book.record(namedAfter(version, report, joins, sought), gone);
  return {
    kind: 'found',
    hasOriginal: [report, ...joins].some((one) => one !== undefined && one.corrects !== 'only'),
    // its number is written in the index under its sender, too
    otherSpellings: [],
    filing: {
      ...filing,
      reportKey: report?.key ?? reportKey,
      finding: {
        joins: joins.map(({ key }) => key),
        ofOrder: [],
        ofOthers: [],
        keyAgain: reportKey,
        isAnother: () => false,
        nameAs: (version) => record(version, []),
        forgetJoined: (version) =>
          record(
            version,
            joins.map(({ key }) => key),
          ),
      },
    },
  };
}

const documentNumberOf = ({ identity: { order }, senderScope }: IncomingPart): ReportNumber | undefined =>
  order.kind === 'document' ? toReportNumber('document', order.id, senderScope) : undefined;
