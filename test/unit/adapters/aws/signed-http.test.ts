import { expect, test } from '@jest/globals';
import aws4 from 'aws4';
import { signedHttp } from '../../../../lib/adapters/aws/signed-http.ts';
import type { HttpRequest } from '../../../../lib/adapters/http/http-client.ts';

const now = new Date('2026-03-02T14:00:00Z');
const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret', sessionToken: 'token' };
const url =
  'https://healthlake.eu-west-1.amazonaws.com/datastore/0a1b/r4/Patient?identifier=a%7C1&name=M%C3%BCller';

function signing(given: Parameters<typeof signedHttp>[1]['credentials'] = credentials) {
  const sent: HttpRequest[] = [];
  const http = async (request: HttpRequest) => {
    sent.push(request);
    return { status: 200, headers: {}, body: Buffer.alloc(0) };
  };
  const options = { service: 'healthlake', region: 'eu-west-1', clock: () => now, credentials: given };
  return { sent, http: signedHttp(http, options) };
}

test.each([
  ['a transaction', 'POST', '{"resourceType":"Bundle","note":"Müller"}'],
  ['a question', 'GET', undefined],
] as const)('%s is signed as another program signs it', async (_name, method, body) => {
  const { sent, http } = signing();
  const { pathname, search, host } = new URL(url);
  const path = `${pathname}${search}`;
  // the other program signs these, too
  const ofBody =
    body === undefined
      ? {}
      : { 'content-type': 'application/fhir+json', 'content-length': String(Buffer.byteLength(body)) };
  await http({ method, url, headers: { accept: 'application/fhir+json', ...ofBody }, body });
  const headers = new Map(Object.entries(sent[0]?.headers ?? {}));
  const other = aws4.sign(
    {
      ...{ service: 'healthlake', region: 'eu-west-1', method, path, host },
      ...(body === undefined ? {} : { body }),
      // what was sent, without the signature
      headers: Object.fromEntries([...headers].filter(([name]) => name !== 'authorization')),
    },
    credentials,
  );
  expect(headers.get('authorization')).toMatch(
    /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/20260302\/eu-west-1\/healthlake/,
  );
  expect(headers.get('authorization')).toBe(other.headers?.['Authorization']);
  expect([sent[0]?.method, sent[0]?.url, sent[0]?.body]).toEqual([method, url, body]);
});

test('without credentials nothing is sent, and it is tried again', async () => {
  const { sent, http } = signing(async () => Promise.reject(new Error('no role')));
  await expect(http({ method: 'GET', url, headers: {} })).rejects.toMatchObject({
    ...{ code: 'NotSigned', disposition: 'transient' },
  });
  expect(sent).toEqual([]);
});
