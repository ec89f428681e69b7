import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ClaimCheckStore } from '../../../../lib/adapters/s3/claim-check-store.ts';
import type { ClaimCheck } from '../../../../lib/model/claim-check.ts';

const content = Buffer.from('MSH|^~\\&|');
const sha256 = createHash('sha256').update(content).digest('hex');
const claim: ClaimCheck = {
  bucket: 'ours',
  key: `outbound/ehr/${sha256}`,
  sha256,
  bytes: content.length,
};

/** Serves the content for every object, and keeps what was asked. */
const asked: { readonly path: string; readonly owner: string | undefined }[] = [];
const server = createServer(({ url = '', headers }, response) => {
  asked.push({ path: url.split('?')[0] ?? '', owner: headers['x-amz-expected-bucket-owner']?.toString() });
  response.end(content);
});
beforeAll(() => new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready)));
afterAll(() => new Promise((closed) => server.close(closed)));

const aStore = (place: ConstructorParameters<typeof ClaimCheckStore>[0]): ClaimCheckStore =>
  new ClaimCheckStore(place, {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });

test('a claim check of the own bucket is read', async () => {
  expect(Buffer.from(await aStore('ours').get(claim))).toEqual(content);
  expect(asked.at(-1)?.path).toBe(`/ours/outbound/ehr/${sha256}`);
});

test.each<[string, Partial<ClaimCheck>]>([
  ['another bucket', { bucket: 'theirs' }],
  ['a stored message', { key: `messages/${sha256}` }],
  ['a path upwards', { key: `outbound/../${sha256}` }],
  ['a key without its digest', { key: 'outbound/ehr/1' }],
  ['the digest of something else', { key: `outbound/ehr/${'0'.repeat(64)}` }],
  ['a gigabyte', { bytes: 2 ** 30 }],
])('a claim check for %s is not asked for', async (_, changed) => {
  const before = asked.length;
  await expect(aStore('ours').get({ ...claim, ...changed })).rejects.toMatchObject({ code: 'ClaimNotRead' });
  expect(asked).toHaveLength(before);
});

test('an object of another length is not taken', async () => {
  await expect(aStore('ours').get({ ...claim, bytes: 3 })).rejects.toMatchObject({ code: 'ClaimNotRead' });
});

test('a reader that does not know its bucket asks for one of its account', async () => {
  await aStore({ owner: '123456789012' }).get({ ...claim, bucket: 'of-the-account' });
  expect(asked.at(-1)?.owner).toBe('123456789012');
});

test('nothing is written that would not be read', async () => {
  const before = asked.length;
  const long = Buffer.alloc(32 * 1024 * 1024 + 1);
  await expect(aStore('ours').put((digest) => `outbound/ehr/${digest}`, long)).rejects.toMatchObject({
    code: 'TooLong',
    disposition: 'permanent',
  });
  expect(asked).toHaveLength(before);
  const longest = await aStore('ours').put((digest) => `outbound/ehr/${digest}`, long.subarray(1));
  expect(longest.bytes).toBe(32 * 1024 * 1024);
});
