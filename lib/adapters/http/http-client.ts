import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { rootCertificates } from 'node:tls';
import { AdapterError } from '../../shared/adapter-error.ts';
import { isSecureAddress } from '../../shared/secure-address.ts';

export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array | undefined;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

/** Sends one request and returns its answer, whatever its status. */
export type HttpClient = (request: HttpRequest) => Promise<HttpAnswer>;

export interface HttpClientOptions {
  /** The limit for the connection and the whole answer. */
  readonly timeoutMs: number;
  /** Allows plain HTTP to other machines. */
  readonly insecure?: true | undefined;
  /** PEM. */
  readonly tls?:
    | {
        readonly certificate?: string | undefined;
        readonly key?: string | undefined;
        readonly authority?: string | undefined;
      }
    | undefined;
}

const MIB = 1024 * 1024;

/**
 * Only this much of an answer is read. A FHIR server may repeat every resource that it was sent, with additions
 * of its own, although it was asked not to.
 */
const longestAnswerTo = (body: HttpRequest['body']): number =>
  Math.min(4 * MIB + 2 * (body?.length ?? 0), 64 * MIB);

/**
 * HTTP over persistent connections, with mutual TLS if configured (`fetch` does not support it).
 * @throws AdapterError from the client: transient if nothing was sent, ambiguous if the request may have
 * arrived
 */
export function createHttpClient({ timeoutMs, tls, insecure }: HttpClientOptions): HttpClient {
  const secure = new HttpsAgent({
    keepAlive: true,
    minVersion: 'TLSv1.2',
    ...(tls?.certificate === undefined ? {} : { cert: tls.certificate }),
    ...(tls?.key === undefined ? {} : { key: tls.key }),
    // in addition to the usual authorities, because the token server may have another one
    ...(tls?.authority === undefined ? {} : { ca: [...rootCertificates, tls.authority] }),
  });
  const plain = new HttpAgent({ keepAlive: true });
  return ({ method, url, headers, body }) =>
    new Promise((resolve, reject) => {
      const address = new URL(url);
      if (insecure !== true && !isSecureAddress(address))
        throw new AdapterError(
          'InsecureAddress',
          'permanent',
          'The address is plain HTTP to another machine',
        );
      const isSecure = address.protocol === 'https:';
      const send = isSecure ? httpsRequest : httpRequest;
      let isSent = false;
      let isLate = false;
      let isAnswered = false;
      const fail = (cause: Error) => {
        clearTimeout(timer);
        reject(toFailure(cause, { isSent, isLate }));
      };
      const request = send(address, { method, headers, agent: isSecure ? secure : plain }, (answer) => {
        isAnswered = true;
        collect(answer, longestAnswerTo(body)).then((bytes) => {
          clearTimeout(timer);
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: bytes });
        }, fail);
      });
      // after a change of protocol the request reports no error any more: each end settles by itself
      const end = (cause: Error) => {
        fail(cause);
        request.destroy(cause);
      };
      const timer = setTimeout(() => {
        isLate = true;
        end(new Error('no answer in time'));
      }, timeoutMs);
      request.on('error', fail);
      request.on('upgrade', (_, socket) => {
        socket.destroy();
        end(new Error('the answer changes the protocol'));
      });
      request.on('close', () => {
        if (!isAnswered) fail(new Error('the connection ended'));
      });
      request.on('finish', () => {
        isSent = true;
      });
      request.end(body);
    });
}

function toFailure(
  cause: Error,
  { isSent, isLate }: { readonly isSent: boolean; readonly isLate: boolean },
): AdapterError {
  if (isLate)
    return new AdapterError('DestinationTimeout', 'ambiguous', 'The destination did not answer in time', {
      cause,
    });
  return isSent
    ? new AdapterError('DestinationBroke', 'ambiguous', 'The connection ended before the answer', { cause })
    : new AdapterError('DestinationUnreachable', 'transient', 'The destination cannot be reached', { cause });
}

async function collect(answer: IncomingMessage, longest: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length <= longest) chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
