import { deflateRawSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { inflated, PayloadStore } from '../../../../lib/adapters/s3/payload-store.ts';

test('a payload is read as it was written', async () => {
  const payloads = new PayloadStore('bucket');
  const written = await payloads.write('messages/1', Buffer.from('MSH|'));
  expect(Buffer.from(await payloads.read(written)).toString()).toBe('MSH|');
});

test('a payload that grows beyond the limit is refused', () => {
  const bomb = deflateRawSync(Buffer.alloc(1_000_000));
  expect(bomb.length).toBeLessThan(2000);
  expect(() => inflated(bomb, 999_999)).toThrow('larger than 999999 bytes');
  expect(inflated(bomb, 1_000_000)).toHaveLength(1_000_000);
});

test('no payload is written that would not be read', async () => {
  const long = Buffer.alloc(128 * 1024 * 1024 + 1);
  await expect(new PayloadStore('bucket').write('reports/1', long)).rejects.toMatchObject({
    code: 'TooLong',
    disposition: 'permanent',
  });
});
