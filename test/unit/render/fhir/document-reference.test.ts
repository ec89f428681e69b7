import { describe, expect, test } from '@jest/globals';
import type { Report, ReportPart } from '../../../../lib/model/report.ts';
import { BundleEntries } from '../../../../lib/render/fhir/bundle-entries.ts';
import { renderDocumentReference } from '../../../../lib/render/fhir/document-reference.ts';
import { fullReport } from '../../../support/full-report.ts';
import { anOru } from '../../../support/messages.ts';
import { onlyPart } from '../../../support/normalized.ts';

const newContext = () => ({
  base: 'https://lab.test',
  entries: new BundleEntries({ ids: 'server', tag: undefined }),
  tag: undefined,
});

const [given] = fullReport.observations;
if (given === undefined) throw new Error('no result');

const part: ReportPart = onlyPart(anOru());
const links = { subject: { reference: 'urn:uuid:patient' }, encounter: { reference: 'urn:uuid:visit' } };

const observation = (status: string, data: string | undefined = 'YQ==') => ({
  ...given,
  status,
  values: [{ kind: 'document' as const, text: '', document: { encoding: 'Base64', data } }],
});

const document: Report = {
  ...fullReport,
  status: 'F',
  parts: [{ ...part, isWhole: true }],
  observations: [observation('F')],
};

const rendered = (fields: Partial<Report> = {}, of: Partial<typeof links> = {}) =>
  renderDocumentReference(
    { ...document, ...fields },
    { ...links, encounter: undefined, ...of },
    newContext(),
  );

test('a document has its numbers, its kind, whose it is, when it was written and what it says', () => {
  expect(rendered({}, links)).toEqual({
    resourceType: 'DocumentReference',
    identifier: [
      { system: 'https://lab.test/document', value: fullReport.key },
      { system: 'urn:oid:2.16.840.1.99', value: 'F-1' }, // TXA-12
    ],
    status: 'current',
    docStatus: 'final', // TXA-17
    type: expect.objectContaining({ text: 'BMP as it was written' }), // TXA-2
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
    date: '2026-03-02T08:14:00-05:00',
    content: [
      {
        attachment: {
          contentType: 'application/octet-stream',
          data: 'YQ==', // OBX-5
          title: 'GLU as it was written', // OBX-3
        },
      },
    ],
    context: { encounter: [links.encounter] },
  });
});

test('a document that belongs to no visit has no context', () => {
  expect(rendered()).not.toHaveProperty('context'); // DocumentReference.context
});

test('a document without a number has ours alone', () => {
  expect(rendered({ fillerOrder: undefined })?.identifier).toHaveLength(1);
});

describe('what is no document of its own', () => {
  test('results that bring documents along', () => {
    expect(rendered({ parts: [part] })).toBeUndefined();
    expect(rendered({ parts: [] })).toBeUndefined();
  });

  test('a document that never had content', () => {
    expect(rendered({ observations: [] })).toBeUndefined();
    expect(rendered({ observations: [given] })).toBeUndefined();
  });
});

test('what was only taken back is a document as well', () => {
  expect(rendered({ parts: [{ ...part, isEnd: true }] })?.resourceType).toBe('DocumentReference');
});

test.each([
  ['F', 'final'],
  ['C', 'amended'],
  ['P', 'preliminary'],
  ['I', 'preliminary'],
  ['X', 'entered-in-error'],
])('TXA-17, said as %s, is %s', (status, expected) => {
  expect(rendered({ status })?.docStatus).toBe(expected); // DocumentReference.docStatus
});

test.each(['', 'Z', undefined])('a status that FHIR has no word for is left out: %j', (status) => {
  expect(rendered({ status })).not.toHaveProperty('docStatus');
});

test('a document that was taken back is entered in error, and still tells what it was', () => {
  expect(rendered({ isWithdrawn: true })?.status).toBe('entered-in-error');
  const wrong = rendered({ observations: [observation('W', 'Yg==')] });
  expect(wrong?.status).toBe('entered-in-error'); // DocumentReference.status
  expect(wrong?.content?.map(({ attachment }) => attachment?.data)).toEqual(['Yg==']);
});

test('content that stands is told without what was taken back', () => {
  const { content, status } =
    rendered({ observations: [observation('W', 'YQ=='), observation('F', 'Yg==')] }) ?? {};
  expect(content?.map(({ attachment }) => attachment?.data)).toEqual(['Yg==']);
  expect(status).toBe('current');
});

test('a document without content says so', () => {
  const empty = {
    ...observation('F'),
    code: { codings: [] },
    values: [{ kind: 'document' as const, text: '', document: {} }],
  };
  expect(rendered({ observations: [empty] })?.content).toEqual([
    { attachment: { title: 'A document without content' } },
  ]);
});

test('a mere date is not made into a time', () => {
  expect(rendered({ issued: { text: '', iso: '2026-03-02', zone: 'sent' } })).not.toHaveProperty('date');
});
