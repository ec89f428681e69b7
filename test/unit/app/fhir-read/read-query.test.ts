import { describe, expect, test } from '@jest/globals';
import { MemoryIdentityStore } from '../../../../lib/adapters/memory/identity-store.ts';
import type { Access } from '../../../../lib/app/fhir-read/access.ts';
import { conditionsOf, numberOf, patientsOf } from '../../../../lib/app/fhir-read/read-query.ts';
import { aLink, aPatient } from '../../../support/patients.ts';

const baseUrl = 'https://api.test/live/fhir';
const everybody: Access = { actor: 'reader' };

/** `old` was merged into `new`. */
async function aMerge() {
  const identities = new MemoryIdentityStore();
  await identities.link('old', aLink(aPatient({ key: 'new' })));
  const find = (query: string, access: Access = everybody) =>
    patientsOf(new URLSearchParams(query), access, { identities, baseUrl });
  return { identities, find };
}

describe('the patients of a query', () => {
  test.each([
    ['patient=a', ['a']],
    ['subject=Patient/a', ['a']],
    [`patient=${baseUrl}/Patient/a`, ['a']],
    ['patient=b,a', ['a', 'b']],
    ['patient=a,a', ['a']],
    ['patient=a,b&subject=b,c', ['b']],
    ['patient=a&patient=b', []],
    ['code=GLU', undefined],
    ['', undefined],
    // names nobody, although it is given
    ['patient=', []],
  ])('%s', async (query, expected) => {
    const { find } = await aMerge();
    expect(await find(query)).toEqual(expected);
  });

  test('a patient who was merged is the survivor, so both names are one', async () => {
    const { find } = await aMerge();
    expect(await find('patient=old')).toEqual(['new']);
    expect(await find('patient=old,new')).toEqual(['new']);
    expect(await find('patient=old&patient=new')).toEqual(['new']);
  });

  test.each([
    'patient=Observation/a',
    'patient=https://other.test/Patient/a',
    'patient=https://api.test/live/fhirX/Patient/a',
    'patient=a/b',
    'patient=Patient/',
    'patient=a b',
    'patient=%1b[2J',
    `patient=${'a'.repeat(65)}`,
    `patient=${baseUrl}/Patient/a/_history/1`,
  ])('%s is refused, and the text is not repeated', async (query) => {
    const { find } = await aMerge();
    await expect(find(query)).rejects.toMatchObject({
      status: 400,
      issue: 'invalid',
      message: 'name a patient by the id at this server: patient=ID',
    });
  });

  test('twenty may be named, and no more', async () => {
    const { find } = await aMerge();
    const names = Array.from({ length: 21 }, (_, index) => `p${index}`);
    expect(await find(`patient=${names.slice(1)},p1`)).toHaveLength(20);
    await expect(find(`patient=${names}`)).rejects.toMatchObject({ status: 400, issue: 'too-costly' });
    await expect(find(`patient=${names.slice(0, 10)}&subject=${names.slice(10)}`)).rejects.toMatchObject({
      issue: 'too-costly',
    });
  });
});

describe('a token of one patient', () => {
  test('asks for that patient where the query names nobody', async () => {
    const { find } = await aMerge();
    expect(await find('code=GLU', { actor: 'reader', patient: 'a' })).toEqual(['a']);
    expect(await find('', { actor: 'reader', patient: 'old' })).toEqual(['new']);
  });

  test('may name them before and after the merge', async () => {
    const { find } = await aMerge();
    expect(await find('patient=old', { actor: 'reader', patient: 'old' })).toEqual(['new']);
    expect(await find('patient=old', { actor: 'reader', patient: 'new' })).toEqual(['new']);
  });

  test.each(['patient=a', 'patient=new,a', 'subject=new&patient=a'])(
    'may not name another: %s',
    async (query) => {
      const { find } = await aMerge();
      await expect(find(query, { actor: 'reader', patient: 'new' })).rejects.toMatchObject({
        status: 403,
        issue: 'forbidden',
        patients: ['a'],
      });
    },
  );

  test('of a retired patient does not reach the survivor', async () => {
    const { find } = await aMerge();
    await expect(find('patient=new', { actor: 'reader', patient: 'old' })).rejects.toMatchObject({
      status: 403,
    });
  });
});

describe('the conditions of a query', () => {
  const none = {
    ids: [],
    identifiers: [],
    codes: [],
    categories: [],
    statuses: [],
    dates: [],
    lastUpdated: [],
  };

  test('nothing is no condition', () => {
    expect(conditionsOf(new URLSearchParams('patient=a&_count=3'))).toEqual(none);
  });

  test('each repetition is one more list of alternatives', () => {
    expect(conditionsOf(new URLSearchParams('_id=1,2&_id=3&status=final'))).toEqual({
      ...none,
      ids: [['1', '2'], ['3']],
      statuses: [[{ system: undefined, value: 'final' }]],
    });
  });

  test('tokens and dates are read as such', () => {
    const query = new URLSearchParams({
      code: 'http://loinc.org|1,2',
      category: 'LAB',
      identifier: 's|v',
      date: 'ge2026',
      collected: '2026-03',
      _lastUpdated: 'lt2027',
    });
    const conditions = conditionsOf(query);
    expect(conditions.codes).toEqual([
      [
        { system: 'http://loinc.org', value: '1' },
        { system: undefined, value: '2' },
      ],
    ]);
    expect(conditions.categories).toEqual([[{ system: undefined, value: 'LAB' }]]);
    expect(conditions.identifiers).toEqual([[{ system: 's', value: 'v' }]]);
    expect(conditions.dates.map(([one]) => [one?.prefix, one?.from])).toEqual([
      ['ge', Date.UTC(2026, 0)],
      ['eq', Date.UTC(2026, 2)],
    ]);
    expect(conditions.lastUpdated.map(([one]) => [one?.prefix, one?.to])).toEqual([
      ['lt', Date.UTC(2028, 0)],
    ]);
  });

  test.each(['date', 'collected', '_lastUpdated'])('a %s of no calendar is refused', (name) => {
    expect(() => conditionsOf(new URLSearchParams({ [name]: 'ge2026-02-30' }))).toThrow(`${name} is no date`);
  });
});

describe('a number', () => {
  test.each([
    ['1', 1],
    ['999999', 999_999],
    ['007', 7],
  ])('%s', (text, expected) => {
    expect(numberOf(new URLSearchParams({ _count: text }), '_count')).toBe(expected);
  });

  test.each(['0', '000', '-1', '1.5', '1e3', '1000000', ' 1', '١', 'Infinity', ''])(
    '%j is refused',
    (text) => {
      expect(() => numberOf(new URLSearchParams({ max: text }), 'max')).toThrow('max is a number from 1 on');
    },
  );

  test('that is not given is undefined', () => {
    expect(numberOf(new URLSearchParams('max=3'), '_count')).toBeUndefined();
  });
});
