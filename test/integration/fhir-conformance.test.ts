import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from '@jest/globals';
import { splitMessages } from '@labwire/hl7/message/batch';
import { parseStructureDefinition } from '@medplum/core';
import type { Resource, StructureDefinition } from '@medplum/fhirtypes';
import { usCoreSchema } from '../../lib/model/us-core.ts';
import { renderBundle } from '../../lib/render/fhir/bundle.ts';
import { conformance, usCoreProfile } from '../../lib/render/fhir/us-core.ts';
import { corpusFiles } from '../support/corpus.ts';
import { Conformance, forMedplum, isReadByMedplum, resourcesIn } from '../support/fhir-check/conformance.ts';
import { dataTypes, resourceTypes, usCore, withUsCore } from '../support/fhir-check/definitions.ts';
import { profileProblems } from '../support/fhir-check/profile.ts';
import { schemaProblems } from '../support/fhir-check/schema.ts';
import { lookups } from '../support/fhir-check/value-sets.ts';
import { aMemoryCloud } from '../support/memory-cloud.ts';
import { aSite } from '../support/site.ts';
import { sample } from '../support/size.ts';

const site = aSite({ sources: [{ id: 'any', kind: 'lis', deliver: ['P', 'T', 'D'] }] });
const cases = fileURLToPath(new URL('../fixtures/hl7/', import.meta.url));

const goldens = (): Uint8Array[] =>
  readdirSync(cases)
    .filter((file) => file.endsWith('.hl7'))
    .map((file) => readFileSync(`${cases}${file}`));

/** The resources of every update that these files make; those of goldens and those of the corpus. */
async function resourcesOf(files: readonly Uint8Array[]): Promise<Resource[]> {
  const cloud = aMemoryCloud(site);
  for (const bytes of files)
    for (const message of splitMessages(bytes)) await cloud.run(message).catch(() => undefined);
  return cloud.updates.updates
    .flatMap(({ update }) => update.content ?? [])
    .flatMap((version) => resourcesIn(renderBundle(version, { ...site.laboratory, profiles: 'us-core-8' })));
}

/** What messages lack for a profile, so that resources do not name it. */
const lacking: ReadonlySet<string> = new Set([
  // reports of radiology, cardiology and others are no reports of a laboratory
  'DiagnosticReport: DiagnosticReport.category:LaboratorySlice: fewer than 1',
  "DiagnosticReport: Medplum: Incorrect number of values provided for slice 'LaboratorySlice': expected 1..1, but found 0",
]);

withUsCore.test('every update of the goldens and of the corpus is valid by each definition', async () => {
  const types = dataTypes();
  const r4 = new Conformance(resourceTypes(), types, 'R4');
  const profiles = [usCoreSchema.enum['us-core-6'], usCoreSchema.enum['us-core-8']].map((name) => {
    const version = name === 'us-core-6' ? '6.1.0' : '8.0.0';
    const known = usCore(version);
    const byType = new Map(
      conformance.flatMap(({ type, name: profile }) => {
        const definition = known.get(usCoreProfile(profile));
        return definition === undefined ? [] : [[type, definition] as const];
      }),
    );
    expect(byType.size).toBe(conformance.length);
    for (const definition of [...byType.values()].filter(isReadByMedplum))
      expect(parseStructureDefinition(forMedplum(definition))).toEqual(
        parseStructureDefinition(definition as unknown as StructureDefinition),
      );
    return { version, check: new Conformance(byType, new Map([...types, ...known]), 'profiles') };
  });
  const claimed = new Map<string, number>();
  const unclaimed = new Map<string, number>();
  const broken: string[] = [];
  for (const files of [goldens(), sample(corpusFiles(/./)).map(({ bytes }) => bytes)])
    for (const resource of await resourcesOf(files)) {
      r4.check(resource);
      const isClaimed = resource.meta?.profile !== undefined;
      for (const { version, check } of profiles) {
        const problems = check.check(resource) ?? [];
        if (isClaimed && problems.length > 0)
          broken.push(`${version} ${resource.resourceType}: ${problems.join(', ')}`);
      }
      const counts = isClaimed ? claimed : unclaimed;
      counts.set(resource.resourceType, (counts.get(resource.resourceType) ?? 0) + 1);
    }
  const looked = [...lookups].filter(([, count]) => count > 0);
  const open = [...lookups].flatMap(([url, count]) => (count === 0 ? [url] : [])).sort();
  const lines = [
    `R4: ${r4.counts}; not valid: ${JSON.stringify(r4.problems)}`,
    ...profiles.map(
      ({ version, check }) =>
        `US Core ${version}: ${check.counts}; not valid: ${JSON.stringify(check.problems)}`,
    ),
    `required bindings: ${looked.length} value sets, ${looked.reduce((sum, [, count]) => sum + count, 0)} codes; not enumerated: ${open.join(', ')}`,
    `without a profile: ${JSON.stringify(Object.fromEntries(unclaimed))}`,
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
  expect(looked.length).toBeGreaterThan(20);
  expect(r4.problems).toEqual({});
  expect(broken).toEqual([]);
  for (const { check } of profiles)
    expect(Object.keys(check.problems).filter((problem) => !lacking.has(problem))).toEqual([]);
  // the documents of the goldens and of the corpus have codes of their own
  expect(claimed.size).toBeGreaterThanOrEqual(conformance.length - 1);
});

const observation = {
  resourceType: 'Observation',
  status: 'final',
  code: { text: 'Glucose' },
  valueQuantity: { value: 93, unit: 'mg/dL', system: 'http://unitsofmeasure.org', code: 'mg/dL' },
};
const category = [
  {
    coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'laboratory' }],
  },
];
const subject = { reference: 'Patient/1' };

withUsCore.test('each rule of R4 and of the profiles that a resource breaks is found', () => {
  const types = dataTypes();
  const r4 = resourceTypes();
  const profile = (version: string, name: string) => {
    const known = usCore(version);
    const definition = known.get(usCoreProfile(name));
    if (definition === undefined) throw new Error(`no ${name}`);
    return (resource: object) => profileProblems(resource, definition, new Map([...types, ...known]));
  };
  const ofR4 = (resource: { readonly resourceType: string }) => {
    const definition = r4.get(resource.resourceType);
    return definition === undefined ? ['no definition'] : profileProblems(resource, definition, types);
  };
  expect(ofR4(observation)).toEqual([]);
  expect(schemaProblems(observation)).toEqual([]);
  // a reason why there is no value beside a value
  expect(ofR4({ ...observation, dataAbsentReason: { text: 'none' } } as never)).toContain('obs-6');
  const { system: _, ...withoutSystem } = observation.valueQuantity;
  expect(ofR4({ ...observation, valueQuantity: withoutSystem } as never)).toContain('qty-3');
  expect(ofR4({ ...observation, method: {} } as never)).toContain('Observation.method: ele-1');
  expect(schemaProblems({ ...observation, colour: 'red' } as never)).not.toEqual([]);
  expect(schemaProblems({ ...observation, status: 'ready' } as never)).not.toEqual([]);

  const result = profile('6.1.0', 'observation-lab');
  expect(result({ ...observation, category, subject })).toEqual([]);
  expect(result({ ...observation, subject })).toContain('Observation.category:us-core: fewer than 1');
  expect(result({ ...observation, category })).toContain('Observation.subject: fewer than 1');
  const { valueQuantity: __, ...withoutValue } = observation;
  expect(result({ ...withoutValue, category, subject })).toContain('us-core-2');
  // version 6.1.0 names the type so that the rule is about no time of a resource
  const ofMonth = { ...observation, category, subject, effectiveDateTime: '2026-03' };
  expect(profile('8.0.0', 'observation-lab')(ofMonth)).toContain('us-core-1');

  // codes that are not of the value set that is required
  expect(ofR4({ ...observation, status: 'ready' } as never)).toContain(
    'Observation.status: not of http://hl7.org/fhir/ValueSet/observation-status|4.0.1',
  );
  const identifier = [{ system: 'urn:x', value: '1', use: 'mine' }];
  expect(ofR4({ resourceType: 'Patient', identifier } as never)).toContain(
    'Identifier.use: not of http://hl7.org/fhir/ValueSet/identifier-use|4.0.1',
  );
  const race = (code: string) => ({
    resourceType: 'Patient',
    identifier: [{ system: 'urn:x', value: '1' }],
    name: [{ family: 'Roe' }],
    gender: 'female',
    extension: [
      {
        url: 'http://hl7.org/fhir/us/core/StructureDefinition/us-core-race',
        extension: [
          { url: 'ombCategory', valueCoding: { system: 'urn:oid:2.16.840.1.113883.6.238', code } },
          { url: 'text', valueString: 'as told' },
        ],
      },
    ],
  });
  for (const version of ['6.1.0', '8.0.0']) {
    expect(profile(version, 'patient')(race('2106-3'))).toEqual([]);
    expect(profile(version, 'patient')(race('2131-1')).join()).toMatch(/ombCategory\.value\[x\]: not of/);
  }

  const role = { resourceType: 'PractitionerRole', practitioner: { display: 'Roe' } };
  for (const version of ['6.1.0', '8.0.0']) {
    expect(profile(version, 'practitionerrole')(role)).toContain('pd-1');
    expect(profile(version, 'practitioner')({ resourceType: 'Practitioner' })).toEqual([
      'Practitioner.identifier: fewer than 1',
      'Practitioner.name: fewer than 1',
    ]);
    const npi = { system: 'http://hl7.org/fhir/sid/us-npi', value: '1234567890' };
    const person = { resourceType: 'Practitioner', identifier: [npi], name: [{ family: 'Roe' }] };
    expect(profile(version, 'practitioner')(person)).toEqual(['us-core-17']);
    expect(profile(version, 'patient')({ resourceType: 'Patient', name: [{ use: 'usual' }] })).toContain(
      'us-core-6',
    );
  }
});
