import type { S3Client, S3ClientConfig } from '@aws-sdk/client-s3';

/** The S3 client, loaded on first use: most invocations do not need it, and loading slows a cold start. */
export function lazyS3(config: S3ClientConfig) {
  let client: S3Client | undefined;
  return async () => {
    const s3 = await import('@aws-sdk/client-s3');
    client ??= new s3.S3Client({ ...config, forcePathStyle: true });
    return { client, GetObjectCommand: s3.GetObjectCommand, PutObjectCommand: s3.PutObjectCommand };
  };
}
