import { describe, expect, test } from '@jest/globals';
import type { Encounter, Patient } from '@medplum/fhirtypes';
import { renderBundle } from '../../../../lib/render/fhir/bundle.ts';
import { resourcesOf, validateBundle } from '../../../support/fhir.ts';
import { anOru, msh, obr, obx, pid, segment, toMessage } from '../../../support/messages.ts';
import { asVersion, reportOf } from '../../../support/normalized.ts';

const base = { system: 'https://lab.test' };

/** The valid bundle of one message. */
function bundleOf(bytes: Uint8Array) {
  const bundle = renderBundle(asVersion(reportOf(bytes)), base);
  validateBundle(bundle);
  return bundle;
}

describe('a report as a FHIR transaction', () => {
  test.each([
    ['an OID', '7^^^HOSP&1.2.840.1&ISO', 'urn:oid:1.2.840.1'],
    ['no assigner: the sender', '7', 'https://lab.test/id/core-lis'],
    ['a name with odd characters', '7^^^A B/C', 'https://lab.test/id/A%20B%2FC'],
  ])('the system of an identifier: %s', (_, id, system) => {
    const [patient] = resourcesOf<Patient>(bundleOf(anOru({ patient: { 3: id } })), 'Patient');
    expect(patient?.identifier?.[0]?.system).toBe(system);
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
});
