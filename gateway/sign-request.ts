import { Sha256 } from '@aws-crypto/sha256-js';
import { defaultProvider } from '@aws-sdk/credential-provider-node';
import { SignatureV4 } from '@smithy/signature-v4';
import type { AwsCredentialIdentity, Provider } from '@smithy/types';
import type { PostRequest } from './relay.ts';
import type { ServiceTime } from './service-time.ts';

export interface SigningOptions {
  readonly region: string;
  /** Default: the credentials that the AWS SDK finds. */
  readonly credentials?: AwsCredentialIdentity | Provider<AwsCredentialIdentity>;
  /** Default: the clock of this machine. */
  readonly serviceTime?: ServiceTime | undefined;
}

/** Signs requests for API Gateway's IAM authorizer (AWS Signature Version 4). */
export function createSigner({ region, credentials, serviceTime }: SigningOptions) {
  const signer = new SignatureV4({
    service: 'execute-api',
    region,
    credentials: credentials ?? defaultProvider(),
    sha256: Sha256,
  });
  return async ({ url, headers, body }: PostRequest): Promise<PostRequest> => {
    const { host, protocol, hostname, pathname } = new URL(url);
    const signed = await signer.sign(
      {
        method: 'POST',
        protocol,
        hostname,
        path: pathname,
        headers: { ...headers, host },
        body,
      },
      serviceTime === undefined ? {} : { signingDate: serviceTime.now() },
    );
    return { url, headers: signed.headers, body };
  };
}
