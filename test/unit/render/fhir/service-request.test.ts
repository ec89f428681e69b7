import { describe, expect, test } from '@jest/globals';
import type { Report } from '../../../../lib/model/report.ts';
import { BundleEntries } from '../../../../lib/render/fhir/bundle-entries.ts';
import { renderServiceRequest } from '../../../../lib/render/fhir/service-request.ts';
import { fullReport } from '../../../support/full-report.ts';

const newContext = () => ({
  base: 'https://lab.test',
  entries: new BundleEntries({ ids: 'server', tag: undefined }),
  tag: undefined,
});

const links = {
  subject: { reference: 'urn:uuid:patient' },
  encounter: { reference: 'urn:uuid:visit' },
  specimens: [{ reference: 'urn:uuid:specimen' }],
};

const rendered = (fields: Partial<Report> = {}) =>
  renderServiceRequest({ ...fullReport, ...fields }, links, newContext());

/** Nothing but what no report is without. */
const bare: Report = {
  key: 'k',
  source: 'core-lis',
  processingId: 'P',
  specimens: [],
  notes: [],
  observations: [],
  holds: [],
  parts: [],
};

const codesOf = (concepts: ReturnType<typeof rendered>['orderDetail']) =>
  concepts?.map(({ coding, text }) => text ?? coding?.[0]?.code);

test('an order keeps its numbers behind ours, each with its type', () => {
  const { identifier } = rendered();
  expect(identifier?.map(({ type, value }) => [type?.coding?.[0]?.code, value])).toEqual([
    [undefined, fullReport.key],
    ['PLAC', 'P-1'], // OBR-2
    ['FILL', 'F-1'], // OBR-3
  ]);
});

test('the order that it follows from is known by its numbers alone', () => {
  const { basedOn } = rendered();
  expect(
    basedOn?.map(({ type, identifier }) => [type, identifier?.type?.coding?.[0]?.code, identifier?.value]),
  ).toEqual([
    ['ServiceRequest', 'PLAC', 'P-0'], // OBR-29.1
    ['ServiceRequest', 'FILL', 'F-0'], // OBR-29.2
  ]);
});

test('it says what was asked for, why and by whom, for whom and of what', () => {
  expect(rendered()).toMatchObject({
    code: { coding: [{ code: 'BMP' }] }, // OBR-4
    reasonCode: [{ text: 'POLYDIPSIA as it was written' }, { text: 'thirst' }], // OBR-31, OBR-13
    requester: { display: 'Dr Given66 Family66 III' }, // OBR-16
    subject: links.subject,
    encounter: links.encounter,
    specimen: links.specimens,
  });
});

test('it says whom to call and who gets a copy', () => {
  expect(rendered().extension).toEqual(
    [
      { system: 'phone', value: '555-0142' },
      { system: 'email', value: 'ward@hillside.example' },
    ].map((valueContactPoint) => ({
      url: 'http://hl7.org/fhir/StructureDefinition/servicerequest-order-callback-phone-number', // OBR-17
      valueContactPoint,
    })),
  );
  const unnamed = { id: { value: '63', assigner: {}, scope: 's' }, given: [] };
  const [first] = fullReport.copiesTo ?? [];
  if (first === undefined) throw new Error('no copy');
  expect(rendered({ copiesTo: [first, unnamed, { family: 'Lind', given: [] }, { given: [] }] }).note).toEqual(
    [
      { text: 'Copy to: Dr Given61 Family61 III (61)' }, // OBR-28
      { text: 'Copy to: 63' },
      { text: 'Copy to: Lind' },
    ],
  );
});

test('an order of which nothing is known has what FHIR requires, and nothing else', () => {
  const nothing = { subject: undefined, encounter: undefined, specimens: [] };
  const absent = {
    extension: [{ url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason', valueCode: 'unknown' }],
  };
  expect(renderServiceRequest(bare, nothing, newContext())).toEqual({
    resourceType: 'ServiceRequest',
    identifier: [{ system: 'https://lab.test/order', value: 'k' }],
    status: 'active',
    intent: 'order',
    code: absent,
    subject: absent,
  });
});

describe('status', () => {
  test.each([
    ['CA', 'revoked'],
    ['DC', 'revoked'],
    ['RP', 'revoked'],
    ['CM', 'completed'],
    ['ER', 'entered-in-error'],
    ['HD', 'on-hold'],
    ['IP', 'active'],
    ['SC', 'active'],
  ])('ORC-5 %s is %s, whatever its result is', (orderStatus, status) => {
    expect(rendered({ orderStatus, status: 'P' }).status).toBe(status); // ORC-5
    expect(rendered({ orderStatus, status: 'F' }).status).toBe(status);
  });

  test.each([
    ['F', 'completed'],
    ['C', 'completed'],
    ['X', 'revoked'],
    ['P', 'active'],
    ['A', 'active'],
    [undefined, 'active'],
  ])('without ORC-5, OBR-25 %j says %s', (status, expected) => {
    expect(rendered({ orderStatus: undefined, status }).status).toBe(expected); // OBR-25
    expect(rendered({ orderStatus: '??', status }).status).toBe(expected);
  });
});

describe('priority', () => {
  test.each([
    ['S', 'stat'],
    ['A', 'asap'],
    ['C', 'urgent'],
    ['R', 'routine'],
  ])('%s of HL7 table 0485 is %s', (priority, expected) => {
    const { priority: said, orderDetail } = rendered({ priority, specimenAction: undefined });
    expect(said).toBe(expected); // TQ1-9
    expect(orderDetail).toBeUndefined();
  });

  test.each(['P', 'T', 'TM30', 'PRN'])('%s has no word in FHIR, and is kept as a detail', (priority) => {
    const request = rendered({ priority, specimenAction: undefined });
    expect(request).not.toHaveProperty('priority'); // ServiceRequest.priority
    expect(request.orderDetail).toEqual([
      { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0485', code: priority }] },
    ]);
  });
});

describe('OBR-11', () => {
  test('G is a reflex order', () => {
    expect(rendered({ specimenAction: 'G' }).intent).toBe('reflex-order'); // ServiceRequest.intent
  });

  test.each(['A', 'L', 'O', undefined])('%j is an order', (specimenAction) => {
    expect(rendered({ specimenAction }).intent).toBe('order');
  });

  test('stands before the priority in the details', () => {
    expect(codesOf(rendered({ specimenAction: 'A', priority: 'P' }).orderDetail)).toEqual(['A', 'P']);
    expect(rendered({ specimenAction: undefined, priority: undefined })).not.toHaveProperty('orderDetail');
  });
});

test('a reason that says nothing is none', () => {
  const reasons = [{ codings: [], text: ' \u0000' }];
  expect(rendered({ clinicalInformation: ' \u0000', reasons })).not.toHaveProperty('reasonCode'); // OBR-13
});
