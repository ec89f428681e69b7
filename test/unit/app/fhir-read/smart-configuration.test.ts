import { expect, test } from '@jest/globals';
import { smartConfiguration } from '../../../../lib/app/fhir-read/smart-configuration.ts';

const issuer = { issuer: 'https://login.test', jwks_uri: 'https://login.test/keys' };

test('says where tokens are issued, and by which scopes', () => {
  const token_endpoint = 'https://login.test/token';
  const told = smartConfiguration({ ...issuer, token_endpoint }, ['system/*.rs']);
  expect(told).toMatchObject({ ...issuer, token_endpoint, scopes_supported: ['system/*.rs'] });
});

test('offers no challenge in plain text, which SMART forbids', () => {
  const told = smartConfiguration({ ...issuer, code_challenge_methods_supported: ['plain', 'S256'] }, []);
  expect(told).toMatchObject({ code_challenge_methods_supported: ['S256'] });
});

test.each([
  [['private_key_jwt'], ['client-confidential-asymmetric']],
  [['client_secret_post'], ['client-confidential-symmetric']],
  [undefined, ['client-confidential-symmetric']],
  [['none'], []],
])('clients that the issuer knows by %j are named as SMART does', (methods, expected) => {
  const told = smartConfiguration({ ...issuer, token_endpoint_auth_methods_supported: methods }, []) as {
    capabilities: string[];
  };
  expect(told.capabilities).toEqual([
    ...expected,
    'permission-patient',
    'permission-user',
    'permission-v1',
    'permission-v2',
  ]);
});
