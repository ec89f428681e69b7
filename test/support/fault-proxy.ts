import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { close, listen } from '../../local/listen.ts';

/** What a proxy does to one request. `lost` and the ones after it let the request through first. */
export const proxyFaults = [
  'drip',
  'hang',
  'page',
  'reset',
  'unavailable',
  'lost',
  'truncated',
  'other-answer',
] as const;
export type ProxyFault = (typeof proxyFaults)[number] | 'none';

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

/** A proxy between two machines that shows one of them every fault of the other. `targetUrl` may change. */
export async function startFaultProxy(options: {
  readonly targetUrl: () => string;
  readonly fault: () => ProxyFault;
  readonly retryAfter: string;
}) {
  const counts = new Map<ProxyFault, number>();
  const server = createServer((asked, response) => {
    response.on('error', () => undefined);
    void (async () => {
      const body = await buffer(asked);
      const fault = options.fault();
      counts.set(fault, (counts.get(fault) ?? 0) + 1);
      if (!answerItself(fault, response, options.retryAfter))
        giveBack(fault, await forward(options.targetUrl(), asked, body), response);
    })().catch(() => response.destroy());
  });
  const url = `http://127.0.0.1:${await listen(server)}`;
  return { url, counts, stop: () => close(server) };
}

function answerItself(fault: ProxyFault, response: ServerResponse, retryAfter: string): boolean {
  switch (fault) {
    case 'hang':
      return true;
    case 'reset':
      response.destroy();
      return true;
    case 'page':
      response.writeHead(200, { 'content-type': 'text/html' });
      response.end('<html>maintenance</html>');
      return true;
    case 'unavailable':
      response.writeHead(503, { 'retry-after': retryAfter });
      response.end();
      return true;
    case 'drip': {
      response.writeHead(200, { 'content-type': 'application/hl7-v2', 'labwire-outcome': 'accepted' });
      const drip = setInterval(() => response.write('x'), 100);
      response.once('close', () => clearInterval(drip));
      return true;
    }
    default:
      return false;
  }
}

function giveBack(fault: ProxyFault, { status, headers, body }: Answer, response: ServerResponse): void {
  if (fault === 'lost') {
    response.destroy();
    return;
  }
  response.writeHead(status, headers);
  if (fault === 'truncated') response.write(body.subarray(0, body.length / 2), () => response.destroy());
  else if (fault === 'other-answer') response.end(Buffer.from(body).fill('9', -12, -2));
  else response.end(body);
}

const forward = (targetUrl: string, asked: IncomingMessage, body: Buffer): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const { method = 'POST', headers, url = '/' } = asked;
    const sent = request(new URL(url, targetUrl), { method, headers }, (answer) => {
      buffer(answer).then(
        (bytes) => resolve({ status: answer.statusCode ?? 502, headers: answer.headers, body: bytes }),
        reject,
      );
    });
    sent.on('error', reject);
    sent.end(body);
  });
