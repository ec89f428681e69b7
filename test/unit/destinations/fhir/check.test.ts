import { afterEach, expect, test } from '@jest/globals';
import { check } from '../../../../lib/destinations/fhir/check.ts';
import { aDestination, dependencies } from '../../../support/destinations.ts';
import { anHttpServer, nowhere, stopHttpServers } from '../../../support/http-servers.ts';

afterEach(stopHttpServers);

const reach = (url: string, more: object = {}) =>
  check(aDestination({ kind: 'fhir', url, timeoutMs: 2000, ...more }), dependencies);

const answering = (status: number, body = '{"resourceType":"CapabilityStatement"}') =>
  anHttpServer((_, response) => response.writeHead(status).end(body));

test('asks a FHIR server for its capabilities and sends nothing else', async () => {
  const { url, received } = await answering(200);
  expect(await reach(`${url}/fhir/`)).toBe('answers as a FHIR server');
  expect(received.map(({ method, path, body }) => [method, path, body.length])).toEqual([
    ['GET', '/fhir/metadata', 0],
  ]);
});

test('shows who we are where the destination asks for it', async () => {
  const { url, received } = await answering(200);
  const auth = { kind: 'bearer', token: 'ehr/token' };
  expect(await reach(url, { auth })).toBe('answers as a FHIR server, and accepts the token');
  expect(received[0]?.headers.authorization).toBe('Bearer value of ehr/token');
});

test.each([401, 404, 302, 500])('an answer of %i is not that of a FHIR server', async (status) => {
  const { url } = await answering(status);
  await expect(reach(url)).rejects.toThrow(`GET metadata was answered with ${status}`);
});

test.each(['', '<h1>Sign in</h1>', '{}', '[]', 'null', '{"resourceType":"OperationOutcome"}'])(
  'a server that answers %j with 200 is not a FHIR server',
  async (body) => {
    const { url } = await answering(200, body);
    await expect(reach(url)).rejects.toThrow('GET metadata was not answered with a CapabilityStatement');
  },
);

test('no answer in time, and nobody there, are failures', async () => {
  const { url } = await anHttpServer();
  await expect(reach(url, { timeoutMs: 100 })).rejects.toMatchObject({ code: 'DestinationTimeout' });
  await expect(reach(nowhere)).rejects.toMatchObject({ code: 'DestinationUnreachable' });
});

test('without a token the server is not asked at all', async () => {
  const { url, received } = await answering(200);
  const tokens = await answering(401);
  const auth = { kind: 'oauth2', tokenUrl: tokens.url, clientId: 'lab', clientSecret: 'ehr/secret' };
  await expect(reach(url, { auth })).rejects.toMatchObject({ code: 'NoToken' });
  expect(received).toEqual([]);
});
