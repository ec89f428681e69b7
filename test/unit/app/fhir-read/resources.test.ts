import { describe, expect, test } from '@jest/globals';
import type { Observation } from '@medplum/fhirtypes';
import { conditionsOf } from '../../../../lib/app/fhir-read/read-query.ts';
import {
  isReadableType,
  meets,
  type Readable,
  resourcesOf,
  resourceTypes,
} from '../../../../lib/app/fhir-read/resources.ts';
import { anOru } from '../../../support/messages.ts';
import { asVersion, reportOf } from '../../../support/normalized.ts';

const system = 'https://lab.test';

test('the types that are read are five, and no property of an object is one', () => {
  for (const type of resourceTypes) expect(isReadableType(type)).toBe(true);
  for (const type of ['Practitioner', 'observation', 'toString', '__proto__', ''])
    expect(isReadableType(type)).toBe(false);
});

describe('the resources of a version', () => {
  const version = {
    ...asVersion(reportOf(anOru({ results: [{}, { 3: 'NA^Sodium^L', 5: '140' }] }))),
    version: 7,
  };
  const resources = resourcesOf(version, { system });

  test('are its report, its results and its patient, each once', () => {
    const types = resources.map(({ resourceType }) => resourceType);
    expect(types.filter((type) => type === 'Observation')).toHaveLength(2);
    expect(types.filter((type) => type === 'DiagnosticReport')).toHaveLength(1);
    expect(types.filter((type) => type === 'Patient')).toHaveLength(1);
    const names = resources.map(({ resourceType, id }) => `${resourceType}/${id}`);
    expect(new Set(names).size).toBe(names.length);
  });

  test('carry the version and its time, so a reader can see what is newer', () => {
    for (const { meta } of resources)
      expect(meta).toMatchObject({ versionId: '7', lastUpdated: version.createdAt });
  });

  test('have the same ids every time', () => {
    expect(resourcesOf(version, { system })).toEqual(resources);
  });
});

const observation: Observation & { id: string } = {
  resourceType: 'Observation',
  id: 'o1',
  meta: { lastUpdated: '2026-03-05T10:00:00.000Z' },
  identifier: [{ system: 'https://lab.test/observation', value: 'o1' }],
  status: 'final',
  category: [{ coding: [{ system: 'urn:cat', code: 'laboratory' }] }, { coding: [{ code: 'CH' }] }],
  code: { coding: [{ system: 'http://loinc.org', code: '2345-7' }] },
  effectiveDateTime: '2026-03-02T08:00:00Z',
};
const isFound = (query: string, resource: Readable = observation): boolean =>
  meets(resource, conditionsOf(new URLSearchParams(query)));

describe('a resource meets', () => {
  test.each([
    ['', true],
    ['_id=o1', true],
    ['_id=o2', false],
    ['_id=o2,o1', true],
    ['_id=o1&_id=o2', false],
    ['code=2345-7', true],
    ['code=http://loinc.org|2345-7', true],
    ['code=urn:other|2345-7', false],
    ['category=laboratory', true],
    // any of its categories
    ['category=CH', true],
    ['category=urn:cat|CH', false],
    ['identifier=https://lab.test/observation|o1', true],
    ['identifier=https://lab.test/observation|o2', false],
    ['date=2026-03-02', true],
    ['date=2026-03-05', false],
    ['_lastUpdated=2026-03-05', true],
    ['_lastUpdated=2026-03-02', false],
    ['date=ge2026-03-01&date=lt2026-03-02', false],
    ['date=ge2026-03-01&date=lt2026-03-03', true],
    ['code=2345-7&status=preliminary', false],
  ])('%s: %s', (query, expected) => {
    expect(isFound(query)).toBe(expected);
  });

  // FHIR R4 §3.1.1.4.10: a code may be given its system, and each status has one
  test.each([
    ['final', true],
    ['preliminary,final', true],
    ['http://hl7.org/fhir/observation-status|final', true],
    ['http://hl7.org/fhir/observation-status|', true],
    ['http://hl7.org/fhir/diagnostic-report-status|final', false],
    ['|final', false],
    ['Final', false],
    ['constructor', false],
  ])('status=%s: %s', (status, expected) => {
    expect(isFound(`status=${encodeURIComponent(status)}`)).toBe(expected);
  });

  test('what it has no time, code or status for only where nobody asks', () => {
    const bare: Readable = { resourceType: 'Patient', id: 'p1' };
    expect(isFound('_id=p1', bare)).toBe(true);
    for (const query of [
      'date=2026',
      'date=ne2026',
      'code=X',
      'status=active',
      'category=X',
      '_lastUpdated=ge1900',
    ])
      expect([query, isFound(query, bare)]).toEqual([query, false]);
  });
});

describe('the time of a resource is', () => {
  const report: Readable = { resourceType: 'DiagnosticReport', id: 'r1', status: 'final', code: {} };

  test('of a report, its period from the beginning to the end', () => {
    const period = { ...report, effectivePeriod: { start: '2026-03-02', end: '2026-03-04T08:00:00Z' } };
    expect(isFound('date=2026-03', period)).toBe(true);
    // it is not within the day on which it began
    expect(isFound('date=2026-03-02', period)).toBe(false);
    expect(isFound('date=gt2026-03-03', period)).toBe(true);
    expect(isFound('date=sa2026-03-01', period)).toBe(true);
    expect(isFound('date=sa2026-03-02', period)).toBe(false);
  });

  test('of a report of one moment, that moment', () => {
    expect(isFound('date=2026-03-02', { ...report, effectiveDateTime: '2026-03-02T08:00:00Z' })).toBe(true);
    expect(isFound('date=2026-03-02', report)).toBe(false);
  });

  test('of a specimen, its collection', () => {
    const specimen: Readable = {
      resourceType: 'Specimen',
      id: 's1',
      collection: { collectedDateTime: '2026-03-02' },
    };
    expect(isFound('collected=2026-03-02', specimen)).toBe(true);
    expect(isFound('collected=2026-03-03', specimen)).toBe(false);
  });
});
