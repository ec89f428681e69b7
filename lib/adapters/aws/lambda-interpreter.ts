import { defaultProvider } from '@aws-sdk/credential-provider-node';
import { SignatureV4 } from '@smithy/signature-v4';
import type { SeenControls, SeenSystem } from '../../model/seen-controls.ts';
import type { UnmappedTerm } from '../../model/unmapped-term.ts';
import type { Interpreter, Rehearsed } from '../../ports/interpreter.ts';
import { AdapterError, tooLong } from '../../shared/adapter-error.ts';
import { Sha256 } from './sha256.ts';

export interface LambdaInterpreterOptions {
  /** The function that interprets. */
  readonly functionName: string;
  readonly region: string;
  /** Default: Lambda in the region. */
  readonly endpoint?: string | undefined;
  /** No answer is awaited longer. Default: 20 seconds, so that the page can still say so. */
  readonly timeoutMs?: number;
}

/** In bytes. Lambda answers at most 6 MB. */
export const longestAnswer = 5_500_000;

/** The answer instead of a longer one. */
export const tooLongAnswer = { kind: 'too-long' } as const;

/**
 * Asks the function that holds the meaning of messages, so that the console need not. One request of Lambda's API is all
 * that is used of it, so it is signed here.
 */
export function lambdaInterpreter(options: LambdaInterpreterOptions): Interpreter {
  const { functionName, region, timeoutMs = 20_000 } = options;
  const signer = new SignatureV4({
    ...{ service: 'lambda', region, credentials: defaultProvider(), sha256: Sha256 },
  });
  const url = new URL(
    `/2015-03-31/functions/${encodeURIComponent(functionName)}/invocations`,
    options.endpoint ?? `https://lambda.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`,
  );
  const ask = async (question: object): Promise<unknown> => {
    const body = JSON.stringify(question);
    const { headers } = await signer.sign({
      ...{ method: 'POST', protocol: url.protocol, hostname: url.hostname, path: url.pathname, body },
      headers: { host: url.host, 'content-type': 'application/json' },
    });
    return answerOf(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(timeoutMs) });
  };
  return {
    rehearse: async (request) => (await ask({ ask: 'rehearse', ...request })) as Rehearsed,
    patientsIn: async (messageId) => (await ask({ ask: 'patientsIn', messageId })) as readonly string[],
    systems: async () => (await ask({ ask: 'systems' })) as readonly SeenSystem[],
    controls: async (request) =>
      ((await ask({ ask: 'controls', ...request })) as SeenControls | null) ?? undefined,
    unmapped: async (most) => (await ask({ ask: 'unmapped', most })) as readonly UnmappedTerm[],
  };
}

/** Nothing is written, so every failure but that of a length may be tried again. */
async function answerOf(url: URL, request: RequestInit): Promise<unknown> {
  try {
    const answer = await fetch(url, request);
    // the error of the function may be of any text, and is in its own log
    if (!answer.ok || answer.headers.has('x-amz-function-error'))
      throw new Error(`Lambda answered with status ${answer.status}`);
    const text = await answer.text();
    if (text !== JSON.stringify(tooLongAnswer)) return JSON.parse(text);
  } catch (cause) {
    throw new AdapterError(
      'NotInterpreted',
      'transient',
      'There was no answer of the function that knows what messages mean',
      {
        cause,
      },
    );
  }
  throw new AdapterError(tooLong, 'permanent', 'The answer is too long to be sent');
}
