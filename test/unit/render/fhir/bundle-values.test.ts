import { describe, expect, test } from '@jest/globals';
import type { DiagnosticReport, DocumentReference } from '@medplum/fhirtypes';
import { renderBundle } from '../../../../lib/render/fhir/bundle.ts';
import { toFhirJson } from '../../../../lib/render/fhir/json.ts';
import { onlyObservation, resourcesOf, validateBundle } from '../../../support/fhir.ts';
import { aMemoryCloud } from '../../../support/memory-cloud.ts';
import { anOru, msh, obx, pid, segment, toMessage } from '../../../support/messages.ts';
import { asVersion, reportOf } from '../../../support/normalized.ts';
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
    ['Hex', '414243', 'QUJD'],
    ['A', 'ABC', 'QUJD'],
    ['Base64', 'not base64!', Buffer.from('not base64!').toString('base64')],
  ])('document data in %s becomes base64', (encoding, data, expected) => {
    const bundle = bundleOf(anOru({ results: [{ 2: 'ED', 5: `^text^plain^${encoding}^${data}` }] }));
    const [report] = resourcesOf<DiagnosticReport>(bundle, 'DiagnosticReport');
    expect(report?.presentedForm?.[0]?.data).toBe(expected);
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
