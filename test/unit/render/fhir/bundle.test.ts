import { describe, expect, test } from '@jest/globals';
import type {
  DiagnosticReport,
  DocumentReference,
  Encounter,
  Observation,
  Patient,
  ServiceRequest,
  Specimen,
} from '@medplum/fhirtypes';
import { renderBundle } from '../../../../lib/render/fhir/bundle.ts';
import { toFhirJson } from '../../../../lib/render/fhir/json.ts';
import { assembleReport } from '../../../../lib/reports/assemble-report.ts';
import { onlyObservation, resourcesOf, validateBundle } from '../../../support/fhir.ts';
import { aMemoryCloud } from '../../../support/memory-cloud.ts';
import { anOru, msh, obr, obx, pid, segment, toMessage } from '../../../support/messages.ts';
import { asVersion, onlyPart, reportOf } from '../../../support/normalized.ts';
import { aSite } from '../../../support/site.ts';

const base = { system: 'https://lab.test' };

/** The valid bundle of one message. */
function bundleOf(bytes: Uint8Array) {
  const bundle = renderBundle(asVersion(reportOf(bytes)), base);
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
    [{ 2: 'ST', 5: 'NEGATIVE', 6: 'mg/dL' }, { valueString: 'NEGATIVE' }],
    [{ 2: 'TX', 5: 'NEGATIVE~trace 15', 6: 'mg/dL' }, { valueString: 'NEGATIVE\ntrace 15 mg/dL' }],
    [{ 2: 'NM', 5: 'see note', 6: 'mg/dL' }, { valueString: 'see note' }],
    [{ 2: 'ST', 5: '5-10', 6: '/HPF' }, { valueString: '5-10 /HPF' }],
    [{ 2: 'ST', 5: '5-10 /hpf', 6: '/HPF' }, { valueString: '5-10 /hpf' }],
    [{ 2: 'CQ', 5: '1,234^mIU/L', 6: '' }, { valueString: '1,234 mIU/L' }],
    [{ 2: 'ST', 5: '1+', 6: 'mg/dL' }, { valueString: '1+ mg/dL' }],
    [{ 2: 'NM', 5: '1,234', 6: 'mIU/L' }, { valueString: '1,234 mIU/L' }],
    [{ 2: 'SN', 5: '^20^-^10', 6: 'mg/dL' }, { valueString: '20-10 mg/dL' }],
    [{ 2: 'SN', 5: '<^1^:^8', 6: 'titer' }, { valueString: '<1:8 titer' }],
    [{ 2: 'TS', 5: '202603' }, { valueDateTime: '2026-03' }],
  ])('OBX %j', (fields, expected) => {
    expect(observationOf(fields)).toMatchObject(expected);
  });

  test('words keep nothing of a unit; what cannot be read as one stays in a note', () => {
    expect(observationOf({ 2: 'ST', 5: 'NEGATIVE', 6: 'mg/dL' }).note).toBeUndefined();
    expect(observationOf({ 2: 'ST', 5: 'Interpretation', 6: 'B Pos' })).toMatchObject({
      valueString: 'Interpretation',
      note: [{ text: 'Sent as its unit: B Pos' }],
    });
    expect(observationOf({ 2: 'ST', 5: '250 mg/dL', 6: 'mmol/L' })).toMatchObject({
      valueString: '250 mg/dL',
      note: [{ text: 'Sent as its unit: mmol/L' }],
    });
  });

  test('a range in a unit of its own has that, and the value its own', () => {
    expect(observationOf({ 5: '99', 6: 'mg/dL', 7: '3.9-5.6 mmol/L' })).toMatchObject({
      valueQuantity: { value: 99, unit: 'mg/dL' },
      referenceRange: [
        {
          low: { value: 3.9, unit: 'mmol/L', code: 'mmol/L' },
          high: { value: 5.6, unit: 'mmol/L' },
          text: '3.9-5.6 mmol/L',
        },
      ],
    });
  });

  test.each([
    ['ED', '^TEXT^html^Base64^'],
    ['ED', '^application^pdf^Base64'],
    ['ED', '^application^pdf^Base64^='],
    ['ED', '^application^pdf^Hex^4142434'.padEnd(90, '4')],
    ['ED', '^application^pdf^Base64^JVBERi0xLjQK%%%JVBERi0xLjQKJVBERi0xLjQK'],
    ['ED', 'JVBERi0xLjQKJVBERi0xLjQKJVBERi0xLjQK'],
    ['RP', '^^application^pdf'],
    ['CE', '^^'],
    ['CWE', '^^L'],
    ['CWE', '^^^^^^2.5.1'],
    ['CNE', '""^""'],
    ['SN', '^^^'],
    ['ST', '^'],
    ['TS', '^'],
  ])('%s %s is no value, and says so', (type, value) => {
    const bundle = bundleOf(anOru({ results: [{ 2: type, 5: value, 6: '' }] }));
    const observation = onlyObservation(bundle);
    expect(Object.keys(observation).filter((key) => key.startsWith('value'))).toEqual([]);
    expect(observation.dataAbsentReason).toBeDefined();
    const [report] = resourcesOf<DiagnosticReport>(bundle, 'DiagnosticReport');
    expect(report?.presentedForm).toBeUndefined();
  });

  test('a document without content says that it is one', () => {
    expect(observationOf({ 2: 'ED', 5: '^TEXT^html^Base64^' }).dataAbsentReason).toMatchObject({
      text: 'The document came without content that can be read',
    });
    expect(observationOf({ 2: 'CE', 5: '^^' }).dataAbsentReason?.coding?.[0]?.code).toBe('unknown');
  });

  test.each([
    ['ED', 'Report in plain words', 'Report in plain words'],
    ['CE', '^Staphylococcus aureus', undefined],
    ['CWE', '^^^^^^^^only words', undefined],
  ])('%s %s says something, and keeps it', (type, value, text) => {
    const observation = observationOf({ 2: type, 5: value, 6: '' });
    expect(observation.dataAbsentReason).toBeUndefined();
    expect(observation.valueString).toBe(text);
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
      category: [{ coding: [{ code: 'LAB' }] }, { coding: [{ code: 'CH' }] }], // OBR-24
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
    expect(onlyObservation(bundle)).toMatchObject({ subject: { extension: [{ valueCode: 'unknown' }] } });
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

  test('a number keeps its zeros in JSON', () => {
    const bundle = renderBundle(
      asVersion(reportOf(anOru({ results: [{ 5: '7.40' }, { 3: 'K', 5: '+.50' }] }))),
      base,
    );
    const json = toFhirJson(bundle);
    expect(json).toContain('"value":7.40,');
    expect(json).toContain('"value":0.50,');
    expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(bundle)));
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

  test('training is marked on every resource', () => {
    const bundle = bundleOf(anOru({ header: { 11: 'T' } }));
    for (const { resource } of bundle.entry ?? [])
      expect(resource?.meta?.tag).toContainEqual(expect.objectContaining({ code: 'HTEST' }));
    expect(bundleOf(anOru()).entry?.[0]?.resource?.meta).toBeUndefined();
  });

  test('with derived ids every resource has the id that the report gives it', () => {
    const bundle = renderBundle(asVersion(reportOf(anOru())), { ...base, ids: 'derived' });
    for (const { resource, request, fullUrl } of bundle.entry ?? []) {
      expect(request).toEqual({ method: 'PUT', url: `${resource?.resourceType}/${resource?.id}` });
      expect(fullUrl).toBe(`urn:uuid:${resource?.id}`);
    }
  });

  test('a visit is an encounter: by its number where it has one, else of its report', () => {
    const visited = (pv1: Readonly<Record<number, string>>) =>
      resourcesOf<Encounter>(
        bundleOf(toMessage(msh(), pid(), segment('PV1', pv1), obr(), obx())),
        'Encounter',
      );
    expect(visited({ 2: 'I', 3: 'W3^12^B', 7: '99^Hale^Jo', 19: 'V-1^^^RIVERSIDE' })).toMatchObject([
      {
        class: { code: 'IMP' }, // PV1-2
        identifier: [{ value: 'V-1' }], // PV1-19
        location: [{ location: { display: 'W3, 12, B' } }], // PV1-3
        participant: [{ individual: { display: 'Jo Hale' } }], // PV1-7
      },
    ]);
    expect(visited({ 2: 'E' })).toMatchObject([
      { class: { code: 'EMER' }, identifier: [{ system: 'https://lab.test/visit' }] },
    ]);
  });

  test('a visit number of nobody known is a visit of its patient alone', () => {
    const encounterOf = (patient: string) =>
      resourcesOf<Encounter>(
        bundleOf(
          toMessage(
            msh(),
            pid({ 3: `${patient}^^^RIVERSIDE^MR` }),
            segment('PV1', { 2: 'I', 19: '1' }),
            obr(),
            obx(),
          ),
        ),
        'Encounter',
      )[0]?.identifier?.[0];
    expect(encounterOf('1')).not.toEqual(encounterOf('2'));
    expect(encounterOf('1')).toEqual(encounterOf('1'));
  });

  test('an account never finds a person: its number is not in the system of theirs', () => {
    const systemsOf = (fields: Readonly<Record<number, string>>) =>
      resourcesOf<Patient>(bundleOf(anOru({ patient: fields })), 'Patient')[0]?.identifier?.map(
        ({ system, value }) => `${system}|${value}`,
      );
    const person = systemsOf({ 3: '9876^^^RIVERSIDE^MR' });
    for (const fields of [
      { 3: '9876^^^RIVERSIDE^AN' },
      { 3: '12345^^^RIVERSIDE^MR', 18: '9876^^^RIVERSIDE' },
      { 3: '12345^^^RIVERSIDE^MR~9876^^^RIVERSIDE^VN' },
    ])
      expect(systemsOf(fields)?.filter((one) => person?.includes(one))).toEqual([]);
    // accounts and visits are moved from patient to patient
    const accounts = { 3: '1^^^RIVERSIDE^MR~98^^^RIVERSIDE^AN~99^^^RIVERSIDE^VN', 18: '97^^^RIVERSIDE' };
    expect(systemsOf(accounts)).toEqual(systemsOf({ 3: '1^^^RIVERSIDE^MR' }));
    // a number that has a system of its own in the world keeps it
    expect(systemsOf({ 3: '1^^^RIVERSIDE^MR~078051120^^^SSA&2.16.840.1.113883.4.1&ISO^SS' })).toContain(
      'urn:oid:2.16.840.1.113883.4.1|078051120',
    );
  });

  test('a further number of one list, which may lead another patient, finds nobody', () => {
    const numbersOf = (sent: string) =>
      resourcesOf<Patient>(bundleOf(anOru({ patient: { 3: sent } })), 'Patient')[0]?.identifier?.map(
        ({ value }) => value,
      );
    expect(numbersOf('1^^^RIVERSIDE^MR~2^^^RIVERSIDE^MR~3^^^RIVERSIDE^PI')).toEqual(['1']);
    expect(numbersOf('1^^^RIVERSIDE^MR~2^^^HOSPITAL^MR~3^^^RIVERSIDE^NI')).toEqual(['1', '2', '3']);
  });

  test('an account is that of the visit', () => {
    const bundle = bundleOf(
      toMessage(msh(), pid({ 18: '97^^^RIVERSIDE' }), segment('PV1', { 2: 'I', 19: '1' }), obr(), obx()),
    );
    const [account, ...others] = resourcesOf<Encounter>(bundle, 'Encounter')[0]?.account ?? [];
    expect(account?.identifier).toMatchObject({ value: '97', type: { coding: [{ code: 'AN' }] } }); // PID-18
    expect(others).toEqual([]);
  });

  test('training shares no identifier with care', () => {
    const visit = segment('PV1', { 2: 'I', 7: '99^Hale^Jo^^^^^^NPI', 19: 'V-1^^^RIVERSIDE' });
    const tokensOf = (processingId: string) =>
      bundleOf(
        toMessage(
          msh({ 11: processingId }),
          pid({ 3: '1^^^H&1.2.3&ISO^MR' }),
          visit,
          obr({ 16: '66^Stone^^^^^^^NPI' }),
          obx({ 18: 'CHEM1', 23: 'Lab^^^^^CLIA^XX^^^77' }),
          segment('SPM', { 2: 'S-1&LIS', 11: 'P' }),
        ),
      ).entry?.flatMap(({ resource }) =>
        ((resource as Patient | undefined)?.identifier ?? []).map(
          ({ system, value }) => `${system}|${value}`,
        ),
      ) ?? [];
    const care = new Set(tokensOf('P'));
    expect(care.size).toBeGreaterThan(8);
    expect(tokensOf('T').filter((token) => care.has(token))).toEqual([]);
  });

  test('what would say more in a search than it is, is escaped there', () => {
    const [entry] = bundleOf(anOru({ patient: { 3: 'DOE, J$1^^^A,B^MR' } })).entry ?? [];
    const query = new URLSearchParams(entry?.request?.url.split('?')[1]);
    expect(query.get('identifier')).toBe('https://lab.test/id/A%2CB|DOE\\, J\\$1');
  });

  test('an OBX-11 that is empty is what OBR-25 says of results, and not of the report', () => {
    const statusOf = (status: string) =>
      onlyObservation(bundleOf(anOru({ order: { 25: status }, results: [{ 11: '' }] }))).status;
    expect(['A', 'C', 'F', 'S', 'X'].map(statusOf)).toEqual([
      'preliminary',
      'corrected',
      'final',
      'registered',
      'cancelled',
    ]);
  });

  test('each line of text has the unit', () => {
    expect(observationOf({ 2: 'ST', 5: '4.1~4.3', 6: 'mmol/L' }).valueString).toBe('4.1 mmol/L\n4.3 mmol/L');
  });

  test.each([
    ['^application^pdf^Base64^JVBERg', { contentType: 'application/pdf', data: 'JVBERg==' }],
    ['^application^pdf^Base64^not base64!', { contentType: 'text/plain' }],
  ])('a document %s', (value, expected) => {
    const [report] = resourcesOf<DiagnosticReport>(
      bundleOf(anOru({ results: [{ 2: 'ED', 5: value, 6: '' }] })),
      'DiagnosticReport',
    );
    expect(report?.presentedForm?.[0]).toMatchObject(expected);
  });

  test.each([
    ['https://lab.example/My Report.pdf', { url: 'https://lab.example/My%20Report.pdf' }],
    ['\\E\\\\E\\srv\\E\\my files', { title: 'PDF: \\\\srv\\my files' }],
  ])('a pointer %s leads there, or is said in words', (value, expected) => {
    const bundle = bundleOf(anOru({ results: [{ 2: 'RP', 3: 'PDF', 5: value, 6: '' }] }));
    const [report] = resourcesOf<DiagnosticReport>(bundle, 'DiagnosticReport');
    expect(report?.presentedForm?.[0]).toMatchObject(expected);
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

  test('a document that is taken back is an error, and no document that stands', async () => {
    const cloud = aMemoryCloud(aSite({ sources: [{ id: 'any', kind: 'lis' }] }));
    const document = (event: string, status: string, ...more: readonly string[]) =>
      toMessage(
        msh({ 9: `MDM^${event}`, 10: event }),
        segment('EVN', { 1: event, 2: '20260302' }),
        pid(),
        segment('PV1', { 1: '1', 2: 'O' }),
        segment('TXA', { 1: '1', 2: 'CN', 3: 'AP', 12: 'DOC-1^LIS', 17: status }),
        ...more,
      );
    await cloud.run(document('T02', 'AU', obx({ 2: 'ED', 5: '^application^pdf^Base64^QUJD', 6: '' })));
    await cloud.run(document('T11', 'CA'));
    const bundles = cloud.updates.updates.map(({ update }) => renderBundle(update.content, base));
    for (const bundle of bundles) validateBundle(bundle);
    const statuses = bundles.map((bundle) =>
      resourcesOf<DocumentReference>(bundle, 'DocumentReference').map(({ status }) => status),
    );
    expect(statuses).toEqual([['current'], ['entered-in-error']]);
  });
});
