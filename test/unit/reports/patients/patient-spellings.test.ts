import { expect, test } from '@jest/globals';
import { patientKeyOf } from '../../../../lib/model/identity.ts';
import type { Patient } from '../../../../lib/model/patient.ts';
import { areOnePerson, effectiveLinks } from '../../../../lib/reports/patients/patient-links.ts';
import { withSpellings } from '../../../../lib/reports/patients/patient-spellings.ts';

interface Said {
  readonly namespace?: string;
  readonly universalId?: string;
  readonly value?: string;
  readonly type?: string;
  readonly family?: string;
  readonly born?: string;
}

function patient({
  namespace,
  universalId,
  value = '4711',
  type = 'MR',
  family = 'Lind',
  born = '1970-01-01',
}: Said): Patient {
  const leading = {
    value,
    type,
    assigner: { namespace, universalId },
    scope: universalId ?? namespace ?? 'lis',
  };
  return {
    key: patientKeyOf(leading),
    identifiers: [leading],
    names: family === '' ? [] : [{ family, given: [family === 'Lind' ? 'Ada' : 'Nils'] }],
    ...(born === '' ? {} : { birthDate: { text: born, iso: born, zone: 'none' } }),
    ...{ addresses: [], phones: [], notes: [] },
  } as Patient;
}

const areOne = (...said: readonly Said[]): boolean =>
  areOnePerson(withSpellings(said.map(patient)), effectiveLinks([]));

const [named, oid, both, none] = [
  { namespace: 'RIVERSIDE' },
  { universalId: '1.2.3' },
  { namespace: 'RIVERSIDE', universalId: '1.2.3' },
  {},
];

test('one number in any spelling of its assigner is one person of one name and birth date', () => {
  expect([
    areOne(named, oid),
    areOne(named, both),
    areOne(none, both),
    areOne(named, oid, both, none),
  ]).toEqual([true, true, true, true]);
});

test.each<[string, Said, Said]>([
  ['two assigners', named, { namespace: 'LAKESIDE' }],
  ['two OIDs of one name', both, { ...named, universalId: '1.2.4' }],
  ['two numbers', named, { ...oid, value: '4712' }],
  ['a record number and a national one', named, { ...oid, type: 'NI' }],
  ['another birth date', named, { ...oid, born: '1955-01-01' }],
  ['another name', named, { ...oid, family: 'Berg' }],
  ['no name', named, { ...oid, family: '' }],
  ['no birth date', named, { ...oid, born: '' }],
])('%s are not one person by their spelling', (_, a, b) => {
  expect([areOne(a, b), areOne(b, a)]).toEqual([false, false]);
});

test.each<[string, Said, Said]>([
  ['no birth date', named, { namespace: 'Riverside', born: '' }],
  ['no name', both, { namespace: 'riverside', family: '' }],
])('the case of an assigner makes no other person, also with %s', (_, a, b) => {
  expect([areOne(a, b), areOne(b, a)]).toEqual([true, true]);
});

test('the case of an assigner makes no one person of two names or dates', () => {
  const spelled = { namespace: 'Riverside' };
  expect([
    areOne(named, { ...spelled, family: 'Berg' }),
    areOne(named, { ...spelled, born: '1955-01-01' }),
  ]).toEqual([false, false]);
});

test.each<[string, Said]>([
  ['no birth date', { born: '' }],
  ['no name', { family: '' }],
  ['neither', { family: '', born: '' }],
])('a number without an assigner is the number with one, with %s', (_, said) => {
  expect([areOne(none, { ...named, ...said }), areOne(both, { ...none, ...said })]).toEqual([true, true]);
});

test.each<[string, Said]>([
  ['another name', { family: 'Berg', born: '' }],
  ['another birth date', { family: '', born: '1955-01-01' }],
  ['another number', { value: '4712', born: '' }],
])('a number without an assigner is no number with one, with %s', (_, said) => {
  expect([areOne(named, { ...none, ...said }), areOne({ ...none, ...said }, both)]).toEqual([false, false]);
});

test.each<[string, string]>([
  ['00047', '47'],
  ['ab7', 'AB7'],
])('%s is %s for one name and birth date, and not without them', (one, other) => {
  expect(areOne({ ...named, value: one }, { ...named, value: other })).toBe(true);
  expect(areOne({ ...named, value: one }, { ...named, value: other, born: '' })).toBe(false);
  expect(areOne({ ...named, value: one }, { value: other, family: '' })).toBe(false);
  expect(areOne({ ...named, value: one }, { ...named, value: other, family: 'Berg' })).toBe(false);
});

test('numbers of two senders that both name no assigner are two without a birth date', () => {
  const [own, other] = [patient({ born: '' }), patient({ born: '' })].map((one, index) => {
    const identifiers = one.identifiers.map((id) => ({ ...id, scope: `sender${index}` }));
    return { ...one, identifiers, key: identifiers.map(patientKeyOf).join('') };
  });
  if (own === undefined || other === undefined) throw new Error('two patients');
  expect(areOnePerson(withSpellings([own, other]), effectiveLinks([]))).toBe(false);
});

test('a number without an assigner joins no two assigners', () => {
  expect(areOne(named, none, { namespace: 'LAKESIDE' })).toBe(false);
});
