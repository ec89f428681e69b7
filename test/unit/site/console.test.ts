import { expect, test } from '@jest/globals';
import { consoleSchema, signInAt } from '../../../lib/site/console.ts';

const roles = { technician: ['LAB-TECH'] };
const pool = { issuer: 'https://pool.test', clientId: 'of-the-pool' };

test('people sign in at the issuer of the site, otherwise at the user pool of the deployment', () => {
  const own = consoleSchema.parse({ issuer: 'https://issuer.test', clientId: 'labwire', roles });
  expect(signInAt(own, pool)).toMatchObject({
    ...{ issuer: 'https://issuer.test', clientId: 'labwire', claim: 'groups' },
  });
  expect(signInAt(consoleSchema.parse({ roles }), pool)).toMatchObject({ ...pool, claim: 'cognito:groups' });
  const nowhere = { issuer: undefined, clientId: undefined };
  expect(() => signInAt(consoleSchema.parse({ roles }), nowhere)).toThrow('the console has no issuer');
});

test.each([
  ['an issuer without a client', { issuer: 'https://issuer.test' }],
  ['a client without an issuer', { clientId: 'labwire' }],
  ['a secret without an issuer', { clientSecret: 'labwire/console' }],
])('%s is a problem of the site', (_name, settings) => {
  expect(consoleSchema.safeParse({ ...settings, roles }).success).toBe(false);
});
