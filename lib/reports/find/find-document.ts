import type { NamedReport, ReportNumber } from '../../model/named-report.ts';
import { areTwoOrders, isSameNumber } from './equal-numbers.ts';
import type { FoundReport } from './find-report.ts';

/**
 * Finds the report of a document by its number (TXA-12), in any spelling of the assigner. If several reports have
 * the number, and it shows that they are one document of one patient, they are joined. A number that means several
 * documents finds none.
 */
export function findDocument(
  number: ReportNumber,
  patients: readonly string[],
  known: readonly NamedReport[],
): FoundReport {
  const named = known.filter(({ numbers }) => numbers.some((one) => isSameNumber(one, number)));
  const own = named.filter((report) => report.patients.some((key) => patients.includes(key)));
  const [first, ...rest] = (own.length === 0 ? named : own).toSorted((a, b) => (a.key < b.key ? -1 : 1));
  if (first === undefined) return { kind: 'new' };
  const isOne = [first, ...rest].every((one) => rest.every((other) => mayBeOne(one, other, number)));
  return isOne ? { kind: 'found', report: first, joins: rest } : { kind: 'ambiguous' };
}

const mayBeOne = (a: NamedReport, b: NamedReport, number: ReportNumber): boolean =>
  !areTwoOrders(a, b, { numbers: [number] }) &&
  (a.patients.length === 0 || b.patients.length === 0 || a.patients.some((key) => b.patients.includes(key)));
