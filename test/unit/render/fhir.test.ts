import { describe, expect, test } from '@jest/globals';
import type { DiagnosticReport, Patient, ServiceRequest, Specimen } from '@medplum/fhirtypes';
import { splitMessages } from '../../../lib/hl7/batch.ts';
import { admitMessage } from '../../../lib/normalize/admit-message.ts';
import { normalizeResults } from '../../../lib/normalize/normalize-results.ts';
import { renderBundle } from '../../../lib/render/fhir/bundle.ts';
import { assembleReport } from '../../../lib/reports/merge-report.ts';
import { corpusFiles, hasCorpus } from '../../support/corpus.ts';
import { onlyObservation, resourcesOf, validateBundle } from '../../support/fhir.ts';
import { anOru, msh, obr, obx, pid, segment, toMessage } from '../../support/messages.ts';
import { receivedAt, reportOf } from '../../support/normalized.ts';
import { aSite } from '../../support/site.ts';

const base = { system: 'https://lab.test' };

/** The valid bundle of one message. */
function bundleOf(bytes: Uint8Array) {
  const bundle = renderBundle(reportOf(bytes), base);
  validateBundle(bundle);
  return bundle;
}

const observationOf = (fields: Readonly<Record<number, string>>) =>
  onlyObservation(bundleOf(anOru({ results: [fields] })));

describe('a report as a FHIR transaction', () => {
  test('every resource is a conditional update by an identifier that it carries', () => {
    const bundle = bundleOf(anOru());
    expect(bundle.type).toBe('transaction');
    expect(bundle.entry?.map(({ resource }) => resource?.resourceType)).toEqual([
      'Patient',
      'ServiceRequest',
      'Observation',
      'DiagnosticReport',
    ]);
    for (const { request, resource } of bundle.entry ?? []) {
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
    ['an OID', '7^^^HOSP&1.2.840.1&ISO', 'urn:oid:1.2.840.1'],
    ['no assigner: the sender', '7', 'https://lab.test/id/core-lis'],
    ['a name with odd characters', '7^^^A B/C', 'https://lab.test/id/A%20B%2FC'],
  ])('the system of an identifier: %s', (_, id, system) => {
    const [patient] = resourcesOf<Patient>(bundleOf(anOru({ patient: { 3: id } })), 'Patient');
    expect(patient?.identifier?.[0]?.system).toBe(system);
  });

  test.each([
    [
      { 2: 'NM', 5: '7.4', 6: 'mmol/L^^UCUM' },
      { valueQuantity: { value: 7.4, unit: 'mmol/L', code: 'mmol/L', system: 'http://unitsofmeasure.org' } },
    ],
    [{ 2: 'NM', 5: '7.4', 6: 'x10^3/uL' }, { valueQuantity: { value: 7.4, unit: 'x10^3/uL' } }],
    [{ 2: 'SN', 5: '<^0.6' }, { valueQuantity: { value: 0.6, comparator: '<' } }],
    [{ 2: 'SN', 5: '^1^:^128', 6: 'titer' }, { valueString: '1:128 titer' }],
    [
      { 2: 'SN', 5: '^1^:^128', 6: '' },
      { valueRatio: { numerator: { value: 1 }, denominator: { value: 128 } } },
    ],
    [{ 2: 'SN', 5: '^10^-^20', 6: '' }, { valueRange: { low: { value: 10 }, high: { value: 20 } } }],
    [
      { 2: 'CWE', 5: '112283007^E. coli^SCT' },
      { valueCodeableConcept: { coding: [{ code: '112283007', system: 'http://snomed.info/sct' }] } },
    ],
    [{ 2: 'ST', 5: '< 20', 6: 'copies/mL' }, { valueString: '< 20 copies/mL' }],
    [{ 2: 'TX', 5: 'one~two', 6: '' }, { valueString: 'one\ntwo' }],
    [{ 2: 'TS', 5: '202603' }, { valueDateTime: '2026-03' }],
  ])('OBX %j', (fields, expected) => {
    expect(observationOf(fields)).toMatchObject(expected);
  });

  test('several coded values are components', () => {
    const { component } = observationOf({ 2: 'CWE', 5: 'A^a^L~B^b^L' });
    expect(component?.map(({ valueCodeableConcept }) => valueCodeableConcept?.coding?.[0]?.code)).toEqual([
      'A',
      'B',
    ]);
  });

  test.each([
    ['C', 'corrected'],
    ['D', 'entered-in-error'],
    ['F', 'final'],
    ['I', 'registered'],
    ['N', 'final'],
    ['P', 'preliminary'],
    ['R', 'preliminary'],
    ['S', 'preliminary'],
    ['U', 'final'],
    ['W', 'entered-in-error'],
    ['X', 'cancelled'],
    ['Q', 'unknown'],
  ])('OBX-11 %s is %s', (status, expected) => {
    expect(observationOf({ 11: status }).status).toBe(expected);
  });

  test('a result without a value says why it has none', () => {
    expect(observationOf({ 5: '', 11: 'X' }).dataAbsentReason?.coding?.[0]?.code).toBe('not-performed');
    expect(observationOf({ 5: '', 11: 'N' }).dataAbsentReason?.coding?.[0]?.code).toBe('not-asked');
    expect(observationOf({ 5: '', 11: 'F' }).dataAbsentReason?.coding?.[0]?.code).toBe('unknown');
    expect(observationOf({}).dataAbsentReason).toBeUndefined();
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
      category: [{ coding: [{ code: 'CH' }] }], // OBR-24
      conclusion: 'call the ward', // NTE-3
      presentedForm: [{ contentType: 'application/pdf', data: 'QUJD' }], // OBX-5
    });
    const [request] = resourcesOf<ServiceRequest>(bundle, 'ServiceRequest');
    const numbers = request?.identifier?.map(({ type, value }) => [type?.coding?.[0]?.code, value]);
    expect(numbers).toContainEqual(['PLAC', 'P-1']); // OBR-2
    expect(numbers).toContainEqual(['FILL', 'F-1']); // OBR-3
  });

  test.each([
    ['Hex', '414243', 'QUJD'],
    ['A', 'ABC', 'QUJD'],
    ['Base64', 'not base64!', Buffer.from('not base64!').toString('base64')],
  ])('document data in %s becomes base64', (encoding, data, expected) => {
    const bundle = bundleOf(anOru({ results: [{ 2: 'ED', 5: `^text^plain^${encoding}^${data}` }] }));
    const [report] = resourcesOf<DiagnosticReport>(bundle, 'DiagnosticReport');
    expect(report?.presentedForm?.[0]?.data).toBe(expected);
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
    expect(onlyObservation(bundle).subject).toBeUndefined();
  });

  test('an end before the beginning, in another zone, makes no period', () => {
    const bundle = bundleOf(anOru({ order: { 7: '20260302100000-0800', 8: '20260302110000+0000' } }));
    const [report] = resourcesOf<DiagnosticReport>(bundle, 'DiagnosticReport');
    expect(report?.effectivePeriod).toBeUndefined();
    expect(report?.effectiveDateTime).toBe('2026-03-02T10:00:00-08:00');
  });

  test('a unit that is not UCUM, whatever it says, has no UCUM code', () => {
    expect(observationOf({ 6: 'G/L' }).valueQuantity).toEqual({ value: 93, unit: 'G/L' });
  });

  test('a unit in another spelling has the code of UCUM, and the name that was sent', () => {
    expect(observationOf({ 6: '10^3/uL^^UCUM' }).valueQuantity).toEqual({
      value: 93,
      unit: '10^3/uL',
      system: 'http://unitsofmeasure.org',
      code: '10*3/uL',
    });
  });

  test('control characters of the text stay out of FHIR strings', () => {
    expect(observationOf({ 2: 'ST', 5: 'a\u0007b', 6: '' }).valueString).toBe('a b');
  });

  (hasCorpus ? test : test.skip)(
    'every report of the corpus is a valid bundle with an Observation for each of its results',
    () => {
      const site = aSite({ sources: [{ id: 'any', kind: 'lis' }] });
      let reports = 0;
      for (const { path, bytes } of corpusFiles(/^(ORU|OUL)/)) {
        for (const piece of splitMessages(bytes)) {
          const admitted = admitMessage(piece, site);
          if (!admitted.ok) continue;
          const { parts } = normalizeResults(admitted.value, { messageId: path, receivedAt, site });
          for (const { reportKey, processingId, part } of parts) {
            const bundle = renderBundle(assembleReport({ key: reportKey, processingId }, [part]), base);
            validateBundle(bundle);
            expect(resourcesOf(bundle, 'Observation')).toHaveLength(part.observations.length);
            reports++;
          }
        }
      }
      expect(reports).toBeGreaterThan(800);
    },
    120_000,
  );
});
