import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Bundle, BundleEntry, Observation, Patient } from '@medplum/fhirtypes';
import { loadFhirDefinitions } from '../../../../local/ehr/fhir-definitions.ts';
import { EhrRepository } from '../../../../local/ehr/repository.ts';
import { runTransaction } from '../../../../local/ehr/transaction.ts';

beforeAll(loadFhirDefinitions);

const patient = (family = 'Okafor'): Patient => ({
  resourceType: 'Patient',
  identifier: [{ system: 'urn:oid:1.2', value: '7' }],
  name: [{ family }],
});

const put = (resource: Patient | Observation, url: string): BundleEntry => ({
  fullUrl: `urn:uuid:${url.length}`,
  resource,
  request: { method: 'PUT', url },
});

const bundle = (...entry: readonly BundleEntry[]): Bundle => ({
  resourceType: 'Bundle',
  type: 'transaction',
  entry: [...entry],
});

const byNumber = 'Patient?identifier=urn:oid:1.2|7';

const statusesOf = ({ entry = [] }: Bundle): (string | undefined)[] =>
  entry.map(({ response }) => response?.status);

describe('a conditional update', () => {
  test('makes the resource, then changes it, under one id', async () => {
    const repository = await EhrRepository.open();
    const first = await runTransaction(bundle(put(patient(), byNumber)), repository);
    const second = await runTransaction(bundle(put(patient('Lind'), byNumber)), repository);
    expect([statusesOf(first), statusesOf(second)]).toEqual([['201'], ['200']]);
    const idIn = ({ entry }: Bundle) => entry?.[0]?.response?.location?.split('/')[1];
    expect(idIn(second)).toBe(idIn(first));
  });

  test('of the same content makes no new version', async () => {
    const repository = await EhrRepository.open();
    const [first, second] = [
      await runTransaction(bundle(put(patient(), byNumber)), repository),
      await runTransaction(bundle(put(patient(), byNumber)), repository),
    ];
    expect(second.entry?.[0]?.response?.etag).toBe(first.entry?.[0]?.response?.etag);
  });
});

test('a conditional create leaves the resource that is there', async () => {
  const repository = await EhrRepository.open();
  const create = (family: string): BundleEntry => ({
    fullUrl: 'urn:uuid:1',
    resource: patient(family),
    request: { method: 'POST', url: 'Patient', ifNoneExist: 'identifier=urn:oid:1.2|7' },
  });
  await runTransaction(bundle(create('Okafor')), repository);
  await runTransaction(bundle(create('Lind')), repository);
  const id = repository.find('Patient', new URLSearchParams('identifier=urn:oid:1.2|7')) ?? '';
  expect(await repository.readResource('Patient', id)).toMatchObject({ name: [{ family: 'Okafor' }] });
});

test('references inside the bundle become references to the resources', async () => {
  const repository = await EhrRepository.open();
  const observation: Observation = {
    resourceType: 'Observation',
    status: 'final',
    code: { text: 'Glucose' },
    subject: { reference: 'urn:uuid:p' },
  };
  await runTransaction(
    bundle(
      { fullUrl: 'urn:uuid:p', resource: patient(), request: { method: 'PUT', url: byNumber } },
      { fullUrl: 'urn:uuid:o', resource: observation, request: { method: 'PUT', url: 'Observation/o-1' } },
    ),
    repository,
  );
  const id = repository.find('Patient', new URLSearchParams('identifier=urn:oid:1.2|7'));
  const written = await repository.readResource<Observation>('Observation', 'o-1');
  expect(written.subject?.reference).toBe(`Patient/${id}`);
});

describe('nothing is written', () => {
  const observation = (subject: string, code?: string): Observation => ({
    resourceType: 'Observation',
    status: 'final',
    code: code === undefined ? (undefined as unknown as Observation['code']) : { text: code },
    subject: { reference: subject },
  });

  const [made, wrong] = [put(patient(), byNumber), 'Only updates and conditional creates'];

  test.each<[string, Bundle, string]>([
    ['a bundle that is no transaction', { ...bundle(made), type: 'batch' }, 'Not a transaction'],
    [
      'a resource that is not valid',
      bundle(made, put(observation('Patient/1'), 'Observation/1')),
      'Missing required property',
    ],
    [
      'a reference to nothing in the bundle',
      bundle(made, put(observation('urn:uuid:nobody', 'Glucose'), 'Observation/1')),
      'A reference to nothing in the bundle',
    ],
    [
      'two entries for one resource',
      bundle(made, put(patient('Lind'), 'Patient/1'), put(patient(), 'Patient/1')),
      'Two entries for one resource',
    ],
    ['an entry of another type than its address', bundle(made, put(patient(), 'Observation/1')), wrong],
    ['a question that cannot be answered', bundle(made, put(patient(), 'Patient?name=Okafor')), wrong],
    ['a deletion', bundle(made, { request: { method: 'DELETE', url: 'Patient/1' } }), wrong],
  ])('of %s', async (_, sent, reason) => {
    const repository = await EhrRepository.open();
    await expect(runTransaction(sent, repository)).rejects.toThrow(reason);
    expect(repository.find('Patient', new URLSearchParams('identifier=urn:oid:1.2|7'))).toBeUndefined();
  });
});
