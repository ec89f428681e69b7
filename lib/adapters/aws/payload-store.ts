import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { S3Client, S3ClientConfig } from '@aws-sdk/client-s3';
import { awsCall } from './aws-call.ts';

/** Longer than this, deflated, goes to S3: an item holds at most 400 KB. */
const INLINE_BYTES = 256 * 1024;

/** How an item refers to its payload: within, or in the bucket. */
export interface PayloadAttributes {
  readonly body?: Uint8Array;
  readonly bodyObject?: string;
}

/** Payloads of any length, deflated; short ones cost no request of their own. */
export class PayloadStore {
  readonly #bucket: string;
  readonly #config: S3ClientConfig;
  #client: Promise<S3Client> | undefined;

  constructor(bucket: string, config: S3ClientConfig = {}) {
    this.#bucket = bucket;
    this.#config = config;
  }

  /** Gives the attributes to put into the item; what is too long is in the bucket by then. */
  async write(objectKey: string, payload: Uint8Array): Promise<PayloadAttributes> {
    const body = deflateRawSync(payload);
    if (body.length <= INLINE_BYTES) return { body };
    const { PutObjectCommand } = await import('@aws-sdk/client-s3');
    const client = await this.#connect();
    await awsCall('PayloadNotWritten', () =>
      client.send(new PutObjectCommand({ Bucket: this.#bucket, Key: objectKey, Body: body })),
    );
    return { bodyObject: objectKey };
  }

  async read({ body, bodyObject }: PayloadAttributes): Promise<Uint8Array> {
    if (body !== undefined) return inflateRawSync(body);
    if (bodyObject === undefined) throw new Error('an item without its payload');
    const { GetObjectCommand } = await import('@aws-sdk/client-s3');
    const client = await this.#connect();
    return awsCall('PayloadNotRead', async () => {
      const object = await client.send(new GetObjectCommand({ Bucket: this.#bucket, Key: bodyObject }));
      const bytes = await object.Body?.transformToByteArray();
      if (bytes === undefined) throw new Error('an object without a body');
      return inflateRawSync(bytes);
    });
  }

  /** Loaded on the first long payload: most invocations never need S3, and it costs a cold start. */
  #connect(): Promise<S3Client> {
    this.#client ??= import('@aws-sdk/client-s3').then(
      ({ S3Client }) => new S3Client({ ...this.#config, forcePathStyle: true }),
    );
    return this.#client;
  }
}
