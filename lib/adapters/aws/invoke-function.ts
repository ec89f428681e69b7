import { defaultProvider } from '@aws-sdk/credential-provider-node';
import { SignatureV4 } from '@smithy/signature-v4';
import { AdapterError } from '../../shared/adapter-error.ts';
import { Sha256 } from './sha256.ts';

export interface FunctionAddress {
  readonly functionName: string;
  readonly region: string;
  /** Default: Lambda in the region. */
  readonly endpoint?: string | undefined;
  /** No answer is awaited longer. Default: 20 seconds, so that the page can still say so. */
  readonly timeoutMs?: number;
}

/**
 * Invokes a function and gives the text of its answer as JSON. One request of Lambda's API is all that is used of it, so it is
 * signed here. Without an answer it throws `failure`, which may be tried again.
 */
export function functionAt(
  { functionName, region, endpoint, timeoutMs = 20_000 }: FunctionAddress,
  failure: { readonly code: string; readonly message: string },
): (event: object) => Promise<unknown> {
  const signer = new SignatureV4({
    ...{ service: 'lambda', region, credentials: defaultProvider(), sha256: Sha256 },
  });
  const url = new URL(
    `/2015-03-31/functions/${encodeURIComponent(functionName)}/invocations`,
    endpoint ?? `https://lambda.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`,
  );
  return async (event) => {
    const body = JSON.stringify(event);
    try {
      const { headers } = await signer.sign({
        ...{ method: 'POST', protocol: url.protocol, hostname: url.hostname, path: url.pathname, body },
        headers: { host: url.host, 'content-type': 'application/json' },
      });
      const answer = await fetch(url, {
        method: 'POST',
        headers,
        body,
        signal: AbortSignal.timeout(timeoutMs),
      });
      // the error of the function may be of any text, and is in its own log
      if (!answer.ok || answer.headers.has('x-amz-function-error'))
        throw new Error(`Lambda answered with status ${answer.status}`);
      return JSON.parse(await answer.text());
    } catch (cause) {
      throw new AdapterError(failure.code, 'transient', failure.message, { cause });
    }
  };
}
