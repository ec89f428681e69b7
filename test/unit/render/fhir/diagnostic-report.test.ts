import { describe, expect, test } from '@jest/globals';
import type { Observation } from '@medplum/fhirtypes';
import type { Report } from '../../../../lib/model/report.ts';
import { BundleEntries } from '../../../../lib/render/fhir/bundle-entries.ts';
import { type ReportLinks, renderDiagnosticReport } from '../../../../lib/render/fhir/diagnostic-report.ts';
import { fullReport } from '../../../support/full-report.ts';

const newContext = () => ({
  base: 'https://lab.test',
  entries: new BundleEntries({ ids: 'server', tag: undefined }),
  tag: undefined,
});

const links: ReportLinks = {
  subject: { reference: 'urn:uuid:patient' },
  encounter: { reference: 'urn:uuid:visit' },
  basedOn: [{ reference: 'urn:uuid:request' }],
  specimens: [{ reference: 'urn:uuid:specimen' }],
  results: [{ reference: 'urn:uuid:result' }],
  performers: [{ display: 'Riverside Laboratory' }],
  observations: [],
};

const rendered = (fields: Partial<Report> = {}, of: Partial<ReportLinks> = {}) =>
  renderDiagnosticReport({ ...fullReport, ...fields }, { ...links, ...of }, newContext());

const observation = (status: Observation['status']): Observation => ({
  resourceType: 'Observation',
  status,
  code: {},
});

const time = (iso: string) => ({ text: '', iso, zone: 'sent' as const });
const absent = {
  extension: [{ url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason', valueCode: 'unknown' }],
};

test('a report names who interpreted it, and the others with their function', () => {
  const { resultsInterpreter, performer } = rendered();
  expect(resultsInterpreter?.map(({ display }) => display)).toEqual([
    'Dr Given51 Family51 III', // OBR-32
    'Dr Given52 Family52 III', // OBR-33
  ]);
  expect(
    performer?.map(({ display, extension }) => [
      display,
      extension?.[0]?.valueCodeableConcept?.coding?.[0]?.code,
    ]),
  ).toEqual([
    ['Riverside Laboratory', undefined],
    ['Dr Given53 Family53 III', 'SPRF'], // OBR-34
    ['Dr Given54 Family54 III', 'TRANS'], // OBR-35
  ]);
});

test('a report names its order, patient, visit, specimens, results and laboratory', () => {
  expect(rendered({ staff: [] })).toMatchObject({
    resourceType: 'DiagnosticReport',
    basedOn: links.basedOn,
    subject: links.subject,
    encounter: links.encounter,
    specimen: links.specimens,
    result: links.results,
    performer: links.performers,
    code: { coding: [{ code: 'BMP' }] }, // OBR-4
  });
});

test('a report keeps its filler number and its placer number behind ours', () => {
  expect(rendered().identifier?.map(({ type, value }) => [type?.coding?.[0]?.code, value])).toEqual([
    [undefined, fullReport.key],
    ['FILL', 'F-1'], // OBR-3
    ['PLAC', 'P-1'], // OBR-2
  ]);
  expect(rendered({ fillerOrder: undefined, placerOrder: undefined }).identifier).toHaveLength(1);
});

test('a report without a service is of an unknown one', () => {
  expect(rendered({ service: undefined }).code).toEqual(absent); // OBR-4
});

describe('OBR-25', () => {
  test.each([
    ['A', 'partial'],
    ['C', 'corrected'],
    ['F', 'final'],
    ['I', 'registered'],
    ['O', 'registered'],
    ['P', 'preliminary'],
    ['R', 'partial'],
    ['S', 'registered'],
    ['X', 'cancelled'],
  ])('%s is %s', (status, expected) => {
    expect(rendered({ status, observations: [] }).status).toBe(expected); // DiagnosticReport.status
  });

  test('a final report with a corrected result is a corrected one', () => {
    expect(rendered({ status: 'F' }).status).toBe('corrected');
  });

  test('a report that should not be is entered in error, whatever it says', () => {
    expect(rendered({ isWithdrawn: true, status: 'F' }).status).toBe('entered-in-error');
  });

  test.each<[Observation['status'][], string]>([
    [[], 'unknown'],
    [['final'], 'final'],
    [['final', 'final'], 'final'],
    [['final', 'corrected'], 'corrected'],
    [['final', 'preliminary'], 'partial'],
    [['preliminary'], 'partial'],
  ])('unknown, results that are %j together are %s', (statuses, expected) => {
    const observations = statuses.map(observation);
    expect(rendered({ status: '?' }, { observations }).status).toBe(expected);
  });
});

describe('OBR-24', () => {
  test.each<[string | undefined, string[]]>([
    [undefined, ['LAB']],
    ['CH', ['LAB', 'CH']],
    ['LAB', ['LAB']],
    ['MB', ['LAB', 'MB']],
    ['RAD', ['RAD']],
    ['CUS', ['CUS']],
    ['', ['LAB']],
    ['ch', ['LAB']],
    ['LABX', ['LAB']],
    ['constructor', ['LAB']],
  ])('%j is of %j', (section, codes) => {
    expect(rendered({ section }).category).toEqual(
      codes.map((code) => ({
        coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0074', code }],
      })),
    ); // DiagnosticReport.category
  });
});

describe('OBR-7 and OBR-8', () => {
  const [start, end] = ['2026-03-02T07:05:00-05:00', '2026-03-02T07:15:00-05:00'];

  test('a beginning and an end are a period', () => {
    const report = rendered({ observed: time(start), observedEnd: time(end) });
    expect(report.effectivePeriod).toEqual({ start, end }); // DiagnosticReport.effectivePeriod
    expect(report).not.toHaveProperty('effectiveDateTime');
  });

  test.each([
    ['no end', undefined],
    ['an end that is the beginning', time('2026-03-02T12:05:00Z')],
    ['an end before the beginning', time('2026-03-01')],
  ])('%s is a moment', (_, observedEnd) => {
    const report = rendered({ observed: time(start), observedEnd });
    expect(report.effectiveDateTime).toBe(start); // DiagnosticReport.effectiveDateTime
    expect(report).not.toHaveProperty('effectivePeriod');
  });

  test('a time keeps its precision', () => {
    expect(rendered({ observed: time('2026-03'), observedEnd: undefined }).effectiveDateTime).toBe('2026-03');
  });

  test.each(['A', 'P', 'F', 'C'])(
    'a report of the status %s, with results, says that its time is unknown',
    (status) => {
      const report = rendered({ status, observations: [], observed: undefined, issued: undefined });
      expect(report).toMatchObject({ _effectiveDateTime: absent, _issued: absent });
    },
  );

  test.each(['I', 'O', 'S', 'X'])(
    'a report of the status %s, without results, says nothing of its time',
    (status) => {
      const report = rendered({ status, observations: [], observed: undefined, issued: undefined });
      expect(Object.keys(report).filter((name) => /effective|issued/.test(name))).toEqual([]);
    },
  );
});

describe('OBR-22', () => {
  test('a time of day is when it was issued', () => {
    expect(rendered().issued).toBe('2026-03-02T08:14:00-05:00'); // DiagnosticReport.issued
  });

  test('a mere date is not made into a time', () => {
    const report = rendered({ issued: time('2026-03-02') });
    expect(report).not.toHaveProperty('issued');
    expect(report).toMatchObject({ _issued: absent });
  });
});

test('the notes of the order are its conclusion, line by line', () => {
  const note = (text: string) => ({ text, at: 'NTE[1]' });
  expect(rendered({ notes: [note('one'), note('two\u0000')] }).conclusion).toBe('one\ntwo'); // NTE-3
  expect(rendered({ notes: [note(' ')] })).not.toHaveProperty('conclusion');
});

test('the documents of the results that stand are presented', () => {
  const [given] = fullReport.observations;
  if (given === undefined) throw new Error('no result');
  const pdf = (data: string, status: string) => ({
    ...given,
    status,
    values: [{ kind: 'document' as const, text: '', document: { encoding: 'Base64', data } }],
  });
  const { presentedForm } = rendered({ observations: [pdf('YQ==', 'F'), pdf('Yg==', 'W'), given] });
  expect(presentedForm?.map(({ data }) => data)).toEqual(['YQ==']); // OBX-5, DiagnosticReport.presentedForm
  expect(rendered()).not.toHaveProperty('presentedForm');
});
