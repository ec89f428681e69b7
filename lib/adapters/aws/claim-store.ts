import { createHash } from 'node:crypto';
import type { S3ClientConfig } from '@aws-sdk/client-s3';
import type { Claim } from '../../model/update.ts';
import { awsCall } from './aws-call.ts';
import { lazyS3 } from './lazy-s3.ts';

/** Updates that are too long for a queue, as objects that their readers fetch. */
export class ClaimStore {
  readonly #bucket: string;
  readonly #connect: ReturnType<typeof lazyS3>;

  constructor(bucket: string, config: S3ClientConfig = {}) {
    this.#bucket = bucket;
    this.#connect = lazyS3(config);
  }

  /** Writes the object, again where it is there: the same update has the same bytes. */
  async put(key: string, bytes: Uint8Array): Promise<Claim> {
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
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    return { bucket: this.#bucket, key, sha256, bytes: bytes.length };
  }
}
