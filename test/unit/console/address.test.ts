import { expect, test } from '@jest/globals';
import { consoleAddress } from '../../../lib/console/address.ts';

const reached = (domainName: string, path: string, headers: Readonly<Record<string, string>> = {}) =>
  consoleAddress({ path: '/console/waiting', headers, requestContext: { path, domainName } });

test('the address has the stage of the API, or the base path of a domain', () => {
  expect(reached('a1.execute-api.us-east-1.amazonaws.com', '/live/console/waiting')).toBe(
    'https://a1.execute-api.us-east-1.amazonaws.com/live/console',
  );
  expect(reached('lab.test', '/labwire/console/waiting')).toBe('https://lab.test/labwire/console');
  expect(reached('lab.test', '/console/waiting')).toBe('https://lab.test/console');
});

test('the host is the one that API Gateway was reached by, whatever the caller says', () => {
  expect(reached('lab.test', '/console/waiting', { host: 'evil.test' })).toBe('https://lab.test/console');
});

test('plain HTTP is of this machine alone', () => {
  const plain = { 'x-forwarded-proto': 'http' };
  expect(reached('localhost:8080', '/console/waiting', plain)).toBe('http://localhost:8080/console');
  expect(reached('lab.test', '/console/waiting', plain)).toBe('https://lab.test/console');
});
