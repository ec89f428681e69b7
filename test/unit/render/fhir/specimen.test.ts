import { describe, expect, test } from '@jest/globals';
import type { Specimen } from '../../../../lib/model/specimen.ts';
import { BundleEntries } from '../../../../lib/render/fhir/bundle-entries.ts';
import { renderSpecimen } from '../../../../lib/render/fhir/specimen.ts';
import { unknown } from '../../../../lib/render/fhir/unknown.ts';
import { fullReport } from '../../../support/full-report.ts';

const newContext = () => ({
  base: 'https://lab.test',
  entries: new BundleEntries({ ids: 'server', tag: undefined }),
  tag: undefined,
});

const [whole] = fullReport.specimens;
if (whole === undefined) throw new Error('no specimen');
const bare: Specimen = { roles: [], rejectReasons: [], conditions: [], notes: [] };
const id = (value: string) => ({ value, assigner: {}, scope: 'core-lis' });
const links = { key: 'k', subject: { reference: 'urn:uuid:patient' } };

const rendered = (specimen: Specimen) => renderSpecimen(specimen, links, newContext());

test('a specimen has each of the elements that a message may fill', () => {
  const specimen = rendered(whole);
  expect(specimen).toMatchObject({
    resourceType: 'Specimen',
    accessionIdentifier: { system: 'urn:oid:2.16.840.1.99', value: 'A-1' }, // SAC-2
    status: 'unsatisfactory', // SPM-21
    type: { coding: [{ code: 'BLD' }] }, // SPM-4
    subject: links.subject,
    receivedTime: '2026-03-02T07:20:00-05:00', // SPM-18
    parent: [{ type: 'Specimen', identifier: { value: 'S-0' } }], // SPM-3
    collection: {
      collectedPeriod: { start: '2026-03-02T07:05:00-05:00', end: '2026-03-03T07:05:00-05:00' }, // SPM-17
      quantity: { value: 4.5, unit: 'millilitre', code: 'mL' }, // SPM-12
      method: { coding: [{ code: 'VENIP' }] }, // SPM-7
      bodySite: {
        coding: [{ code: 'FOOT' }], // SPM-8
        text: 'FOOT as it was written, LEFT as it was written', // SPM-9
      },
    },
    note: [
      { text: 'Type: POOLED as it was written' }, // SPM-5
      { text: 'a long tube' }, // SPM-14
      { text: 'half full' }, // NTE-3
    ],
  });
  expect(specimen.identifier?.map(({ value }) => value)).toEqual([
    'k',
    'S-2', // SPM-2.2
    'S-1', // SPM-2.1
    'T-1', // SAC-3
  ]);
  expect(specimen.condition?.map(({ coding }) => coding?.[0]?.code)).toEqual([
    'HEM', // SPM-24
    'RH', // SPM-21
  ]);
});

test('a left and a right foot of one code are two places', () => {
  const siteOf = (side: string) =>
    rendered({
      ...bare,
      bodySite: { codings: [{ code: '56459004', display: 'Foot', system: 'SCT' }], text: 'Foot' },
      bodySiteModifiers: [{ codings: [{ code: side }] }],
    }).collection?.bodySite;
  expect(siteOf('L')).toMatchObject({ coding: [{ code: '56459004' }], text: 'Foot, L' });
  expect(siteOf('L')).not.toEqual(siteOf('R'));
});

test('a collection that ends when it begins is a moment', () => {
  const collected = whole.collected;
  expect(rendered({ ...bare, collected, collectedEnd: collected }).collection).toEqual({
    collectedDateTime: '2026-03-02T07:05:00-05:00', // SPM-17
  });
});

test('all additives are named in the container', () => {
  const additives = [{ codings: [{ code: 'EDTA' }] }, { codings: [], text: 'gel' }];
  expect(rendered({ ...bare, additives }).container).toEqual([
    { additiveCodeableConcept: { coding: [{ code: 'EDTA' }], text: 'EDTA, gel' } }, // SPM-6
  ]);
});

test('a specimen of which nothing is known is ours, and the patient’s', () => {
  expect(rendered(bare)).toEqual({
    resourceType: 'Specimen',
    identifier: [{ system: 'https://lab.test/specimen', value: 'k' }],
    type: unknown(), // Specimen.type
    subject: links.subject,
  });
});

test('a specimen in good condition has no status: nobody said that it is available', () => {
  expect(rendered({ ...whole, rejectReasons: [] })).not.toHaveProperty('status'); // Specimen.status
});

test('a reason that says nothing is no condition, but the specimen was rejected', () => {
  const specimen = rendered({ ...bare, rejectReasons: [{ codings: [] }] });
  expect(specimen.status).toBe('unsatisfactory'); // SPM-21
  expect(specimen).not.toHaveProperty('condition');
});

test('a time keeps its precision', () => {
  const specimen = rendered({ ...bare, collected: { text: '', iso: '2026-03', zone: 'none' } });
  expect(specimen.collection).toEqual({ collectedDateTime: '2026-03' }); // SPM-17
});

describe('containers', () => {
  test('the first has the type and the status; the others have their numbers', () => {
    expect(
      rendered({
        ...bare,
        containerId: id('T-1'),
        otherContainerIds: [id('T-2'), id('T-3')],
        containerType: { codings: [], text: 'tube' },
        containerStatus: 'R',
      }).container,
    ).toEqual([
      {
        identifier: [{ system: 'https://lab.test/id/core-lis', value: 'T-1' }], // SAC-3
        type: { text: 'tube' }, // SPM-27
        description: 'Container status R (HL7 table 0370)', // SAC-8
      },
      { identifier: [{ system: 'https://lab.test/id/core-lis', value: 'T-2' }] },
      { identifier: [{ system: 'https://lab.test/id/core-lis', value: 'T-3' }] },
    ]);
  });

  test('a container may be known by its type or its status alone', () => {
    expect(rendered({ ...bare, containerType: { codings: [], text: 'tube' } }).container).toEqual([
      { type: { text: 'tube' } },
    ]);
    expect(rendered({ ...bare, containerStatus: 'O' }).container).toEqual([
      { description: 'Container status O (HL7 table 0370)' },
    ]);
  });

  test('nothing known is no container', () => {
    expect(rendered({ ...bare, containerStatus: ' ', containerType: { codings: [] } })).not.toHaveProperty(
      'container',
    );
  });

  test('where the first is missing, the next is the first', () => {
    expect(rendered({ ...bare, otherContainerIds: [id('T-2')], containerStatus: 'R' }).container).toEqual([
      {
        identifier: [{ system: 'https://lab.test/id/core-lis', value: 'T-2' }],
        description: 'Container status R (HL7 table 0370)',
      },
    ]);
  });
});
