import { describe, expect, test } from '@jest/globals';
import { createSigner } from '../../../gateway/sign-request.ts';

const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' };
const request = {
  url: 'https://abc123.execute-api.us-east-1.amazonaws.com/prod/v1/messages',
  headers: { 'content-type': 'application/hl7-v2' },
  body: Buffer.from('MSH|^~\\&|LIS'),
};

describe('a signed request', () => {
  test('names the key, the day, the region and the service, and what it covers', async () => {
    const { headers } = await createSigner({ region: 'us-east-1', credentials })(request);
    const authorization = headers['authorization'] ?? headers['Authorization'];
    expect(authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/us-east-1\/execute-api\/aws4_request, SignedHeaders=[a-z0-9;-]*host[a-z0-9;-]*, Signature=[0-9a-f]{64}$/,
    );
    expect(authorization).toContain('content-type');
  });

  test('is the same request otherwise', async () => {
    const signed = await createSigner({ region: 'us-east-1', credentials })(request);
    expect(signed.url).toBe(request.url);
    expect(signed.body).toBe(request.body);
    expect(signed.headers['content-type']).toBe('application/hl7-v2');
    expect(signed.headers['host']).toBe('abc123.execute-api.us-east-1.amazonaws.com');
  });

  test('another body has another signature', async () => {
    const sign = createSigner({ region: 'us-east-1', credentials });
    const signatureOf = async (body: Uint8Array) => {
      const { headers } = await sign({ ...request, body });
      return /Signature=(\w+)/.exec(headers['authorization'] ?? headers['Authorization'] ?? '')?.[1];
    };
    expect(await signatureOf(Buffer.from('a'))).not.toBe(await signatureOf(Buffer.from('b')));
  });

  test('carries the token of a session', async () => {
    const session = { ...credentials, sessionToken: 'token' };
    const { headers } = await createSigner({ region: 'us-east-1', credentials: session })(request);
    expect(headers['x-amz-security-token']).toBe('token');
  });

  test('is not made without credentials', async () => {
    const sign = createSigner({
      region: 'us-east-1',
      credentials: () => Promise.reject(new Error('no credentials')),
    });
    await expect(sign(request)).rejects.toThrow('no credentials');
  });
});
