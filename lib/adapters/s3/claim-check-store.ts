import { createHash } from 'node:crypto';
import type { S3ClientConfig } from '@aws-sdk/client-s3';
import type { ClaimCheck } from '../../model/claim-check.ts';
import { AdapterError, tooLong } from '../../shared/adapter-error.ts';
import { awsCall } from '../aws/aws-call.ts';
import { lazyS3 } from './lazy-s3.ts';

/** Stores content that is too long for a queue as S3 objects that readers fetch. */
export class ClaimCheckStore {
  readonly #bucket: string | undefined;
  readonly #owner: string | undefined;
  readonly #connect: ReturnType<typeof lazyS3>;

  /** A reader that does not know its bucket names the account that must own it. */
  constructor(place: string | { readonly owner: string | undefined }, config: S3ClientConfig = {}) {
    this.#bucket = typeof place === 'string' ? place : undefined;
    this.#owner = typeof place === 'string' ? undefined : place.owner;
    this.#connect = lazyS3(config);
  }

  /**
   * Writes an object. Its key contains its digest, so that the content of a claim check never changes.
   * @throws AdapterError permanent if it is longer than `get` takes
   */
  async put(keyOf: (sha256: string) => string, bytes: Uint8Array): Promise<ClaimCheck> {
    if (bytes.length > MAX_CLAIMED_BYTES)
      throw new AdapterError(tooLong, 'permanent', 'the update is longer than any reader takes');
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const key = keyOf(sha256);
    const bucket = this.#bucket;
    if (bucket === undefined) throw new Error('a claim check without a bucket for it');
    const { client, PutObjectCommand } = await this.#connect();
    await awsCall('UpdateNotWritten', () =>
      client.send(
        new PutObjectCommand({
          Bucket: bucket,
          Key: key,
          Body: bytes,
          ContentType: 'application/json',
        }),
      ),
    );
    return { bucket, key, sha256, bytes: bytes.length };
  }

  /**
   * Reads the object of a claim check.
   * @throws AdapterError transient if it is not one of ours, cannot be read, or has another length or digest
   */
  async get(claim: ClaimCheck): Promise<Uint8Array> {
    return awsCall('ClaimNotRead', async () => {
      if (!isOurs(claim, this.#bucket)) throw new Error('the claim check leads to an object of another kind');
      const { client, GetObjectCommand } = await this.#connect();
      const object = await client.send(
        new GetObjectCommand({
          Bucket: claim.bucket,
          Key: claim.key,
          ...(this.#owner === undefined ? {} : { ExpectedBucketOwner: this.#owner }),
        }),
      );
      if (object.ContentLength !== undefined && object.ContentLength !== claim.bytes)
        throw new Error('the object has another length');
      const bytes = await object.Body?.transformToByteArray();
      if (bytes === undefined || createHash('sha256').update(bytes).digest('hex') !== claim.sha256)
        throw new Error('the object is not what was claimed');
      return bytes;
    });
  }
}

/** No message for a gateway is longer. */
const MAX_CLAIMED_BYTES = 32 * 1024 * 1024;

/** Whether the claim is for a message to a gateway, in our own bucket if that is known: see `outboundObjectKey`. */
const isOurs = ({ bucket, key, sha256, bytes }: ClaimCheck, own: string | undefined): boolean =>
  (own === undefined || bucket === own) &&
  /^outbound\/[\w-]+\/[0-9a-f]{64}$/.test(key) &&
  key.endsWith(`/${sha256}`) &&
  bytes <= MAX_CLAIMED_BYTES;
