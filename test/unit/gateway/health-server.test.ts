import { connect } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { startHealthServer } from '../../../gateway/health-server.ts';
import { createMetrics } from '../../../gateway/metrics.ts';

let stop: (() => Promise<void>) | undefined;
afterEach(async () => {
  await stop?.();
  stop = undefined;
});

async function aServer(
  unready: () => string | undefined = () => undefined,
  metrics = createMetrics(() => undefined),
) {
  const server = await startHealthServer({ host: '127.0.0.1', port: 0, metrics, unready });
  stop = server.stop;
  return async (path: string) => {
    const response = await fetch(`http://127.0.0.1:${server.port}${path}`);
    return {
      status: response.status,
      text: await response.text(),
      type: response.headers.get('content-type'),
    };
  };
}

describe('the health server', () => {
  test('ends a request that never ends', async () => {
    const { port, stop: end } = await startHealthServer({
      ...{ host: '127.0.0.1', port: 0, requestTimeoutMs: 100 },
      metrics: createMetrics(() => undefined),
      unready: () => undefined,
    });
    stop = end;
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.resume();
    socket.write('GET /readyz HTTP/1.1\r\nx-slow: ');
    const drip = setInterval(() => socket.write('x'), 20);
    await new Promise((resolve) => socket.once('close', resolve));
    clearInterval(drip);
  });

  test('says that the process runs, also where it takes no messages', async () => {
    const get = await aServer(() => 'spool-full');
    expect(await get('/healthz')).toMatchObject({ status: 200, text: 'ok\n' });
  });

  test('says whether messages may come', async () => {
    const get = await aServer();
    expect(await get('/readyz')).toMatchObject({ status: 200, text: 'ready\n' });
    expect(await get('/readyz?from=probe')).toMatchObject({ status: 200 });
  });

  test('says why none may', async () => {
    const get = await aServer(() => 'spool-full');
    expect(await get('/readyz')).toMatchObject({ status: 503, text: 'spool-full\n' });
  });

  test('a disk that cannot be read is a reason', async () => {
    const get = await aServer(() => {
      throw new Error('/var/spool is gone');
    });
    const { status, text } = await get('/readyz');
    expect({ status, text }).toEqual({ status: 503, text: 'spool-not-read\n' });
  });

  test('gives metrics in the format of Prometheus', async () => {
    const get = await aServer();
    const { status, text, type } = await get('/metrics');
    expect(status).toBe(200);
    expect(type).toContain('version=0.0.4');
    expect(text).toContain('# HELP labwire_gateway_received_total');
  });

  test('says so where metrics cannot be gathered', async () => {
    const failing = createMetrics(() => {
      throw new Error('spool');
    });
    const get = await aServer(undefined, failing);
    expect(await get('/metrics')).toMatchObject({ status: 500, text: 'metrics failed\n' });
  });

  test('knows no other page', async () => {
    const get = await aServer();
    expect(await get('/')).toMatchObject({ status: 404 });
    expect(await get('/healthz/x')).toMatchObject({ status: 404 });
  });

  test('a port that is taken is an error at the start', async () => {
    const first = await startHealthServer({
      ...{ host: '127.0.0.1', port: 0, metrics: createMetrics(() => undefined) },
      unready: () => undefined,
    });
    stop = first.stop;
    const second = startHealthServer({
      ...{ host: '127.0.0.1', port: first.port, metrics: createMetrics(() => undefined) },
      unready: () => undefined,
    });
    await expect(second).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});
