import { afterEach, expect, test } from '@jest/globals';
import { check } from '../../../../lib/destinations/hl7-http/check.ts';
import { aDestination, dependencies } from '../../../support/destinations.ts';
import { anHttpServer, nowhere, stopHttpServers } from '../../../support/http-servers.ts';

afterEach(stopHttpServers);

const reach = (url: string, more: object = {}) =>
  check(aDestination({ kind: 'hl7-http', url, timeoutMs: 2000, ...more }), dependencies);

test.each([200, 405, 500])('an answer of %i shows that somebody is there', async (status) => {
  const { url, received } = await anHttpServer((_, response) => response.writeHead(status).end());
  expect(await reach(url)).toBe(`answers (${status} to a GET)`);
  expect(received.map(({ method, body }) => [method, body.length])).toEqual([['GET', 0]]);
});

test('a token is asked for, and not shown to an engine that is only knocked at', async () => {
  const { url, received } = await anHttpServer((_, response) => response.writeHead(405).end());
  const auth = { kind: 'bearer', token: 'ehr/token' };
  expect(await reach(url, { auth })).toBe('answers (405 to a GET), and a token was issued');
  expect(received[0]?.headers.authorization).toBeUndefined();
});

test('no answer in time, and nobody there, are failures', async () => {
  const { url } = await anHttpServer();
  await expect(reach(url, { timeoutMs: 100 })).rejects.toMatchObject({ code: 'DestinationTimeout' });
  await expect(reach(nowhere)).rejects.toMatchObject({ code: 'DestinationUnreachable' });
});
