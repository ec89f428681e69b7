import { afterEach, describe, expect, test } from '@jest/globals';
import { createDestination } from '../../../../lib/destinations/fhir/deliver.ts';
import { aDestination, dependencies, once } from '../../../support/destinations.ts';
import { anHttpServer, nowhere, stopHttpServers } from '../../../support/http-servers.ts';
import { anOru } from '../../../support/messages.ts';
import { asVersion, reportOf } from '../../../support/normalized.ts';
import { transactionResponse } from '../../../support/transaction-response.ts';

afterEach(stopHttpServers);

const report = asVersion(reportOf(anOru()));

const deliver = (url: string, more: object = {}) =>
  createDestination(
    aDestination({ kind: 'fhir', url: `${url}/fhir`, timeoutMs: 2000, ...more }),
    dependencies,
  ).deliver(report, once);

/** A FHIR server that takes each transaction, or answers everything with one status. */
const anEhr = (status: number, headers: Readonly<Record<string, string>> = {}) =>
  anHttpServer(({ body }, response) =>
    status === 200
      ? response
          .writeHead(200, { 'content-type': 'application/fhir+json' })
          .end(JSON.stringify(transactionResponse(body)))
      : response.writeHead(status, headers).end('{"resourceType":"OperationOutcome"}'),
  );

describe('a FHIR destination', () => {
  test('gets one transaction bundle at its base address, and is done', async () => {
    const { url, received } = await anEhr(200);
    await deliver(url);
    expect(received).toHaveLength(1);
    const [only] = received;
    expect(only).toMatchObject({
      method: 'POST',
      path: '/fhir',
      headers: { 'content-type': 'application/fhir+json', prefer: 'return=minimal' },
    });
    expect(only?.headers.authorization).toBeUndefined();
    expect(JSON.parse(String(only?.body))).toMatchObject({ resourceType: 'Bundle', type: 'transaction' });
  });

  test.each([
    [500, 'transient'],
    [503, 'transient'],
    [429, 'transient'],
    [408, 'transient'],
    [409, 'transient'],
    [302, 'transient'],
    [400, 'permanent'],
    // two of the EHR's fit one identifier: somebody has to mend that
    [412, 'permanent'],
    // about the address or about who asks, not about the patient
    [401, 'transient'],
    [403, 'transient'],
    [404, 'transient'],
    [422, 'permanent'],
  ])('%i is a failure that is %s, with the answer kept', async (status, disposition) => {
    const { url } = await anEhr(status);
    await expect(deliver(url)).rejects.toMatchObject({
      code: `HTTP${status}`,
      disposition,
      cause: { message: '{"resourceType":"OperationOutcome"}' },
    });
  });

  test('a page of a proxy with status 200 is no answer of the server', async () => {
    const { url } = await anHttpServer((_, response) =>
      response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Down for maintenance</h1>'),
    );
    await expect(deliver(url)).rejects.toMatchObject({
      code: 'NoTransactionResponse',
      disposition: 'ambiguous',
      cause: { message: '<h1>Down for maintenance</h1>' },
    });
  });

  test('an empty answer whose length is not stated may be one that broke off', async () => {
    const { url } = await anHttpServer((_, response) => {
      response.socket?.end('HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n');
    });
    await expect(deliver(url)).rejects.toMatchObject({ code: 'NoTransactionResponse' });
  });

  test('that asks to be left alone is asked again when it says', async () => {
    const { url } = await anEhr(503, { 'retry-after': '120' });
    await expect(deliver(url)).rejects.toMatchObject({ code: 'HTTP503', retryAfterSeconds: 120 });
  });

  test('no answer in time is ambiguous', async () => {
    const { url } = await anHttpServer();
    await expect(deliver(url, { timeoutMs: 100 })).rejects.toMatchObject({
      code: 'DestinationTimeout',
      disposition: 'ambiguous',
    });
  });

  test('an answer that does not end in time is ambiguous', async () => {
    const { url } = await anHttpServer((_, response) => response.writeHead(200).write('{'));
    await expect(deliver(url, { timeoutMs: 100 })).rejects.toMatchObject({ disposition: 'ambiguous' });
  });

  test('a connection that ends before the answer is ambiguous', async () => {
    const { url } = await anHttpServer((_, response) => response.destroy());
    await expect(deliver(url)).rejects.toMatchObject({ code: 'DestinationBroke', disposition: 'ambiguous' });
  });

  test('nobody there is transient', async () => {
    await expect(deliver(nowhere)).rejects.toMatchObject({
      code: 'DestinationUnreachable',
      disposition: 'transient',
    });
  });

  test('is shown who we are by the value of the secret, not by its name', async () => {
    const { url, received } = await anEhr(200);
    await deliver(url, { auth: { kind: 'bearer', token: 'ehr/token' } });
    await deliver(url, { auth: { kind: 'basic', user: 'lab', password: 'ehr/password' } });
    expect(received.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer value of ehr/token',
      `Basic ${Buffer.from('lab:value of ehr/password').toString('base64')}`,
    ]);
  });

  test('no token is transient, and the bundle stays here', async () => {
    const { url, received } = await anEhr(200);
    const tokens = await anHttpServer((_, response) =>
      response.writeHead(400).end('{"error":"invalid_client"}'),
    );
    const auth = { kind: 'oauth2', tokenUrl: tokens.url, clientId: 'lab', clientSecret: 'ehr/secret' };
    await expect(deliver(url, { auth })).rejects.toMatchObject({ code: 'NoToken', disposition: 'transient' });
    expect([tokens.received.length, received.length]).toEqual([1, 0]);
  });

  test('a token that is refused is replaced once, and the bundle sent again with the new one', async () => {
    let tokenCount = 0;
    const { url, received } = await anHttpServer(({ path, headers }, response) => {
      if (path === '/token')
        response
          .writeHead(200, { 'content-type': 'application/json' })
          .end(JSON.stringify({ access_token: `t${++tokenCount}`, token_type: 'bearer', expires_in: 3600 }));
      else response.writeHead(headers.authorization === 'Bearer t2' ? 200 : 401).end();
    });
    const auth = { kind: 'oauth2', tokenUrl: `${url}/token`, clientId: 'lab', clientSecret: 'ehr/secret' };
    await deliver(url, { auth });
    expect(received.map(({ path }) => path)).toEqual(['/token', '/fhir', '/token', '/fhir']);
  });
});
