import { randomUUID } from 'node:crypto';
import {
  createServer,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { APIGatewayAuthorizerResult, APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { labwireHeaders } from '../lib/shared/header-names.ts';
import type { LambdaFunction } from './lambda-function.ts';

/** The limit of API Gateway. */
const MAX_BODY_BYTES = 10 * 1024 * 1024;

/** A message that `receive` has answered, from any sender. */
export interface Answered {
  readonly messageId: string;
  readonly outcome: string;
  readonly bytes: Uint8Array;
}

/** The function that serves a route, and the checks of its callers. */
export interface Route {
  readonly target: LambdaFunction;
  /** Name of the API of this route. */
  readonly apiName: string;
  /** The ARN for policies: `arn:aws:execute-api:…:…/live/POST/v1/messages`. */
  readonly arn: string;
  /** Decides on the whole request, if the route requires a token. */
  readonly authorizer?: LambdaFunction | undefined;
  /** Decides on the signer's access key, if the route requires a signature. */
  readonly mayCall?: ((accessKey: string, arn: string) => Promise<boolean>) | undefined;
}

/** By route key: `POST /v1/messages`, `GET /fhir/{proxy+}`. */
export type Routes = ReadonlyMap<string, Route>;

export interface HttpApiOptions {
  readonly routes: Routes;
  readonly onAnswered?: ((answered: Answered) => void) | undefined;
  /** Called if a function failed as a whole. The caller gets no details. */
  readonly onServerError: (apiName: string) => void;
}

/**
 * The REST APIs of the template, with Lambda proxy events. The template's own authorizer judges tokens. For
 * signed requests the signer's policies are checked, but not the signature; unsigned ones are let in.
 */
export function createHttpApi(options: HttpApiOptions): Server {
  return createServer((request, response) => {
    serve(request, response, options).catch(() => response.destroy());
  });
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  { routes, onAnswered, onServerError }: HttpApiOptions,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://local');
  const [routeKey, route] = routeOf(`${request.method} ${url.pathname}`, routes) ?? [];
  if (routeKey === undefined || route === undefined)
    return answerJson(response, 403, 'Missing Authentication Token');
  const accessKey = /Credential=([^/]+)\//.exec(request.headers.authorization ?? '')?.[1];
  if (accessKey !== undefined && (await route.mayCall?.(accessKey, route.arn)) === false)
    return answerJson(response, 403, 'User is not authorized to access this resource');
  const body = await bodyOf(request);
  if (body === undefined) return answerJson(response, 413, 'Request Too Long');
  const event = toEvent(request, { url, routeKey, body });
  const result = await invoke(route, event).catch(() => failed);
  if (result === undefined) return answerJson(response, 401, 'Unauthorized');
  if (result.statusCode >= 500) onServerError(route.apiName);
  const headers = flatHeaders(result);
  const messageId = headers[labwireHeaders.messageId];
  const outcome = headers[labwireHeaders.outcome];
  if (messageId !== undefined && outcome !== undefined) onAnswered?.({ messageId, outcome, bytes: body });
  response.writeHead(result.statusCode, withEveryCookie(headers, result));
  response.end(Buffer.from(result.body, result.isBase64Encoded === true ? 'base64' : 'utf8'));
}

/** Undefined if it is too long; the rest of it is then read past, and not kept. */
async function bodyOf(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  return length > MAX_BODY_BYTES ? undefined : Buffer.concat(chunks);
}

/** The answer of API Gateway if Lambda failed or died. */
const failed: APIGatewayProxyResult = {
  statusCode: 502,
  headers: { 'content-type': 'application/json' },
  body: '{"message":"Internal server error"}',
};

/** The function's answer; undefined if its authorizer refuses the caller. */
async function invoke(route: Route, event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult | undefined> {
  const authorizer = await admit(route, event);
  if (authorizer === undefined) return undefined;
  return route.target.invoke({ ...event, requestContext: { ...event.requestContext, authorizer } });
}

/** The authorizer's context for the caller; undefined if it refuses the caller. */
async function admit(
  { authorizer }: Route,
  event: APIGatewayProxyEvent,
): Promise<Readonly<Record<string, unknown>> | undefined> {
  if (authorizer === undefined) return {};
  if (event.headers['authorization'] === undefined) return undefined;
  const methodArn = `arn:aws:execute-api:us-east-1:000000000000:api/live/${event.httpMethod}${event.path}`;
  try {
    const verdict = await authorizer.invoke<APIGatewayAuthorizerResult>({
      type: 'REQUEST',
      methodArn,
      ...event,
    });
    return verdict.context ?? {};
  } catch (cause) {
    if (cause instanceof Error && cause.message.includes('Unauthorized')) return undefined;
    throw cause;
  }
}

/** The exact route, otherwise the one for everything below a path. */
function routeOf(asked: string, routes: Routes): readonly [string, Route] | undefined {
  const exact = routes.get(asked);
  if (exact !== undefined) return [asked, exact];
  const greedy = '/{proxy+}';
  return [...routes].find(
    ([key]) => key.endsWith(greedy) && asked.startsWith(key.slice(0, -greedy.length + 1)),
  );
}

function answerJson(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ message }));
}

const flatHeaders = ({
  headers = {},
  multiValueHeaders = {},
}: APIGatewayProxyResult): Record<string, string> =>
  Object.fromEntries(
    [
      ...Object.entries(headers),
      ...Object.entries(multiValueHeaders).map(([name, all]) => [name, all?.[0]] as const),
    ]
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, String(value)]),
  );

/** Headers of an answer; a browser gets every cookie. */
const withEveryCookie = (
  headers: Readonly<Record<string, string>>,
  { multiValueHeaders = {} }: APIGatewayProxyResult,
): OutgoingHttpHeaders => {
  const cookies = multiValueHeaders['set-cookie'];
  return cookies === undefined ? headers : { ...headers, 'set-cookie': cookies.map(String) };
};

function toEvent(
  request: IncomingMessage,
  { url, routeKey, body }: { readonly url: URL; readonly routeKey: string; readonly body: Buffer },
): APIGatewayProxyEvent {
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
  );
  headers['x-forwarded-proto'] = 'http';
  const query = [...new Set(url.searchParams.keys())];
  const [method = '', resource = ''] = routeKey.split(' ');
  return {
    resource,
    path: url.pathname,
    httpMethod: method,
    headers,
    multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
    queryStringParameters: Object.fromEntries(query.map((name) => [name, url.searchParams.get(name) ?? ''])),
    multiValueQueryStringParameters: Object.fromEntries(
      query.map((name) => [name, url.searchParams.getAll(name)]),
    ),
    pathParameters: null,
    stageVariables: null,
    isBase64Encoded: true,
    body: body.toString('base64'),
    // on this machine the URL has no stage before the path
    requestContext: {
      accountId: 'local',
      apiId: 'local',
      httpMethod: method,
      path: url.pathname,
      protocol: 'HTTP/1.1',
      requestId: randomUUID(),
      requestTimeEpoch: Date.now(),
      resourceId: 'local',
      resourcePath: resource,
      stage: 'live',
      identity: { sourceIp: request.socket.remoteAddress ?? '' },
    } as unknown as APIGatewayProxyEvent['requestContext'],
  };
}
