import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type ServedAsset, servedAssets } from '../../lib/console/assets.ts';
import { assetHeaders, otherHeaders } from '../../lib/console/security-headers.ts';
import type { PageState } from './state.ts';
import { statusPage } from './status-page.ts';

/** Answers a request for the page or its style sheet. False: it is for neither, or it may not be answered. */
export type ServePage = (request: IncomingMessage, response: ServerResponse) => boolean;

const headers = {
  ...otherHeaders,
  'content-security-policy':
    "default-src 'none'; style-src 'self'; img-src data:; form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
};

const loopback = /^(?:::ffff:)?127\.\d{1,3}\.\d{1,3}\.\d{1,3}$|^::1$/;
const loopbackHost = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d{1,5})?$/i;

/**
 * The page is for browsers on this machine. A page of another site that resolves its own name to this machine (DNS
 * rebinding) sends its own name as Host, and gets nothing.
 */
export const mayAsk = ({ socket, headers: { host } }: Pick<IncomingMessage, 'socket' | 'headers'>): boolean =>
  loopback.test(socket.remoteAddress ?? '') && loopbackHost.test(host ?? '');

/** Serves the page of the gateway about itself: `/`. */
export function createPage({
  state,
  version,
}: {
  readonly state: () => PageState;
  readonly version: string;
}): ServePage {
  const assets = servedAssets([
    {
      ...{ name: 'console.css', type: 'text/css' },
      text: readFileSync(new URL('../../lib/console/console.css', import.meta.url), 'utf8'),
    },
  ]);
  return (request, response) => {
    const [path] = (request.url ?? '/').split('?');
    const asset = assets.find((one) => one.path === path);
    if ((path !== '/' && asset === undefined) || !mayAsk(request)) return false;
    if (request.method !== 'GET') response.writeHead(405, { ...headers, allow: 'GET' }).end();
    else if (asset !== undefined) response.writeHead(200, assetHeaders(asset.type)).end(asset.text);
    else void show({ state, version, assets }, response);
    return true;
  };
}

async function show(
  { state, version, assets }: { state: () => PageState; version: string; assets: readonly ServedAsset[] },
  response: ServerResponse,
): Promise<void> {
  try {
    const text = String(await statusPage(state(), { assets, version }));
    response.writeHead(200, { ...headers, 'content-type': 'text/html; charset=utf-8' }).end(text);
  } catch {
    response.writeHead(500, headers).end('the page cannot be shown\n');
  }
}
