import { expect, test } from '@jest/globals';
import { secretsOf } from '../../../lib/destinations/over-http.ts';
import { aDestination } from '../../support/destinations.ts';

const secretsWith = (more: object) =>
  secretsOf(aDestination({ kind: 'fhir', url: 'https://ehr.test', ...more }));
const tokenUrl = 'https://ehr.test/token';

test.each([
  [{ kind: 'bearer', token: 'a' }],
  [{ kind: 'basic', user: 'lab', password: 'a' }],
  [{ kind: 'oauth2', tokenUrl, clientId: 'lab', clientSecret: 'a' }],
  [{ kind: 'smart-backend', tokenUrl, clientId: 'lab', privateKey: 'a', keyId: 'k' }],
])('the one secret of %j is read', (auth) => {
  expect(secretsWith({ auth })).toEqual(['a']);
});

test('certificates are secrets too, and each is named once', () => {
  expect(secretsWith({})).toEqual([]);
  const tls = { certificate: 'cert', key: 'key', authority: 'cert' };
  expect(secretsWith({ auth: { kind: 'bearer', token: 'key' }, tls })).toEqual(['key', 'cert']);
});
