import { expect, test } from '@jest/globals';
import type { Report, ReportedObservation } from '../../../../lib/model/report.ts';
import { allDocumentsOf, documentsOf } from '../../../../lib/render/fhir/documents.ts';
import { fullReport } from '../../../support/full-report.ts';

const [given] = fullReport.observations;
if (given === undefined) throw new Error('no result');

const pdf = (data: string) => ({
  kind: 'document' as const,
  text: '',
  document: { encoding: 'Base64', data },
});

const report = (...observations: readonly Partial<ReportedObservation>[]): Report => ({
  ...fullReport,
  observations: observations.map((fields) => ({ ...given, status: 'F', ...fields })),
});

test('each document has the title of its result, in the order of the report', () => {
  const of = report(
    { code: { codings: [{ code: 'PDF' }], text: 'Report' }, values: [pdf('YQ=='), pdf('Yg==')] },
    { code: { codings: [{ code: 'SCAN', display: 'Scan' }] }, values: [pdf('Yw==')] },
  );
  expect(documentsOf(of).map(({ document, title }) => [document.data, title])).toEqual([
    ['YQ==', 'Report'], // OBX-3.9
    ['Yg==', 'Report'],
    ['Yw==', 'SCAN'], // OBX-3.1
  ]);
});

test('values that are no documents are none', () => {
  const of = report({ values: [{ kind: 'text', text: 'negative' }, pdf('YQ==')] });
  expect(documentsOf(of)).toHaveLength(1);
  expect(documentsOf(report())).toEqual([]);
});

test('a result without a name has a document without a title', () => {
  expect(documentsOf(report({ code: { codings: [] }, values: [pdf('YQ==')] }))[0]?.title).toBeUndefined();
});

test.each(['W', 'D'])(
  'the document of a result that is wrong (%s) does not stand, but was there',
  (status) => {
    const of = report({ status, values: [pdf('YQ==')] }, { values: [pdf('Yg==')] });
    expect(documentsOf(of).map(({ document }) => document.data)).toEqual(['Yg==']); // OBX-11
    expect(allDocumentsOf(of).map(({ document }) => document.data)).toEqual(['YQ==', 'Yg==']);
  },
);

test.each(['F', 'C', 'P', 'X', undefined])('a document of the status %j stands', (status) => {
  expect(documentsOf(report({ status, values: [pdf('YQ==')] }))).toHaveLength(1); // OBX-11
});
