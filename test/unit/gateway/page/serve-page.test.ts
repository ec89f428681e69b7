import { request } from 'node:http';
import { afterEach, describe, expect, test } from '@jest/globals';
import { startHealthServer } from '../../../../gateway/health-server.ts';
import { createMetrics } from '../../../../gateway/metrics.ts';
import { createPage, mayAsk } from '../../../../gateway/page/serve-page.ts';
import type { PageState } from '../../../../gateway/page/state.ts';
import { aPageState } from '../../../support/gateway-page.ts';

let stop: (() => Promise<void>) | undefined;
afterEach(async () => {
  await stop?.();
  stop = undefined;
});

async function aServedPage(state: () => PageState = () => aPageState()) {
  const server = await startHealthServer({
    ...{ host: '127.0.0.1', port: 0, metrics: createMetrics(() => undefined), unready: () => undefined },
    servePage: createPage({ state, version: '1' }),
  });
  stop = server.stop;
  return (path = '/', { method = 'GET', host = `localhost:${server.port}` } = {}) =>
    new Promise<{ status: number | undefined; headers: Readonly<Record<string, unknown>>; text: string }>(
      (resolve, reject) => {
        const asked = request(
          { host: '127.0.0.1', port: server.port, path, method, headers: { host } },
          async (answer) => {
            const text = Buffer.concat(await Array.fromAsync(answer)).toString();
            resolve({ status: answer.statusCode, headers: answer.headers, text });
          },
        );
        asked.once('error', reject);
        asked.end();
      },
    );
}

describe('the page of the gateway', () => {
  test('is shown with its style sheet, and no script, form or frame is allowed', async () => {
    const ask = await aServedPage();
    const { status, headers, text } = await ask();
    expect(status).toBe(200);
    expect(headers['content-security-policy']).toBe(
      "default-src 'none'; style-src 'self'; img-src data:; form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
    );
    expect(headers['cache-control']).toBe('no-store');
    const [, sheet = ''] = /<link rel="stylesheet" href="([^"]+)"/.exec(text) ?? [];
    expect((await ask(sheet)).headers['content-type']).toBe('text/css; charset=utf-8');
  });

  test.each([
    'evil.test',
    'evil.test:8081',
    '127.0.0.1.evil.test',
    'localhost.evil.test',
    '10.0.0.1:8081',
    '[::2]',
  ])('is not shown to a page of another site that calls this machine %j', async (host) => {
    const ask = await aServedPage();
    const { status, text } = await ask('/', { host });
    expect(status).toBeGreaterThanOrEqual(400);
    expect(text).not.toContain('Channels');
  });

  test('is shown to browsers of this machine alone', () => {
    const from = (remoteAddress: string, host: string) =>
      mayAsk({ socket: { remoteAddress }, headers: { host } } as never);
    expect(from('127.0.0.1', '127.0.0.1:8081')).toBe(true);
    expect(from('::ffff:127.0.0.1', 'localhost')).toBe(true);
    expect(from('::1', '[::1]:8081')).toBe(true);
    expect(from('10.2.0.7', 'localhost:8081')).toBe(false);
    expect(from('::ffff:10.2.0.7', '127.0.0.1')).toBe(false);
  });

  test('is only read', async () => {
    const ask = await aServedPage();
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS'])
      expect(await ask('/', { method })).toMatchObject({ status: 405, headers: { allow: 'GET' } });
  });

  test('says no word of an error', async () => {
    const ask = await aServedPage(() => {
      throw new Error('Okafor');
    });
    expect(await ask()).toMatchObject({ status: 500, text: 'the page cannot be shown\n' });
  });
});
