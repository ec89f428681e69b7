import type { Server } from 'node:http';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { type Answered, createHttpApi, type Route } from '../../../local/http-api.ts';
import type { LambdaFunction } from '../../../local/lambda-function.ts';
import { close, listen } from '../../../local/listen.ts';

type Handle = (event: APIGatewayProxyEvent) => unknown;

/** What stands behind a route: its handler, without a worker. */
const target = (handle: Handle) =>
  ({ invoke: async (event: APIGatewayProxyEvent) => handle(event) }) as unknown as LambdaFunction;

const servers: Server[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map(close));
});

async function anApi(routes: Readonly<Record<string, Partial<Route>>>) {
  const answered: Answered[] = [];
  const failures: string[] = [];
  const server = createHttpApi({
    routes: new Map(
      Object.entries(routes).map(([key, route]) => [
        key,
        { target: target(() => ok('')), apiName: 'Labwire', arn: `arn:${key}`, ...route },
      ]),
    ),
    onAnswered: (one) => answered.push(one),
    onServerError: (name) => failures.push(name),
  });
  servers.push(server);
  const url = `http://127.0.0.1:${await listen(server)}`;
  return {
    answered,
    failures,
    ask: (path: string, init: RequestInit = {}) => fetch(`${url}${path}`, init),
  };
}

const ok = (body: string, headers: Readonly<Record<string, string>> = {}): APIGatewayProxyResult => ({
  statusCode: 200,
  headers,
  body,
});

describe('a request', () => {
  test('reaches the function of its route as an event of API Gateway', async () => {
    let seen: APIGatewayProxyEvent | undefined;
    const { ask } = await anApi({
      'POST /v1/messages': {
        target: target((event) => {
          seen = event;
          return ok('');
        }),
      },
    });
    await ask('/v1/messages?a=1&a=2&b=x%20y', {
      method: 'POST',
      body: 'MSH|\xe9',
      headers: { 'x-one': '1' },
    });
    expect(seen).toMatchObject({
      httpMethod: 'POST',
      path: '/v1/messages',
      resource: '/v1/messages',
      queryStringParameters: { a: '1', b: 'x y' },
      multiValueQueryStringParameters: { a: ['1', '2'], b: ['x y'] },
      headers: { 'x-one': '1' },
      isBase64Encoded: true,
    });
    expect(Buffer.from(seen?.body ?? '', 'base64').toString()).toBe('MSH|\xe9');
  });

  test('below a greedy path reaches its function, and an exact route goes first', async () => {
    const named = (name: string) => ({ target: target(() => ok(name)) });
    const { ask } = await anApi({
      'GET /fhir/{proxy+}': named('read'),
      'GET /fhir/metadata': named('metadata'),
    });
    const answers = ['/fhir/Patient/1', '/fhir/metadata'].map(async (path) => (await ask(path)).text());
    expect(await Promise.all(answers)).toEqual(['read', 'metadata']);
  });

  test('to an address or with a method that nobody serves is refused, as API Gateway does', async () => {
    const { ask } = await anApi({ 'POST /v1/messages': {} });
    for (const [path, method] of [
      ['/v2/messages', 'POST'],
      ['/v1/messages', 'GET'],
    ]) {
      const response = await ask(path ?? '', { method: method ?? '' });
      expect([response.status, await response.json()]).toEqual([
        403,
        { message: 'Missing Authentication Token' },
      ]);
    }
  });

  test('over the limit is refused before its function is asked', async () => {
    let count = 0;
    const { ask } = await anApi({ 'POST /v1/messages': { target: target(() => ok(String(++count))) } });
    const response = await ask('/v1/messages', { method: 'POST', body: Buffer.alloc(10 * 1024 * 1024 + 1) });
    expect([response.status, count]).toEqual([413, 0]);
  });
});

describe('an answer', () => {
  test('has the status, the headers and the bytes of the function', async () => {
    const bytes = Buffer.from([0x4d, 0xe9, 0x00, 0xff]);
    const { ask } = await anApi({
      'GET /bytes': {
        target: target(() => ({
          statusCode: 201,
          headers: { 'x-one': '1' },
          multiValueHeaders: { 'x-two': ['2'] },
          body: bytes.toString('base64'),
          isBase64Encoded: true,
        })),
      },
    });
    const response = await ask('/bytes');
    expect([response.status, response.headers.get('x-one'), response.headers.get('x-two')]).toEqual([
      201,
      '1',
      '2',
    ]);
    expect(Buffer.from(await response.arrayBuffer())).toEqual(bytes);
  });

  test('of receive is told with the bytes that came', async () => {
    const { ask, answered } = await anApi({
      'POST /v1/messages': {
        target: target(() => ok('', { 'labwire-message-id': 'm1', 'labwire-outcome': 'accepted' })),
      },
    });
    await ask('/v1/messages', { method: 'POST', body: 'MSH' });
    expect(answered.map(({ messageId, outcome, bytes }) => [messageId, outcome, String(bytes)])).toEqual([
      ['m1', 'accepted', 'MSH'],
    ]);
  });

  test('of a function that fails is 502 without details, and is counted', async () => {
    const { ask, failures } = await anApi({
      'GET /x': {
        target: target(() => {
          throw new Error('a secret');
        }),
      },
    });
    const response = await ask('/x');
    expect([response.status, await response.text()]).toEqual([502, '{"message":"Internal server error"}']);
    expect(failures).toEqual(['Labwire']);
  });
});

describe('a caller', () => {
  const authorizer = target(({ headers }) => {
    if (headers['authorization'] !== 'Bearer good') throw new Error('Unauthorized');
    return { context: { client: 'ward' } };
  });
  const whose: Partial<Route> = {
    target: target(({ requestContext }) => ok(JSON.stringify(requestContext.authorizer))),
  };

  test.each([
    ['no token', {}, 401],
    ['a token that the authorizer refuses', { authorization: 'Bearer bad' }, 401],
    ['a token that it takes', { authorization: 'Bearer good' }, 200],
  ])('with %s', async (_, headers, status) => {
    const { ask } = await anApi({ 'GET /fhir/{proxy+}': { ...whose, authorizer } });
    const response = await ask('/fhir/Patient', { headers: headers as Record<string, string> });
    expect(response.status).toBe(status);
    if (status === 200) expect(await response.json()).toEqual({ client: 'ward' });
  });

  test('whose policies do not allow the route is refused by its access key', async () => {
    const asked: string[] = [];
    const { ask } = await anApi({
      'POST /v1/messages': {
        mayCall: async (accessKey, arn) => {
          asked.push(`${accessKey} ${arn}`);
          return accessKey === 'gateway';
        },
      },
    });
    const signed = (key: string) => ({
      authorization: `AWS4-HMAC-SHA256 Credential=${key}/20260302/x, Signature=1`,
    });
    const statuses = ['gateway', 'reader'].map(
      async (key) => (await ask('/v1/messages', { method: 'POST', headers: signed(key) })).status,
    );
    expect(await Promise.all(statuses)).toEqual([200, 403]);
    expect(asked.toSorted()).toEqual(['gateway arn:POST /v1/messages', 'reader arn:POST /v1/messages']);
  });
});
