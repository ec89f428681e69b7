import { expect, test } from '@jest/globals';
import { personOf } from '../../../lib/console/person.ts';
import { aConfig } from '../../support/console.ts';

const roles = (claims: object, claim = 'groups') =>
  personOf({ sub: 's', ...claims }, aConfig({ claim }))?.roles;

test('each group gives the roles that the site names for it', () => {
  expect(roles({ groups: ['LAB-TECH'] })).toEqual(['technician']);
  expect(roles({ groups: ['LAB-HEAD', 'CAFETERIA'] })).toEqual(['technician', 'supervisor']);
  expect(roles({ 'cognito:groups': 'LAB-TECH' }, 'cognito:groups')).toEqual(['technician']);
});

test.each([
  [{}],
  [{ groups: [] }],
  [{ groups: ['lab-tech'] }],
  [{ groups: 'technician' }],
  [{ groups: { 'LAB-TECH': true } }],
  [{ roles: ['LAB-TECH'] }],
])('%j gives no role', (claims) => {
  expect(roles(claims)).toBeUndefined();
});

test('a claim of the prototype is no claim', () => {
  expect(roles({}, 'constructor')).toBeUndefined();
});

test('a token without a subject is of nobody', () => {
  expect(personOf({ groups: ['LAB-TECH'] }, aConfig())).toBeUndefined();
});

test('the name is the best that the token has', () => {
  const nameOf = (claims: object) =>
    personOf({ sub: 's-1', groups: ['LAB-TECH'], ...claims }, aConfig())?.name;
  expect(nameOf({ name: 'Ines', preferred_username: 'ines' })).toBe('Ines');
  expect(nameOf({ preferred_username: 'ines' })).toBe('ines');
  expect(nameOf({ name: 7 })).toBe('s-1');
});
