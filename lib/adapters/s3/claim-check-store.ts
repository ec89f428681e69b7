import { createHash } from 'node:crypto';
import type { S3ClientConfig } from '@aws-sdk/client-s3';
import type { ClaimCheck } from '../../model/claim-check.ts';
import { awsCall } from '../aws/aws-call.ts';
import { lazyS3 } from './lazy-s3.ts';

/** Stores content that is too long for a queue as S3 objects that readers fetch. */
export class ClaimCheckStore {
  readonly #bucket: string;
  readonly #connect: ReturnType<typeof lazyS3>;

  constructor(bucket: string, config: S3ClientConfig = {}) {
    this.#bucket = bucket;
    this.#connect = lazyS3(config);
  }

  /** Writes an object. Its key contains its digest, so that the content of a claim check never changes. */
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
   * Reads the object of a claim check.
   * @throws AdapterError transient if it cannot be read, or if its digest differs
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
