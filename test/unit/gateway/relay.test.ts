import { afterEach, describe, expect, test } from '@jest/globals';
import { createHttpRelay, createReceiptSender, type Post, type Relay } from '../../../gateway/relay.ts';
import { createSigner } from '../../../gateway/sign-request.ts';
import { anHttpServer, stopHttpServers } from '../../support/http-servers.ts';
import { anOru } from '../../support/messages.ts';

const sender = { evidence: 'msh-3' } as const;
afterEach(stopHttpServers);

const answering =
  (status: number, body: string, headers: Record<string, string> = {}): Post =>
  async () => ({ status, headers, body: new Uint8Array(Buffer.from(body)) });

const relayThrough = (post: Post): Relay =>
  createHttpRelay({ url: 'https://api.test/', timeoutMs: 1000, post });

describe('the relay', () => {
  test('brings the acknowledgment back as it was written, whatever the status', async () => {
    const headers = {
      'content-type': 'application/hl7-v2',
      'labwire-message-id': 'm1',
      'labwire-outcome': 'rejected',
    };
    const bytes = anOru({ header: { 10: 'M1' } });
    const refusal = 'MSH|^~\\&|LABWIRE\rMSA|AR|M1';
    expect(await relayThrough(answering(400, refusal, headers))({ bytes, sender })).toEqual({
      kind: 'answered',
      answer: new Uint8Array(Buffer.from(refusal)),
      followUps: [],
      messageId: 'm1',
      outcome: 'rejected',
    });
  });

  test('an answer that is no acknowledgment is none', async () => {
    const result = await relayThrough(
      answering(500, '{"message":"Internal Server Error"}', { 'content-type': 'application/json' }),
    )({ bytes: anOru(), sender });
    expect(result).toEqual({ kind: 'unanswered', reason: 'HTTP 500' });
  });

  test.each([
    ['30', 30_000],
    ['99999999999', 600_000],
    ['Mon, 02 Mar 2026 14:01:00 GMT', 60_000],
    ['-5', undefined],
    ['soon', undefined],
  ])('Retry-After %s pauses the spool for %p milliseconds', async (header, retryAfterMs) => {
    const relay = createHttpRelay({
      url: 'https://api.test/',
      timeoutMs: 1000,
      post: answering(429, '', { 'retry-after': header }),
      clock: () => new Date('2026-03-02T14:00:00Z'),
    });
    expect(await relay({ bytes: anOru(), sender })).toEqual({
      kind: 'unanswered',
      reason: 'HTTP 429',
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    });
  });

  test('no answer is none', async () => {
    const result = await relayThrough(() => Promise.reject(new TypeError('fetch failed')))({
      bytes: anOru(),
      sender,
    });
    expect(result).toEqual({ kind: 'unanswered', reason: 'TypeError' });
  });
});

describe('an answer that never ends', () => {
  const accepted = { 'content-type': 'application/hl7-v2', 'labwire-outcome': 'accepted' };
  /** Answers with a byte every few milliseconds, for ever. */
  const dripping = async (): Promise<string> => {
    const server = await anHttpServer((_, response) => {
      response.writeHead(200, accepted);
      const drip = setInterval(() => response.write('x'), 5);
      response.once('close', () => clearInterval(drip));
    });
    return server.url;
  };

  test('is given up at its time, however steadily it drips', async () => {
    const relay = createHttpRelay({ url: await dripping(), timeoutMs: 200 });
    expect(await relay({ bytes: anOru(), sender })).toEqual({ kind: 'unanswered', reason: 'TimeoutError' });
  });

  test('is given up for a receipt as well', async () => {
    const send = createReceiptSender({ url: await dripping(), timeoutMs: 200 });
    expect(await send({ destination: 'ehr', reportKey: 'r', version: 1, state: 'delivered' })).toBe(false);
  });

  test('is given up where its length passes every bound', async () => {
    const { url } = await anHttpServer((_, response) => {
      response.writeHead(200, accepted);
      response.end(Buffer.alloc(9 * 1024 * 1024));
    });
    const relay = createHttpRelay({ url, timeoutMs: 60_000 });
    expect(await relay({ bytes: anOru(), sender })).toEqual({ kind: 'unanswered', reason: 'RangeError' });
  });

  test.each([
    ['credentials', { sign: () => new Promise<never>(() => undefined) }],
    ['a connection', { post: () => new Promise<never>(() => undefined) }],
  ])('is given up where %s never come', async (_, never) => {
    const relay = createHttpRelay({ url: 'https://api.test', timeoutMs: 50, ...never });
    expect(await relay({ bytes: anOru(), sender })).toEqual({ kind: 'unanswered', reason: 'TimeoutError' });
  });
});

describe('a receipt', () => {
  const receipt = { destination: 'ward', reportKey: 'a'.repeat(32), version: 1, state: 'delivered' } as const;

  test.each([
    [204, true],
    // the page of a proxy
    [200, false],
    [202, false],
    [302, false],
    [400, false],
    [503, false],
  ])('is heard by the cloud with %i: %p', async (status, isHeard) => {
    const url = 'https://api.test/';
    expect(await createReceiptSender({ url, timeoutMs: 1000, post: answering(status, '') })(receipt)).toBe(
      isHeard,
    );
  });
});

describe('signing', () => {
  test('a request carries a signature over its body, for the API of its region', async () => {
    const sign = createSigner({
      region: 'eu-central-1',
      credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
    });
    const signatureOf = async (text: string): Promise<string | undefined> => {
      const request = { url: 'https://api.test/v1/messages', headers: {}, body: Buffer.from(text) };
      return (await sign(request)).headers['authorization'];
    };
    const signatures = [await signatureOf('one'), await signatureOf('two')];
    expect(signatures[0]).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/eu-central-1\/execute-api\/aws4_request, SignedHeaders=[a-z0-9;-]*host[a-z0-9;-]*, Signature=[0-9a-f]{64}$/,
    );
    expect(signatures[0]).not.toBe(signatures[1]);
  });
});
