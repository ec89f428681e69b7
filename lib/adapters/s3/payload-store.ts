import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { S3ClientConfig } from '@aws-sdk/client-s3';
import { AdapterError, tooLong } from '../../shared/adapter-error.ts';
import { awsCall } from '../aws/aws-call.ts';
import { lazyS3 } from './lazy-s3.ts';

/** A deflated payload above this size is stored in S3: an item holds at most 400 KB. */
const INLINE_BYTES = 256 * 1024;

/** No message or report is longer. */
const MAX_PAYLOAD_BYTES = 128 * 1024 * 1024;

/** @throws RangeError if the payload is longer than any that was written */
export const inflated = (body: Uint8Array, longest = MAX_PAYLOAD_BYTES): Uint8Array =>
  inflateRawSync(body, { maxOutputLength: longest });

/** The attributes by which an item holds its payload, inside or in the bucket. */
export interface PayloadAttributes {
  readonly body?: Uint8Array;
  readonly bodyObject?: string;
}

/** Stores payloads of any length, deflated. Short ones need no request of their own. */
export class PayloadStore {
  readonly #bucket: string;
  readonly #connect: ReturnType<typeof lazyS3>;

  constructor(bucket: string, config: S3ClientConfig = {}) {
    this.#bucket = bucket;
    this.#connect = lazyS3(config);
  }

  /**
   * Returns the attributes for the item. A long payload is in the bucket by then.
   * @throws AdapterError permanent if it is longer than `read` takes
   */
  async write(objectKey: string, payload: Uint8Array): Promise<PayloadAttributes> {
    if (payload.length > MAX_PAYLOAD_BYTES)
      throw new AdapterError(tooLong, 'permanent', 'the payload is longer than any that is read');
    const body = deflateRawSync(payload);
    if (body.length <= INLINE_BYTES) return { body };
    const { client, PutObjectCommand } = await this.#connect();
    await awsCall('PayloadNotWritten', () =>
      client.send(new PutObjectCommand({ Bucket: this.#bucket, Key: objectKey, Body: body })),
    );
    return { bodyObject: objectKey };
  }

  async read({ body, bodyObject }: PayloadAttributes): Promise<Uint8Array> {
    if (body !== undefined) return inflated(body);
    if (bodyObject === undefined) throw new Error('an item without its payload');
    const { client, GetObjectCommand } = await this.#connect();
    return awsCall('PayloadNotRead', async () => {
      const object = await client.send(new GetObjectCommand({ Bucket: this.#bucket, Key: bodyObject }));
      const bytes = await object.Body?.transformToByteArray();
      if (bytes === undefined) throw new Error('an object without a body');
      return inflated(bytes);
    });
  }
}
