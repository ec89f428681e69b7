import { defaultProvider } from '@aws-sdk/credential-provider-node';
import { SignatureV4 } from '@smithy/signature-v4';
import type { AwsCredentialIdentity, Provider } from '@smithy/types';
import { AdapterError } from '../../shared/adapter-error.ts';
import type { Clock } from '../../shared/clock.ts';
import type { HttpClient } from '../http/http-client.ts';
import { Sha256 } from './sha256.ts';

export interface SignedHttpOptions {
  /** The name of the AWS service in the signature: `healthlake`. */
  readonly service: string;
  readonly region: string;
  readonly clock: Clock;
  /** Default: the credentials that the AWS SDK finds; in Lambda those of the function's role. */
  readonly credentials?: AwsCredentialIdentity | Provider<AwsCredentialIdentity>;
}

/**
 * Signs each request for an AWS service (Signature Version 4).
 * @throws AdapterError transient from the client: credentials that cannot be had are not the fault of an update
 */
export function signedHttp(http: HttpClient, options: SignedHttpOptions): HttpClient {
  const { service, region, clock, credentials = defaultProvider() } = options;
  const signer = new SignatureV4({ service, region, credentials, sha256: Sha256 });
  return async ({ method, url, headers, body }) => {
    const { protocol, hostname, host, pathname, searchParams } = new URL(url);
    const signed = await signer
      .sign(
        {
          ...{ method, protocol, hostname, path: pathname, query: Object.fromEntries(searchParams) },
          headers: { ...headers, host },
          body,
        },
        { signingDate: clock() },
      )
      .catch((cause: unknown) => {
        throw new AdapterError('NotSigned', 'transient', 'The request cannot be signed', { cause });
      });
    return http({ method, url, headers: signed.headers, body });
  };
}
