import { expect, test } from '@jest/globals';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { textApi } from '../../../../lib/adapters/aws/text-api.ts';

const anEvent = (overrides: Partial<APIGatewayProxyEvent> = {}): APIGatewayProxyEvent =>
  ({
    ...{ path: '/console/messages', httpMethod: 'GET', body: null, isBase64Encoded: false },
    ...{ multiValueHeaders: {}, multiValueQueryStringParameters: null },
    requestContext: { domainName: 'api.test' },
    ...overrides,
  }) as APIGatewayProxyEvent;

/** What the handler makes of an event. */
async function asked(overrides: Partial<APIGatewayProxyEvent>): Promise<Request> {
  const seen: Request[] = [];
  await textApi((request) => {
    seen.push(request);
    return new Response('');
  })(anEvent(overrides));
  const [request] = seen;
  if (request === undefined) throw new Error('nothing was asked');
  return request;
}

test('a request has the address, every value of a query word and every header', async () => {
  const { url, method, headers } = await asked({
    multiValueQueryStringParameters: { since: ['06:00'], lot: ['a/b&c', 'd'] },
    multiValueHeaders: { Cookie: ['one=1', 'two=2'], 'Sec-Fetch-Site': ['none'] },
  });
  expect(url).toBe('https://api.test/console/messages?since=06%3A00&lot=a%2Fb%26c&lot=d');
  expect([method, headers.get('sec-fetch-site')]).toEqual(['GET', 'none']);
  expect(headers.get('cookie')).toMatch(/^one=1[;,] two=2$/);
});

test('a form is its body, also in base64', async () => {
  const form = 'csrf=x&reason=Blutgruppe%20unklar';
  const sent = { httpMethod: 'POST', path: '/console/waiting' };
  for (const body of [{ body: form }, { body: Buffer.from(form).toString('base64'), isBase64Encoded: true }])
    expect(await (await asked({ ...sent, ...body })).text()).toBe(form);
});

test('an answer is text with its status, and each cookie is a header of its own', async () => {
  const answer = new Response('käse', { status: 409, headers: { 'content-type': 'text/html' } });
  answer.headers.append('set-cookie', 'a=1; Path=/');
  answer.headers.append('set-cookie', 'b=2; Expires=Mon, 02 Mar 2026 14:00:00 GMT');
  expect(await textApi(() => answer)(anEvent())).toEqual({
    statusCode: 409,
    multiValueHeaders: {
      'content-type': ['text/html'],
      'set-cookie': ['a=1; Path=/', 'b=2; Expires=Mon, 02 Mar 2026 14:00:00 GMT'],
    },
    body: 'käse',
    isBase64Encoded: false,
  });
});

test.each([
  ['a header that HTTP does not allow', { multiValueHeaders: { 'x-name': ['a\nb'] } }],
  ['a header beyond Latin-1', { multiValueHeaders: { 'x-name': ['\u4e00'] } }],
  ['a GET with a body', { body: 'x' }],
])('%s is answered with 400, and nobody is asked', async (_, overrides) => {
  const answered = await textApi(() => {
    throw new Error('asked');
  })(anEvent(overrides));
  expect(answered.statusCode).toBe(400);
});

test('a failure of what answers is not hidden', async () => {
  const failing = textApi(() => Promise.reject(new TypeError('a fault of ours')));
  await expect(failing(anEvent())).rejects.toThrow('a fault of ours');
});
