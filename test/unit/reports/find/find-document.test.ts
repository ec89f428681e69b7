import { expect, test } from '@jest/globals';
import type { NamedReport, ReportNumber } from '../../../../lib/model/named-report.ts';
import { findDocument } from '../../../../lib/reports/find/find-document.ts';

const number = (more: Partial<ReportNumber> = {}): ReportNumber => ({
  ...{ kind: 'document', value: 'D1', sender: 'lis' },
  ...more,
});
const lab = number({ namespace: 'LAB' });
const oid = number({ universalId: '1.2.3', sender: 'archive' });

const report = (key: string, of: ReportNumber, patients = ['anna']): NamedReport => ({
  ...{ key, version: 1, numbers: [of], services: [], first: 0, last: 0, patients },
});

const outcomeOf = (of: ReportNumber, ...known: readonly NamedReport[]): string => {
  const found = findDocument(of, ['anna'], known);
  return found.kind === 'found' ? [found.report, ...found.joins].map(({ key }) => key).join(' ') : found.kind;
};

test('a document is found by its number, with its assigner or without', () => {
  expect(outcomeOf(number(), report('a', lab))).toBe('a');
  expect(outcomeOf(number({ sender: 'archive' }), report('a', lab))).toBe('new');
  expect(outcomeOf(number({ value: 'D2' }), report('a', lab))).toBe('new');
});

test('two documents of one number are joined by a number that equals both', () => {
  const both = number({ namespace: 'LAB', universalId: '1.2.3' });
  expect(outcomeOf(both, report('b', oid), report('a', lab))).toBe('a b');
});

test('a number that means the documents of two assigners finds none', () => {
  expect(outcomeOf(number(), report('a', lab), report('b', number({ namespace: 'OTHER' })))).toBe(
    'ambiguous',
  );
});

test('of several patients, the document of the own one is found, and two of others are not joined', () => {
  expect(outcomeOf(lab, report('a', lab, ['ben']), report('b', lab))).toBe('b');
  expect(outcomeOf(lab, report('a', lab, ['ben']), report('b', lab, ['carl']))).toBe('ambiguous');
});
