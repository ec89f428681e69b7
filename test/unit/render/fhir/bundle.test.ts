import { describe, expect, test } from '@jest/globals';
import type { DiagnosticReport, Observation, Patient, ServiceRequest, Specimen } from '@medplum/fhirtypes';
import { renderBundle } from '../../../../lib/render/fhir/bundle.ts';
import { assembleReport } from '../../../../lib/reports/assemble-report.ts';
import { onlyObservation, resourcesOf, validateBundle } from '../../../support/fhir.ts';
import { anOru, msh, obr, obx, pid, segment, toMessage } from '../../../support/messages.ts';
import { asVersion, onlyPart, reportOf } from '../../../support/normalized.ts';

const base = { system: 'https://lab.test' };

/** The valid bundle of one message. */
function bundleOf(bytes: Uint8Array) {
  const bundle = renderBundle(asVersion(reportOf(bytes)), base);
  validateBundle(bundle);
  return bundle;
}

describe('a report as a FHIR transaction', () => {
  test('every resource is a conditional update by an identifier that it carries', () => {
    const bundle = bundleOf(anOru());
    expect(bundle.type).toBe('transaction');
    expect(bundle.entry?.map(({ resource }) => resource?.resourceType)).toEqual([
      'Patient',
      'ServiceRequest',
      'Observation',
      'DiagnosticReport',
      'Provenance',
    ]);
    for (const { request, resource } of bundle.entry?.slice(0, -1) ?? []) {
      expect(request?.method).toBe('PUT');
      const [type, query] = request?.url.split('?') ?? [];
      const [system, value] = (new URLSearchParams(query).get('identifier') ?? '').split('|');
      expect(type).toBe(resource?.resourceType);
      expect((resource as Patient).identifier).toContainEqual(expect.objectContaining({ system, value }));
    }
  });

  test('the same report is the same bundle, to the letter', () => {
    expect(JSON.stringify(bundleOf(anOru()))).toBe(JSON.stringify(bundleOf(anOru())));
  });

  test('references lead to resources of the bundle', () => {
    const bundle = bundleOf(
      toMessage(msh(), pid(), obr(), obx(), obx({ 3: 'NA' }), segment('SPM', { 2: 'S-1&LIS', 11: 'P' })),
    );
    const urls = new Set(bundle.entry?.map(({ fullUrl }) => fullUrl));
    const references = [...JSON.stringify(bundle).matchAll(/"reference":"([^"]+)"/g)].map(([, url]) => url);
    expect(references.length).toBeGreaterThan(8);
    for (const reference of references) expect(urls).toContain(reference);
  });

  test('the patient keeps identifiers, name, sex and birth date as precise as they were', () => {
    const [patient] = resourcesOf<Patient>(bundleOf(anOru({ patient: { 7: '1984', 8: 'F' } })), 'Patient');
    expect(patient).toMatchObject({
      identifier: [
        { system: 'https://lab.test/id/RIVERSIDE', value: '700101', type: { coding: [{ code: 'MR' }] } },
      ], // PID-3
      name: [{ family: 'Okafor', given: ['Amara'] }], // PID-5
      birthDate: '1984', // PID-7
      gender: 'female', // PID-8
    });
  });

  test.each([
    ['A', 'partial'],
    ['C', 'corrected'],
    ['F', 'final'],
    ['P', 'preliminary'],
    ['X', 'cancelled'],
    ['', 'final'],
  ])('OBR-25 %j is a report that is %s', (status, expected) => {
    const [report] = resourcesOf<DiagnosticReport>(
      bundleOf(anOru({ order: { 25: status } })),
      'DiagnosticReport',
    );
    expect(report?.status).toBe(expected);
  });

  test('the report carries order numbers, times, notes and its documents', () => {
    const bundle = bundleOf(
      toMessage(
        msh(),
        pid(),
        obr({ 2: 'P-1^EHR', 7: '20260302070500', 22: '20260302081400', 24: 'CH' }),
        'NTE|1|L|call the ward',
        obx({ 2: 'ED', 5: '^application^pdf^Base64^QUJD', 6: '' }),
      ),
    );
    const [report] = resourcesOf<DiagnosticReport>(bundle, 'DiagnosticReport');
    expect(report).toMatchObject({
      effectiveDateTime: '2026-03-02T07:05:00-05:00', // OBR-7
      issued: '2026-03-02T08:14:00-05:00', // OBR-22
      category: [{ coding: [{ code: 'LAB' }] }, { coding: [{ code: 'CH' }] }], // OBR-24
      conclusion: 'call the ward', // NTE-3
      presentedForm: [{ contentType: 'application/pdf', data: 'QUJD' }], // OBX-5
    });
    const [request] = resourcesOf<ServiceRequest>(bundle, 'ServiceRequest');
    const numbers = request?.identifier?.map(({ type, value }) => [type?.coding?.[0]?.code, value]);
    expect(numbers).toContainEqual(['PLAC', 'P-1']); // OBR-2
    expect(numbers).toContainEqual(['FILL', 'F-1']); // OBR-3
  });

  test('the specimen says what it is and why it could not be used', () => {
    const bundle = bundleOf(
      toMessage(
        msh(),
        pid(),
        obr(),
        obx(),
        segment('SPM', {
          2: 'S-1&LIS',
          4: 'BLD^Blood^HL70487',
          11: 'P',
          17: '20260302',
          21: 'RC^Clotting^HL70490',
        }),
      ),
    );
    const [specimen] = resourcesOf<Specimen>(bundle, 'Specimen');
    expect(specimen).toMatchObject({
      status: 'unsatisfactory', // SPM-21
      type: { coding: [{ code: 'BLD', system: 'http://terminology.hl7.org/CodeSystem/v2-0487' }] }, // SPM-4
      collection: { collectedDateTime: '2026-03-02' }, // SPM-17
      condition: [{ coding: [{ code: 'RC' }] }],
    });
    expect(onlyObservation(bundle).specimen?.reference).toBe(
      bundle.entry?.find(({ resource }) => resource?.resourceType === 'Specimen')?.fullUrl,
    );
  });

  test('what the message does not say is said to be unknown, and not made up', () => {
    const bundle = bundleOf(toMessage(msh(), obx({ 3: '' })));
    expect(resourcesOf(bundle, 'Patient')).toEqual([]);
    expect(onlyObservation(bundle)).toMatchObject({ code: { extension: [{ valueCode: 'unknown' }] } });
    expect(onlyObservation(bundle)).toMatchObject({ subject: { extension: [{ valueCode: 'unknown' }] } });
  });

  test('a result of the organism that a culture found is a member of it, and names the culture it follows from', () => {
    const bundle = bundleOf(
      toMessage(
        msh(),
        pid(),
        obr({ 26: '600-7&Blood culture&LN^1^E. coli', 29: '^F-0&CORELIS' }),
        obx({ 2: 'CWE', 3: '600-7^Bacteria^LN', 4: '1', 5: '112283007^E. coli^SCT', 6: '' }),
        obx({ 3: 'COUNT^Colonies^L', 4: '1', 5: '100000' }),
        obx({ 3: 'GLU', 4: '2' }),
      ),
    );
    const [organism, count, other] = resourcesOf<Observation>(bundle, 'Observation');
    const urlOf = (resource: unknown) => bundle.entry?.find((entry) => entry.resource === resource)?.fullUrl;
    expect(organism?.hasMember).toEqual([{ reference: urlOf(count) }]); // OBX-4
    expect(other?.hasMember).toBeUndefined();
    expect(organism?.derivedFrom).toMatchObject([
      { identifier: { value: 'F-0' }, display: 'Blood culture (1) E. coli' },
    ]); // OBR-26, OBR-29
  });

  test('dots in OBX-4 make members', () => {
    const bundle = bundleOf(anOru({ results: [{ 4: '1' }, { 3: 'A', 4: '1.1' }, { 3: 'B', 4: '1.2' }] }));
    const [head, ...members] = resourcesOf<Observation>(bundle, 'Observation');
    expect(head?.hasMember).toHaveLength(2);
    for (const member of members) expect(member.hasMember).toBeUndefined();
  });

  test('what is corrected stands beside what corrects it', () => {
    const part = (results: string, time: string) =>
      onlyPart(
        anOru({
          header: { 10: time },
          order: { 22: time, 25: 'C' },
          results: [{ 5: results, 11: time === '20260302080000' ? 'F' : 'C' }],
        }),
        { messageId: time },
      );
    const report = assembleReport({ key: 'k', processingId: 'P' }, [
      part('93', '20260302080000'),
      part('39', '20260302090000'),
    ]);
    const slot = report.observations[0]?.slot ?? '';
    const version = {
      ...asVersion(report),
      supersedes: [{ slot, messageId: '20260302080000', at: 'OBX[1]' }],
    };
    const [corrected] = resourcesOf<Observation>(renderBundle(version, base), 'Observation');
    expect(corrected).toMatchObject({
      status: 'corrected',
      valueQuantity: { value: 39 },
      note: [{ text: 'Corrects the result reported before: "93" mg/dL (2026-03-02T08:00:00-05:00)' }],
    });
    // and names nothing that nobody was told of
    const [alone] = resourcesOf<Observation>(renderBundle(asVersion(report), base), 'Observation');
    expect(alone).toMatchObject({ status: 'corrected' });
    expect(alone?.note).toBeUndefined();
  });

  test('who made a result, on what, and who directs them are resources of their own, each once', () => {
    const result = {
      15: 'LAB^Riverside^L',
      16: '77^Stone^Ida',
      18: 'CHEM1',
      23: 'Riverside^^^^^L^XX^^^LAB-1',
      25: '88^Reed^Max',
    };
    const bundle = bundleOf(anOru({ results: [result, { ...result, 3: 'K' }] }));
    const kinds = bundle.entry?.map(({ resource }) => resource?.resourceType);
    for (const kind of ['Organization', 'PractitionerRole', 'Device'])
      expect(kinds?.filter((one) => one === kind)).toHaveLength(1);
    expect(kinds?.filter((one) => one === 'Practitioner')).toHaveLength(2);
    const organization = bundle.entry?.find(({ resource }) => resource?.resourceType === 'Organization');
    expect(organization).toMatchObject({
      request: { method: 'POST', ifNoneExist: expect.stringContaining('LAB-1') },
      resource: { name: 'Riverside', identifier: [{ value: 'LAB-1' }] },
    }); // OBX-23
  });

  test('two specimens of one number are two, and no result is pinned to either', () => {
    const bundle = bundleOf(
      toMessage(
        msh(),
        pid(),
        obr(),
        obx(),
        segment('SPM', { 1: '1', 2: '^ACC1', 4: 'BLDA^Blood^L', 11: 'P' }),
        segment('SPM', { 1: '2', 2: '^ACC1', 4: 'CSF^Fluid^L', 11: 'P', 21: 'RH^Hemolysis^L' }),
      ),
    );
    expect(resourcesOf<Specimen>(bundle, 'Specimen').map(({ type }) => type?.coding?.[0]?.code)).toEqual([
      'BLDA',
      'CSF',
    ]);
    expect(onlyObservation(bundle).specimen).toBeUndefined();
  });
});
