import { Sha256 } from '@aws-crypto/sha256-js';
import { defaultProvider } from '@aws-sdk/credential-provider-node';
import { SignatureV4 } from '@smithy/signature-v4';
import type { AwsCredentialIdentity, Provider } from '@smithy/types';

export interface SigningOptions {
  readonly region: string;
  /** Any source that the AWS SDK knows, where it is not given. */
  readonly credentials?: AwsCredentialIdentity | Provider<AwsCredentialIdentity>;
  readonly send?: typeof fetch;
}

/** A `fetch` that signs for API Gateway's IAM authorizer (AWS Signature Version 4). */
export function createSignedFetch({ region, credentials, send = fetch }: SigningOptions): typeof fetch {
  const signer = new SignatureV4({
    service: 'execute-api',
    region,
    credentials: credentials ?? defaultProvider(),
    sha256: Sha256,
  });
  return async (input, init = {}) => {
    const url = new URL(String(input));
    const headers = { ...Object.fromEntries(new Headers(init.headers)), host: url.host };
    const signed = await signer.sign({
      method: init.method ?? 'GET',
      protocol: url.protocol,
      hostname: url.hostname,
      path: url.pathname,
      headers,
      body: init.body,
    });
    return send(url, { ...init, headers: signed.headers });
  };
}
