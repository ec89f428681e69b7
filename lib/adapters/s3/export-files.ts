import type { S3ClientConfig } from '@aws-sdk/client-s3';
import type { ExportFiles } from '../../ports/export-files.ts';
import { awsCall } from '../aws/aws-call.ts';
import { exportObjectKey } from '../dynamodb/keys.ts';
import { lazyS3 } from './lazy-s3.ts';

/** Files of exports as S3 objects below `exports/`, which expire after days. */
export class S3ExportFiles implements ExportFiles {
  readonly #bucket: string;
  readonly #connect: ReturnType<typeof lazyS3>;

  constructor(bucket: string, config: S3ClientConfig = {}) {
    this.#bucket = bucket;
    this.#connect = lazyS3(config);
  }

  async write(name: string, text: string): Promise<void> {
    const { client, PutObjectCommand } = await this.#connect();
    await awsCall('ExportNotWritten', () =>
      client.send(
        new PutObjectCommand({
          Bucket: this.#bucket,
          Key: exportObjectKey(name),
          Body: Buffer.from(text),
          ContentType: 'application/fhir+ndjson',
        }),
      ),
    );
  }

  async read(name: string): Promise<string> {
    const { client, GetObjectCommand } = await this.#connect();
    return awsCall('ExportNotRead', async () => {
      const object = await client.send(
        new GetObjectCommand({ Bucket: this.#bucket, Key: exportObjectKey(name) }),
      );
      const text = await object.Body?.transformToString('utf8');
      if (text === undefined) throw new Error('an object without a body');
      return text;
    });
  }
}
