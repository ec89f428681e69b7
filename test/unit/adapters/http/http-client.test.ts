import { createServer } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { createHttpClient } from '../../../../lib/adapters/http/http-client.ts';
import { close, listen } from '../../../../local/listen.ts';
import { anHttpServer, nowhere, stopHttpServers } from '../../../support/http-servers.ts';

afterEach(stopHttpServers);

const http = createHttpClient({ timeoutMs: 5000 });
const post = (url: string, body: string | Uint8Array = 'text') =>
  http({ method: 'POST', url, headers: { 'content-type': 'text/plain' }, body });

describe('a request', () => {
  test('arrives as it was made', async () => {
    const { url, received } = await anHttpServer((_, response) => response.end());
    await post(`${url}/fhir?a=b`, Buffer.from([0x4d, 0x00, 0xff]));
    expect(received).toMatchObject([
      { method: 'POST', path: '/fhir?a=b', headers: { 'content-type': 'text/plain' } },
    ]);
    expect(received[0]?.body).toEqual(Buffer.from([0x4d, 0x00, 0xff]));
  });

  test('may have no body', async () => {
    const { url, received } = await anHttpServer((_, response) => response.end());
    await http({ method: 'GET', url, headers: {} });
    expect(received).toMatchObject([{ method: 'GET', path: '/' }]);
    expect(received[0]?.body.length).toBe(0);
  });

  test('after another uses its connection', async () => {
    const ports = new Set<number | undefined>();
    const { url } = await anHttpServer((_, response) => {
      ports.add(response.socket?.remotePort);
      response.end();
    });
    await post(url);
    await post(url);
    expect(ports.size).toBe(1);
  });

  test('to an address that is none is a fault of the code', async () => {
    await expect(post('not an address')).rejects.toThrow('Invalid URL');
  });
});

describe('an answer', () => {
  test.each([200, 302, 404, 503])('%s is given as it is, and no redirection is followed', async (status) => {
    const { url, received } = await anHttpServer((_, response) =>
      response.writeHead(status, { location: '/elsewhere', 'x-word': 'constructor' }).end('__proto__'),
    );
    const answer = await post(url);
    expect(answer).toMatchObject({ status, headers: { 'x-word': 'constructor' } });
    expect(answer.body.toString()).toBe('__proto__');
    expect(received.length).toBe(1);
  });

  test('that is too long is cut, and its status counts all the same', async () => {
    const megabyte = Buffer.alloc(1024 * 1024, 'x');
    const { url } = await anHttpServer((_, response) => {
      for (let count = 0; count < 6; count++) response.write(megabyte);
      response.end();
    });
    const { status, body } = await post(url);
    expect(status).toBe(200);
    expect(body.length).toBeLessThanOrEqual(5 * megabyte.length);
    expect(body.length).toBeGreaterThan(3 * megabyte.length);
  });

  test('to a long request may be longer, since a server may repeat what it was sent', async () => {
    const sent = Buffer.alloc(5 * 1024 * 1024, 'x');
    const { url } = await anHttpServer((_, response) => response.end(sent));
    expect((await post(url, sent)).body.length).toBe(sent.length);
  });
});

describe('where there is no answer', () => {
  test('nothing was sent to a destination that cannot be reached', async () => {
    await expect(post(nowhere)).rejects.toMatchObject({
      code: 'DestinationUnreachable',
      disposition: 'transient',
      message: 'The destination cannot be reached',
    });
  });

  test('in time, the request may have arrived', async () => {
    const { url } = await anHttpServer();
    const impatient = createHttpClient({ timeoutMs: 30 });
    await expect(impatient({ method: 'POST', url, headers: {}, body: 'a' })).rejects.toMatchObject({
      code: 'DestinationTimeout',
      disposition: 'ambiguous',
    });
  });

  test('the time is for the whole answer, and not for its beginning', async () => {
    const { url } = await anHttpServer((_, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('a beginning');
    });
    const impatient = createHttpClient({ timeoutMs: 30 });
    await expect(impatient({ method: 'POST', url, headers: {}, body: 'a' })).rejects.toMatchObject({
      code: 'DestinationTimeout',
      disposition: 'ambiguous',
    });
  });

  test('because the connection ends first, the request may have arrived', async () => {
    const { url } = await anHttpServer((_, response) => response.destroy());
    await expect(post(url)).rejects.toMatchObject({ code: 'DestinationBroke', disposition: 'ambiguous' });
  });

  test('of HTTP, but of something else, the request may have arrived', async () => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => socket.end('220 mail.test ESMTP\r\n'));
    });
    const port = await listen(server as never);
    await expect(post(`http://127.0.0.1:${port}`)).rejects.toMatchObject({
      code: 'DestinationBroke',
      disposition: 'ambiguous',
    });
    await close(server as never);
  });

  test('but a change of protocol, the request may have arrived', async () => {
    const { url } = await anHttpServer((_, response) => {
      response.socket?.write('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n');
    });
    await expect(post(url)).rejects.toMatchObject({ code: 'DestinationBroke', disposition: 'ambiguous' });
  });

  test('the cause is kept', async () => {
    await expect(post(nowhere)).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
  });

  test('to its end, nothing waits for it any longer', async () => {
    const { url } = await anHttpServer((_, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('a beginning');
      response.socket?.destroySoon();
    });
    const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const before = timers();
    const patient = createHttpClient({ timeoutMs: 60_000 });
    await expect(patient({ method: 'POST', url, headers: {}, body: 'a' })).rejects.toMatchObject({
      code: 'DestinationBroke',
      disposition: 'ambiguous',
    });
    expect(timers()).toBe(before);
  });
});

test('sends nothing over plain HTTP to another machine, unless it is meant', async () => {
  const get = { method: 'GET', url: 'http://ehr.invalid/fhir', headers: {} } as const;
  await expect(http(get)).rejects.toMatchObject({ code: 'InsecureAddress', disposition: 'permanent' });
  const meant = createHttpClient({ timeoutMs: 5000, insecure: true });
  await expect(meant(get)).rejects.toMatchObject({ code: 'DestinationUnreachable' });
});
