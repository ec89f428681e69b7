import { describe, expect, test } from '@jest/globals';
import { getSearchParameter } from '@medplum/core';
import { capabilityStatement } from '../../../../lib/app/fhir-read/capability-statement.ts';
import { checkParameters, parametersOf } from '../../../../lib/app/fhir-read/parameters.ts';
import { resourceTypes } from '../../../../lib/app/fhir-read/resources.ts';
import { SearchError } from '../../../../lib/app/fhir-read/search-parameters.ts';
import { loadFhirDefinitions } from '../../../../local/ehr/fhir-definitions.ts';

loadFhirDefinitions();
/** As FHIR R4 says; its library leaves out those of every resource. */
const definitionOf = (type: string, name: string) =>
  name.startsWith('_')
    ? `http://hl7.org/fhir/SearchParameter/Resource-${name.slice(1)}`
    : getSearchParameter(type, name)?.url;

const BASE = 'https://api.test/live/fhir';
const statement = capabilityStatement({
  laboratory: 'Riverside Laboratory',
  issuer: 'https://login.test',
  baseUrl: 'https://api.test/live/fhir',
  date: '2026-03-02',
});
const [rest, ...others] = statement.rest ?? [];
const resources = rest?.resource ?? [];

test('has what FHIR R4 requires of a server that runs (cpb-1 to cpb-15)', () => {
  expect(statement).toMatchObject({
    resourceType: 'CapabilityStatement',
    status: 'active',
    kind: 'instance',
    date: '2026-03-02',
    fhirVersion: '4.0.1',
    format: ['application/fhir+json'],
    publisher: 'Riverside Laboratory',
    implementation: { url: 'https://api.test/live/fhir' },
  });
  expect(rest?.mode).toBe('server');
  expect(others).toEqual([]);
  // cpb-9, cpb-12: a type and a parameter are named once
  expect(new Set(resources.map(({ type }) => type)).size).toBe(resources.length);
  for (const { searchParam = [] } of resources)
    expect(new Set(searchParam.map(({ name }) => name)).size).toBe(searchParam.length);
});

test('names the issuer of the tokens, and SMART on FHIR', () => {
  expect(rest?.security?.description).toContain('https://login.test');
  expect(rest?.security?.service?.[0]?.coding?.[0]?.code).toBe('SMART-on-FHIR');
});

test('names the addresses of the issuer for clients of SMART 1, where they are known', () => {
  const security = (endpoints?: object) =>
    capabilityStatement({ laboratory: 'L', issuer: 'i', baseUrl: BASE, date: '2026-03-02', endpoints })
      .rest?.[0]?.security?.extension;
  expect(security()).toBeUndefined();
  expect(security({ token_endpoint: 'https://login.test/token' })).toMatchObject([
    { extension: [{ url: 'token', valueUri: 'https://login.test/token' }] },
  ]);
});

test('promises subscriptions where the site has them', () => {
  const all = capabilityStatement({
    ...{ laboratory: 'L', issuer: 'i', baseUrl: BASE, date: '2026-03-02' },
    isSubscribable: true,
  });
  const last = all.rest?.[0]?.resource?.at(-1);
  expect([last?.type, last?.interaction?.map(({ code }) => code)]).toEqual([
    'Subscription',
    ['create', 'read', 'delete'],
  ]);
});

test('promises no writing; a Group can be exported, and not read', () => {
  expect(resources.map(({ type }) => type)).toEqual([...resourceTypes, 'Group']);
  for (const { type, interaction } of resources)
    expect(interaction?.map(({ code }) => code)).toEqual(
      type === 'Group' ? undefined : ['read', 'search-type'],
    );
  expect(resources.flatMap(({ operation }) => operation ?? []).map(({ name }) => name)).toEqual([
    ...['lastn', 'export', 'export'],
  ]);
  expect(rest?.operation?.map(({ name }) => name)).toEqual(['export']);
});

describe.each(resourceTypes)('%s', (type) => {
  const promised = resources.find((one) => one.type === type)?.searchParam ?? [];
  const taken = parametersOf
    .search(type)
    .filter((name) => !['_count', '_cursor', '_format', '_revinclude'].includes(name));

  test('is searched by the parameters that are promised, and by no others', () => {
    expect(promised.map(({ name }) => name).sort()).toEqual([...taken].sort());
  });

  test('every parameter names its definition in FHIR', () => {
    for (const { name = '', definition } of promised)
      expect([name, definition]).toEqual([name, definitionOf(type, name)]);
  });

  test('names its profile of US Core', () => {
    const { supportedProfile } = resources.find((one) => one.type === type) ?? {};
    expect(supportedProfile).toEqual([
      expect.stringMatching(/^http:\/\/hl7\.org\/fhir\/us\/core\/StructureDefinition\/us-core-[a-z-]+$/),
    ]);
  });

  test('promises the Provenance of matches where it can be asked for', () => {
    const { searchRevInclude } = resources.find((one) => one.type === type) ?? {};
    const isTaken = parametersOf.search(type).includes('_revinclude');
    expect(searchRevInclude).toEqual(isTaken ? ['Provenance:target'] : undefined);
  });

  test('every parameter has the type that FHIR gives it', () => {
    const dates = ['date', 'collected', '_lastUpdated'];
    for (const { name = '', type: kind } of promised)
      expect([name, kind]).toEqual([
        name,
        dates.includes(name) ? 'date' : ['patient', 'subject'].includes(name) ? 'reference' : 'token',
      ]);
  });

  test('a modifier, a chain or a parameter of another type is refused', () => {
    for (const name of ['patient:missing', 'patient.name', 'value-quantity', '__proto__', 'constructor'])
      expect(() => checkParameters(new URLSearchParams({ [name]: 'x' }), parametersOf.search(type))).toThrow(
        SearchError,
      );
  });
});
