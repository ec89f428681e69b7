import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { JWTPayload } from 'jose';
import type { Authorizer } from './jwt-authorizer.ts';
import type { LambdaFunction } from './lambda-function.ts';

/** API Gateway's own limit on a request. */
const MAX_BODY_BYTES = 10 * 1024 * 1024;

/** A message that `receive` has answered, whoever sent it. */
export interface Answered {
  readonly messageId: string;
  readonly outcome: string;
  readonly bytes: Uint8Array;
}

/** The function that serves a route, and who lets callers in. */
export interface Route {
  readonly target: LambdaFunction;
  /** Where the route asks for a token. */
  readonly authorizer?: Authorizer | undefined;
}

/** By route key: `POST /v1/messages`, `GET /fhir/{proxy+}`. */
export type Routes = ReadonlyMap<string, Route>;

/**
 * The HTTP API of the template: payload format 2.0. Tokens are checked as the route's authorizer says;
 * signatures of IAM are not asked for here.
 */
export function createHttpApi(routes: Routes, onAnswered?: (answered: Answered) => void): Server {
  return createServer((request, response) => {
    serve(request, response, { routes, onAnswered }).catch(() => {
      // Lambda failed or died: API Gateway says this and nothing else
      if (!response.headersSent) response.writeHead(500, { 'content-type': 'application/json' });
      response.end('{"message":"Internal Server Error"}');
    });
  });
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  { routes, onAnswered }: { routes: Routes; onAnswered: ((answered: Answered) => void) | undefined },
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://local');
  const [routeKey, route] = routeOf(`${request.method} ${url.pathname}`, routes) ?? [];
  if (routeKey === undefined || route === undefined) return answerJson(response, 404, 'Not Found');
  const claims = await route.authorizer?.(request.headers.authorization);
  if (route.authorizer !== undefined && claims === undefined)
    return answerJson(response, 401, 'Unauthorized');
  const body = await readBody(request);
  if (body === undefined) return answerJson(response, 413, 'Request Entity Too Large');
  const result = await route.target.invoke<APIGatewayProxyStructuredResultV2>(
    toEvent(request, { routeKey, url, body, claims }),
  );
  const messageId = result.headers?.['labwire-message-id'];
  const outcome = result.headers?.['labwire-outcome'];
  if (messageId !== undefined && outcome !== undefined)
    onAnswered?.({ messageId: String(messageId), outcome: String(outcome), bytes: body });
  response.writeHead(result.statusCode ?? 200, result.headers as Record<string, string>);
  response.end(Buffer.from(result.body ?? '', result.isBase64Encoded === true ? 'base64' : 'utf8'));
}

/** The route itself, else the one that takes everything below a path. */
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

async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  return length > MAX_BODY_BYTES ? undefined : Buffer.concat(chunks);
}

function toEvent(
  request: IncomingMessage,
  {
    routeKey,
    url,
    body,
    claims,
  }: {
    readonly routeKey: string;
    readonly url: URL;
    readonly body: Buffer;
    readonly claims: JWTPayload | undefined;
  },
): APIGatewayProxyEventV2 {
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
  );
  return {
    version: '2.0',
    routeKey,
    rawPath: url.pathname,
    rawQueryString: url.search.slice(1),
    headers,
    isBase64Encoded: true,
    body: body.toString('base64'),
    requestContext: {
      accountId: 'local',
      // API Gateway writes every claim as text
      ...(claims === undefined ? {} : { authorizer: { jwt: { claims: texts(claims), scopes: null } } }),
      apiId: 'local',
      domainName: request.headers.host ?? 'localhost',
      domainPrefix: 'local',
      requestId: randomUUID(),
      routeKey,
      stage: '$default',
      time: '',
      timeEpoch: 0,
      http: {
        method: request.method ?? '',
        path: url.pathname,
        protocol: 'HTTP/1.1',
        sourceIp: request.socket.remoteAddress ?? '',
        userAgent: request.headers['user-agent'] ?? '',
      },
    },
  };
}

const texts = (claims: JWTPayload): Record<string, string> =>
  Object.fromEntries(
    Object.entries(claims).map(([name, value]) => [
      name,
      Array.isArray(value) ? `[${value.join(' ')}]` : String(value),
    ]),
  );
