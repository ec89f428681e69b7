import { reportKeyForPatient } from '../../model/identity.ts';
import type { NamedReport, ReportNumber } from '../../model/named-report.ts';
import type { Report, ReportPart, ReportVersion } from '../../model/report.ts';
import {
  numberNamesOf,
  orderNamesOf,
  resultNumbersOf,
  toReportNumber,
} from '../../normalize/elements/order-names.ts';
import type { ReportStore } from '../../ports/report-store.ts';
import { isSameNumber } from '../../reports/find/equal-numbers.ts';
import { united } from '../../reports/find/gathered-names.ts';
import { correctsAnything, isMeantBy, isSentAgain } from '../../reports/find/unnumbered-report.ts';
import { mergeReport } from '../../reports/merge-report.ts';
import { isCopy } from '../../reports/parts.ts';
import { fileReportPart } from './file-report.ts';
import type { FileDependencies, Filed, FiledPart, Finding } from './filing.ts';
import { patientsOf } from './known-links.ts';
import { NumberBook } from './number-book.ts';
import { cancellationsIn, isOfWholeOrder } from './order-cancellations.ts';
import { copiesFromParents, copyToChildren } from './parent-copies.ts';
import { type Relatives, relativeNumbersOf, relativesIn } from './relatives.ts';
import { numberLimitsOf } from './sought-report.ts';
import { comparableIn } from './unnumbered-mates.ts';

/** The reports that a report meets under another patient. */
export interface Neighbours {
  /** Names the report under that patient too, and joins it with results without numbers that it corrects. */
  readonly finding: Finding;
  /** One of the reports that it joins was filed anew, or it was: the two patients were not known to be one. */
  readonly isAnew: boolean;
  readonly relatives: Relatives;
}

/**
 * Finds the neighbours of a report that belongs to another patient now. `moved` is the report with the link.
 * Undefined if the report has no name: it is found only by its key. It makes one or two requests, and one for
 * each report without numbers of the same minute.
 */
export async function neighboursOf(
  { report: moved }: Pick<ReportVersion, 'report'>,
  { names, reports, site }: FileDependencies,
): Promise<Neighbours | undefined> {
  const { key, patient, processingId } = moved;
  const parts = tellingParts(moved);
  const find = (numbers: readonly ReportNumber[]) =>
    names.find([...new Set(numbers.flatMap((number) => numberNamesOf(number, processingId)))]);
  const asNamed = parts.flatMap(namesInPart);
  if (asNamed.length === 0 || patient === undefined) return undefined;
  const known = await find(asNamed);
  const standing = new NumberBook(known, processingId).reportsOf(asNamed).find((one) => one.key === key);
  const sender = standing?.numbers[0]?.sender;
  if (standing === undefined || sender === undefined) return undefined;
  const underNew = parts.filter(isUnnumbered).flatMap((part) => resultNumbersOf(patient.key, part, sender));
  const others = [...parts.flatMap((part) => relativeNumbersOf(part, sender)), ...underNew];
  const book = new NumberBook(
    new Map([...known, ...(others.length === 0 ? [] : await find(others))]),
    processingId,
  );
  const named: NamedReport = {
    ...standing,
    patients: [...new Set([...standing.patients, patient.key])],
    numbers: [...standing.numbers, ...underNew.filter((one) => !hasNumber(standing, one))],
  };
  const joins: NamedReport[] = [];
  for (const other of book.reportsOf(underNew).filter((one) => one.key !== key && isTwin(one, named))) {
    const latest = await reports.latest(other.key);
    if (latest !== undefined && mayBeOne({ report: moved, named }, { report: latest.report, named: other }))
      joins.push(other);
  }
  const anew = await onesFiledAnew(moved, book.reportsOf(named.numbers), reports);
  return {
    finding: findingOf(named, [...(joins.length === 1 ? joins : []), ...anew], book),
    isAnew: anew.length > 0,
    relatives: relativesOf(parts, named, book, { sender, reuseMs: numberLimitsOf(site).reuseMs }),
  };
}

/**
 * Brings a moved report together with its neighbours: isolates end its results, or its isolates end theirs, and
 * a cancellation of the whole order applies. A report that this does not change gets no version. Safe to repeat.
 */
export async function meetNeighbours(
  moved: FiledPart,
  { relatives }: Neighbours,
  messageId: string,
  dependencies: FileDependencies,
): Promise<readonly Filed[]> {
  const { report } = moved.version;
  const copies = [
    ...(await copiesFromParents(relatives, dependencies)),
    ...(await cancellationsIn(relatives.ofOrder, dependencies)),
  ];
  const filed: Filed[] = [];
  const [part, ...linkParts] = copies;
  if (part !== undefined) {
    const incoming = { reportKey: report.key, processingId: report.processingId, part, linkParts };
    const merged = mergeReport(report, incoming);
    if (merged.kind === 'merged' && merged.changes.length > 0)
      filed.push(await fileReportPart(incoming, messageId, dependencies));
  }
  return [
    ...filed,
    ...(await copyToChildren([{ parent: moved.version, relatives }], messageId, dependencies)),
  ];
}

const tellingParts = ({ parts }: Report): readonly ReportPart[] =>
  parts.filter((part) => part.replaces === undefined && part.joins === undefined && !isCopy(part));

const isUnnumbered = (part: ReportPart): boolean =>
  orderNamesOf(part).length === 0 && part.observations.length > 0;

/** The names of a part. A number without an assigner has the sender's scheme in its scope. */
const namesInPart = (part: ReportPart): readonly ReportNumber[] =>
  isUnnumbered(part)
    ? resultNumbersOf(part.patient?.key ?? '', part, '')
    : orderNamesOf(part).map(({ kind, id }) => toReportNumber(kind, id, id.scope));

const hasNumber = ({ numbers }: NamedReport, number: ReportNumber): boolean =>
  numbers.some((one) => isSameNumber(one, number));

/** Both are of one sender. */
const isTwin = (one: NamedReport, moved: NamedReport): boolean =>
  one.numbers.some((number) => hasNumber(moved, number));

/**
 * The reports of which one was filed anew under the number of the other, which was somebody else's until now: they are
 * one. It reads only such reports.
 */
async function onesFiledAnew(
  moved: Report,
  ofNumber: readonly NamedReport[],
  reports: Pick<ReportStore, 'latest'>,
): Promise<readonly NamedReport[]> {
  const named = { key: moved.key, patients: patientsOf(moved).map(({ key }) => key) };
  const pairs = ofNumber.filter((one) => isAnewOf(one, named) || isAnewOf(named, one));
  const found: NamedReport[] = [];
  for (const one of pairs) {
    const [part, ...linkParts] = (await reports.latest(one.key))?.report.parts ?? [];
    if (part === undefined) continue;
    const { key, processingId } = moved;
    if (mergeReport(moved, { reportKey: key, processingId, part, linkParts }).kind !== 'held')
      found.push(one);
  }
  return found;
}

const isAnewOf = (
  { key, patients }: Pick<NamedReport, 'key' | 'patients'>,
  other: Pick<NamedReport, 'key'>,
): boolean => patients.some((patient) => reportKeyForPatient(other.key, patient) === key);

interface Twin {
  readonly report: Report;
  readonly named: NamedReport;
}

/** Whether one of the two was sent again under the other's number, or corrections of one, which has no other, mean the other. */
function mayBeOne(one: Twin, other: Twin): boolean {
  if (isSentAgain(one.report, other.report) || isSentAgain(other.report, one.report)) return true;
  const [correcting, corrected] = other.named.corrects === 'only' ? [other, one] : [one, other];
  return correcting.named.corrects === 'only' && isCorrectedBy(corrected.report, correcting.report);
}

const isCorrectedBy = (report: Report, correcting: Report): boolean =>
  tellingParts(correcting).some(
    (part) => correctsAnything(part) && isMeantBy(part, comparableIn({ report }, part)),
  );

function findingOf(named: NamedReport, joins: readonly NamedReport[], book: NumberBook): Finding {
  const after = ({ version }: ReportVersion): NamedReport => ({ ...joins.reduce(united, named), version });
  return {
    joins: joins.map(({ key }) => key),
    ofOrder: [],
    ofOthers: [],
    keyAgain: named.key,
    isAnother: () => false,
    nameAs: (version) => book.record(after(version), []),
    forgetJoined: (version) =>
      book.record(
        after(version),
        joins.map(({ key }) => key),
      ),
  };
}

function relativesOf(
  parts: readonly ReportPart[],
  named: NamedReport,
  book: NumberBook,
  { sender, reuseMs }: { readonly sender: string; readonly reuseMs: number },
): Relatives {
  const all = parts
    .filter((part) => !isOfWholeOrder(part))
    .map((part) => relativesIn(book, part, named, { senderScope: sender, reuseMs }));
  const others = (keys: readonly string[]): string[] => [...new Set(keys)].filter((key) => key !== named.key);
  return {
    parents: others(all.flatMap(({ parents }) => parents)),
    children: all.flatMap(({ children }) => children).filter(({ key }) => key !== named.key),
    ofOrder: others(all.flatMap(({ ofOrder }) => ofOrder)),
  };
}
