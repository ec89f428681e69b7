import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';

/**
 * Answers requests that API Gateway hands over. Every answer is text. A request that has no valid form is answered with 400, and
 * nobody is asked.
 */
export const textApi =
  (fetch: (request: Request, event: APIGatewayProxyEvent) => Response | Promise<Response>) =>
  async (event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> => {
    const request = requestOf(event);
    return toResult(
      request === undefined ? new Response('Invalid request', { status: 400 }) : await fetch(request, event),
    );
  };

function requestOf({
  path,
  httpMethod,
  body,
  isBase64Encoded,
  ...event
}: APIGatewayProxyEvent): Request | undefined {
  const query = pairsOf(event.multiValueQueryStringParameters)
    .map((pair) => pair.map(encodeURIComponent).join('='))
    .join('&');
  try {
    const headers = new Headers(pairsOf(event.multiValueHeaders));
    const host = event.requestContext.domainName ?? headers.get('host');
    return new Request(`https://${host}${path}${query === '' ? '' : `?${query}`}`, {
      method: httpMethod,
      headers,
      body: body === null || body === '' ? null : Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8'),
    });
  } catch {
    // a header with characters that HTTP does not allow, a method that is none, a body of a GET
    return undefined;
  }
}

const pairsOf = (
  values: Readonly<Record<string, string[] | undefined>> | null,
): [name: string, value: string][] =>
  Object.entries(values ?? {}).flatMap(([name, all = []]) =>
    all.map((value): [string, string] => [name, value]),
  );

async function toResult(answer: Response): Promise<APIGatewayProxyResult> {
  const headers = new Map<string, string[]>();
  for (const [name, value] of answer.headers) headers.set(name, [...(headers.get(name) ?? []), value]);
  return {
    statusCode: answer.status,
    multiValueHeaders: Object.fromEntries(headers),
    body: await answer.text(),
    isBase64Encoded: false,
  };
}
