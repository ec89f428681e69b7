import { request } from 'undici';
import type { Receipt } from '../lib/model/delivery.ts';
import type { Sender } from '../lib/model/sender.ts';
import { type Clock, systemClock } from '../lib/shared/clock.ts';
import { withoutFinalSlashes } from '../lib/shared/final-slashes.ts';
import { labwireHeaders } from '../lib/shared/header-names.ts';
import { retryAfterSeconds } from '../lib/shared/retry-after.ts';
import { type CloudAnswer, cloudAnswer } from './cloud-answer.ts';
import type { ServiceTime } from './service-time.ts';
import { within } from './time.ts';

/** A message as received, and its sender. */
export interface Received {
  readonly bytes: Uint8Array;
  readonly sender: Sender;
  /** Asks for the application acknowledgment, whatever the sender wants. */
  readonly wantsApplication?: boolean | undefined;
}

/** The cloud's answer to one message. */
export type RelayResult =
  | CloudAnswer
  /** No acknowledgment came, so the message may have been accepted or not. */
  | {
      readonly kind: 'unanswered';
      readonly reason: string;
      readonly retryAfterMs?: number | undefined;
      /** No retry can succeed: the message is too long for the API. */
      readonly isPermanent?: boolean | undefined;
    };

export type Relay = (received: Received) => Promise<RelayResult>;

export interface PostRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

export interface PostResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Uint8Array;
}

export interface HttpRelayOptions {
  /** Base URL of the HTTP API, without `/v1/messages`. */
  readonly url: string;
  /** The limit for everything: credentials, connection, and the whole answer. */
  readonly timeoutMs: number;
  /** For an API with IAM authorization: see `createSigner`. */
  readonly sign?: (request: PostRequest) => Promise<PostRequest>;
  readonly post?: Post | undefined;
  /** Learns the time of the cloud from its answers. */
  readonly serviceTime?: ServiceTime | undefined;
  readonly clock?: Clock;
}

export type Post = (request: PostRequest, signal: AbortSignal) => Promise<PostResponse>;

/** Longer than any answer of a Lambda function (6 MB). */
const MAX_ANSWER_BYTES = 8 * 1024 * 1024;

/** Sends messages to `POST /v1/messages` and gives the answers unchanged. */
export function createHttpRelay({ url, clock = systemClock, ...options }: HttpRelayOptions): Relay {
  const target = `${withoutFinalSlashes(url)}/v1/messages`;
  return async (received) => {
    try {
      const plain = { url: target, headers: headersOf(received), body: received.bytes };
      const response = await signAndPost(plain, options);
      return cloudAnswer(response, received.bytes) ?? unanswered(response, clock());
    } catch (cause) {
      return { kind: 'unanswered', reason: nameOf(cause) };
    }
  };
}

/** The status with which the cloud takes a receipt, without a body. */
const RECEIPT_TAKEN = 204;

/** Reports the outcome of a result to the cloud. False if the cloud did not accept the report. */
export function createReceiptSender({
  url,
  ...options
}: HttpRelayOptions): (receipt: Receipt) => Promise<boolean> {
  const target = `${withoutFinalSlashes(url)}/v1/deliveries`;
  return async (receipt) => {
    const headers = { 'content-type': 'application/json' };
    const plain = { url: target, headers, body: Buffer.from(JSON.stringify(receipt)) };
    try {
      const { status } = await signAndPost(plain, options);
      // the page of a proxy is answered with another status of success
      return status === RECEIPT_TAKEN;
    } catch {
      return false;
    }
  };
}

const nameOf = (cause: unknown): string =>
  typeof cause === 'object' && cause !== null && 'name' in cause ? String(cause.name) : 'unknown';

async function signAndPost(
  plain: PostRequest,
  {
    timeoutMs,
    sign = async (request) => request,
    post = postOverHttp,
    serviceTime,
  }: Omit<HttpRelayOptions, 'url'>,
): Promise<PostResponse> {
  const response = await within(timeoutMs, async (signal) => post(await sign(plain), signal));
  serviceTime?.learn(response);
  return response;
}

function headersOf({ sender, wantsApplication }: Received): Record<string, string> {
  return {
    'content-type': 'application/hl7-v2',
    [labwireHeaders.sender]: encodeURIComponent(JSON.stringify(sender)),
    ...(wantsApplication === true ? { [labwireHeaders.acknowledgment]: 'application' } : {}),
  };
}

/** Keeps connections open. */
async function postOverHttp({ url, headers, body }: PostRequest, signal: AbortSignal): Promise<PostResponse> {
  const response = await request(url, { method: 'POST', headers, body, signal });
  return {
    status: response.statusCode,
    headers: response.headers,
    body: await collect(response.body),
  };
}

/** @throws if the answer is too long; the connection is then closed */
async function collect(body: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.length;
    if (length > MAX_ANSWER_BYTES) throw new RangeError('the answer is too long');
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
}

function unanswered({ status, headers }: PostResponse, now: Date): RelayResult {
  const seconds = retryAfterSeconds(headers['retry-after'], now);
  return {
    kind: 'unanswered',
    reason: `HTTP ${status}`,
    ...(status === 413 ? { isPermanent: true } : {}),
    ...(seconds === undefined ? {} : { retryAfterMs: seconds * 1000 }),
  };
}
