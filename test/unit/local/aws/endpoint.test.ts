import { expect, test } from '@jest/globals';
import { PayloadStore } from '../../../../lib/adapters/s3/payload-store.ts';
import { startAwsEndpoint } from '../../../../local/aws/endpoint.ts';

test('an object that the emulator cannot take is too long at once, and no fault of the line', async () => {
  const endpoint = await startAwsEndpoint();
  const payloads = new PayloadStore('bucket', {
    endpoint: endpoint.url,
    region: 'eu-central-1',
    forcePathStyle: true,
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  });
  // deflate finds nothing that repeats
  const long = Buffer.from(crypto.getRandomValues(new Uint8Array(65_536)));
  const content = Buffer.concat(
    Array.from({ length: 180 }, (_, at) => Buffer.from(long.map((byte) => byte ^ (at * 37)))),
  );
  await expect(payloads.write('key', content)).rejects.toMatchObject({
    code: 'TooLong',
    disposition: 'permanent',
  });
  await endpoint.stop();
});
