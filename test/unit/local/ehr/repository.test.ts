import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import type { WithId } from '@medplum/core';
import type { Patient } from '@medplum/fhirtypes';
import { EhrRepository } from '../../../../local/ehr/repository.ts';

const amara = (family = 'Okafor'): WithId<Patient> => ({
  resourceType: 'Patient',
  id: 'b2f4a6c8-0000-4000-8000-000000000001',
  identifier: [{ system: 'urn:oid:1.2', value: '7|01' }],
  meta: { tag: [{ system: 'https://lab.test/tag', code: 'made' }] },
  name: [{ family }],
});

const find = (repository: EhrRepository, query: string) =>
  repository.find('Patient', new URLSearchParams(query));

test('a resource is found by its id, its identifier and its tag', async () => {
  const repository = await EhrRepository.open();
  const patient = amara();
  expect(repository.has('Patient', patient.id)).toBe(false);
  await repository.writeAll([patient]);
  expect(repository.has('Patient', patient.id)).toBe(true);
  expect(find(repository, 'identifier=urn:oid:1.2|7\\|01')).toBe(patient.id);
  expect(find(repository, '_tag=https://lab.test/tag|made')).toBe(patient.id);
});

test('another system, value or type is another resource', async () => {
  const repository = await EhrRepository.open();
  await repository.writeAll([amara()]);
  for (const query of ['identifier=urn:oid:1.3|7\\|01', 'identifier=urn:oid:1.2|8', 'identifier=7\\|01'])
    expect(find(repository, query)).toBeUndefined();
  expect(repository.find('Specimen', new URLSearchParams('identifier=urn:oid:1.2|7\\|01'))).toBeUndefined();
});

test.each(['name=Okafor', 'identifier=a|b&name=c', ''])(
  'a question %j that it cannot answer is said',
  async (query) => {
    expect(find(await EhrRepository.open(), query)).toBe('unreadable');
  },
);

test('what did not change is not written again', async () => {
  const repository = await EhrRepository.open();
  expect(await repository.writeAll([amara()])).toBe(1);
  expect(await repository.writeAll([amara()])).toBe(0);
  expect(await repository.writeAll([amara('Okafor-Lind')])).toBe(1);
});

test('with a folder it survives', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'labwire-ehr-'));
  try {
    const before = await EhrRepository.open(folder);
    await before.writeAll([amara()]);
    before.close();
    const after = await EhrRepository.open(folder);
    expect(find(after, 'identifier=urn:oid:1.2|7\\|01')).toBe(amara().id);
    expect(await after.readResource('Patient', amara().id)).toMatchObject({ name: [{ family: 'Okafor' }] });
    after.close();
  } finally {
    rmSync(folder, { recursive: true });
  }
});
