import { createHash } from 'node:crypto';
import type { S3ClientConfig } from '@aws-sdk/client-s3';
import type { ClaimCheck } from '../../model/claim-check.ts';
import { awsCall } from '../aws/aws-call.ts';
import { lazyS3 } from './lazy-s3.ts';

/** What is too long for a queue, as objects that readers fetch. */
export class ClaimCheckStore {
  readonly #bucket: string;
  readonly #connect: ReturnType<typeof lazyS3>;

  constructor(bucket: string, config: S3ClientConfig = {}) {
    this.#bucket = bucket;
    this.#connect = lazyS3(config);
  }

  /** Writes an object whose key holds its digest, so that what was claimed once is never another. */
  async put(keyOf: (sha256: string) => string, bytes: Uint8Array): Promise<ClaimCheck> {
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const key = keyOf(sha256);
    const { client, PutObjectCommand } = await this.#connect();
    await awsCall('UpdateNotWritten', () =>
      client.send(
        new PutObjectCommand({
          Bucket: this.#bucket,
          Key: key,
          Body: bytes,
          ContentType: 'application/json',
        }),
      ),
    );
    return { bucket: this.#bucket, key, sha256, bytes: bytes.length };
  }

  /**
   * The object, as it was claimed.
   * @throws AdapterError transient where it cannot be read, or is another
   */
  async get(claim: ClaimCheck): Promise<Uint8Array> {
    const { client, GetObjectCommand } = await this.#connect();
    return awsCall('ClaimNotRead', async () => {
      const object = await client.send(new GetObjectCommand({ Bucket: claim.bucket, Key: claim.key }));
      const bytes = await object.Body?.transformToByteArray();
      if (bytes === undefined || createHash('sha256').update(bytes).digest('hex') !== claim.sha256)
        throw new Error('the object is not what was claimed');
      return bytes;
    });
  }
}
