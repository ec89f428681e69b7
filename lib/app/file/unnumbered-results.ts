import { identityUnder, reportKeyAgain, reportKeyOf } from '../../model/identity.ts';
import type { NamedReport } from '../../model/named-report.ts';
import type { IncomingPart } from '../../normalize/kinds/report-part.ts';
import type { ReportStore } from '../../ports/report-store.ts';
import { correctsAnything, isMeantBy } from '../../reports/find/unnumbered-report.ts';
import { isSamePlace } from '../../reports/parts.ts';
import type { Filing } from './filing.ts';
import type { FoundFiling } from './found-filing.ts';
import type { NumberBook } from './number-book.ts';
import { namedAfter, type SeekingContext, toNamed, toSought } from './sought-report.ts';
import { comparableIn } from './unnumbered-mates.ts';
import { hasOneOf, resultNamesOf } from './unnumbered-names.ts';

interface Seeking {
  readonly book: NumberBook;
  readonly context: SeekingContext;
  readonly reports: Pick<ReportStore, 'latest'>;
  /** A person has decided that they are a report of their own. */
  readonly isReleased: boolean;
}

/**
 * Results without a number are found by patient, minute, test and device, if one of the two corrects.
 * Otherwise only by their content: the key. Reports are read only if a correction is among them.
 */
export async function findUnnumberedReport(
  incoming: IncomingPart,
  filing: Filing,
  { book, context, reports, isReleased }: Seeking,
): Promise<FoundFiling> {
  const { part, reportKey } = filing;
  const numbers = resultNamesOf(filing, incoming.senderScope);
  if (numbers.length === 0) return { kind: 'found', filing, hasOriginal: false, otherSpellings: [] };
  const isCorrection = correctsAnything(part);
  const sought = { ...toSought(part, context), numbers, isCorrection };
  const known = book.reportsOf(numbers).filter((report) => hasOneOf(report, numbers));
  // the same content finds it again
  const keyApart = reportKeyAgain(reportKey, 'apart');
  const ofContent = known.filter(({ key }) => key === reportKey || key === keyApart);
  const meant: NamedReport[] =
    ofContent.length > 0 ? ofContent : known.filter((one) => isSentUnderOtherNumber(incoming, one));
  const holding: NamedReport[] = [];
  if (meant.length === 0)
    for (const named of known.filter(({ corrects }) => isCorrection || corrects !== undefined)) {
      const version = await reports.latest(named.key);
      if (version === undefined) continue;
      if (isMeantBy(part, comparableIn(version, part))) meant.push(named);
      else if (version.report.parts.some((one) => isSamePlace(one, part))) holding.push(named);
    }
  // the result that it corrects may be taken out of its report and wait
  if (meant.length === 0 && isCorrection && holding.length === 1) meant.push(...holding);
  if (meant.length > 1 && !isReleased) return { kind: 'held', reason: 'ambiguous-order' };
  const report = meant.length === 1 ? meant[0] : undefined;
  return {
    kind: 'found',
    // a person who releases it has seen the reports that fit
    hasOriginal: meant.some(({ corrects }) => corrects !== 'only'),
    otherSpellings: [],
    filing: {
      ...filing,
      // the report of its content may have ended in the one that it leaves
      reportKey: report?.key ?? (holding.length > 0 ? keyApart : reportKey),
      finding: {
        joins: [],
        ofOrder: [],
        ofOthers: [],
        keyAgain: reportKey,
        isAnother: () => false,
        nameAs: (version, before) => {
          const standing = report ?? (before === undefined ? undefined : toNamed(before, context));
          return book.record(namedAfter(version, standing, [], sought), []);
        },
        forgetJoined: () => ({ created: [], changed: [] }),
      },
    },
  };
}

/** Whether a report has the content of a part without numbers, under another number of the patient. */
const isSentUnderOtherNumber = ({ identity }: IncomingPart, { key, patients }: NamedReport): boolean =>
  patients.some((patient) => reportKeyOf(identityUnder(patient, identity)) === key);
