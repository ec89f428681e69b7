import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { encodeFrame, FrameDecoder } from '@labwire/hl7/mllp/frame';
import { MllpClient } from '../../../../gateway/outbound/mllp-client.ts';

let server: Server | undefined;
const sockets = new Set<Socket>();
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  sockets.clear();
  await new Promise((resolve) => (server === undefined ? resolve(undefined) : server.close(resolve)));
  server = undefined;
});

/** A listener that does this with each message. */
async function listening(
  onMessage: (bytes: Uint8Array, socket: Socket, count: number) => void,
): Promise<number> {
  let count = 0;
  server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    const decoder = new FrameDecoder({ maxBytes: 1 << 20 });
    socket.on('data', (chunk) => {
      for (const frame of decoder.push(chunk))
        if (frame.kind === 'message') onMessage(frame.bytes, socket, ++count);
    });
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('not a port');
  return address.port;
}

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString();
const connect = (port: number) => MllpClient.connect({ host: '127.0.0.1', port });

describe('an MLLP client', () => {
  test('gives each message its answer', async () => {
    const port = await listening((bytes, socket) =>
      socket.write(encodeFrame(Buffer.from(`ACK ${text(bytes)}`))),
    );
    const client = await connect(port);
    expect(text(await client.send(Buffer.from('one')))).toBe('ACK one');
    expect(text(await client.send(Buffer.from('two')))).toBe('ACK two');
    client.close();
  });

  test('takes an answer that comes byte by byte', async () => {
    const port = await listening((_, socket) => {
      const frame = Buffer.from(encodeFrame(Buffer.from('ACK')));
      for (const byte of frame) socket.write(Uint8Array.of(byte));
    });
    const client = await connect(port);
    expect(text(await client.send(Buffer.from('one')))).toBe('ACK');
    client.close();
  });

  test.each(['\x1c', '\x1c\n'])('takes an answer that ends in %j, and the answers after it', async (end) => {
    const port = await listening((bytes, socket) => socket.write(`\x0bACK ${text(bytes)}${end}`));
    const client = await connect(port);
    expect(text(await client.send(Buffer.from('one')))).toBe('ACK one');
    expect(text(await client.send(Buffer.from('two')))).toBe('ACK two');
    client.close();
  });

  test('takes an answer without carriage return from a receiver that closes at once', async () => {
    const port = await listening((_, socket) => socket.end('\x0bACK\x1c'));
    const client = await connect(port);
    expect(text(await client.send(Buffer.from('one')))).toBe('ACK');
    client.close();
  });

  test('keeps what comes without being asked for, until it is asked for', async () => {
    const port = await listening((_, socket) => {
      socket.write(
        Buffer.concat([encodeFrame(Buffer.from('commit')), encodeFrame(Buffer.from('application'))]),
      );
    });
    const client = await connect(port);
    expect(text(await client.send(Buffer.from('one')))).toBe('commit');
    expect(text(await client.next())).toBe('application');
    client.close();
  });

  test('what came before a message is no answer to it', async () => {
    const port = await listening((bytes, socket, count) => {
      if (count === 1)
        socket.write(Buffer.concat([encodeFrame(Buffer.from('first')), encodeFrame(Buffer.from('stray'))]));
      else socket.write(encodeFrame(Buffer.from(`second ${text(bytes)}`)));
    });
    const client = await connect(port);
    expect(text(await client.send(Buffer.from('one')))).toBe('first');
    expect(text(await client.send(Buffer.from('two')))).toBe('second two');
    client.close();
  });

  test('ends the connection where no answer comes in time', async () => {
    const port = await listening(() => undefined);
    const client = await connect(port);
    await expect(client.send(Buffer.from('one'), 50)).rejects.toThrow('no answer in time');
    expect(client.isOpen).toBe(false);
    await expect(client.next()).rejects.toThrow('no answer in time');
  });

  test('says so where the other side hangs up instead of answering', async () => {
    const port = await listening((_, socket) => socket.end());
    const client = await connect(port);
    await expect(client.send(Buffer.from('one'))).rejects.toThrow('the connection was closed');
    expect(client.isOpen).toBe(false);
  });

  test('an answer of another shape is not taken for one', async () => {
    const port = await listening((_, socket) => {
      socket.write('HTTP/1.1 400 Bad Request\r\n\r\n');
      socket.end();
    });
    const client = await connect(port);
    await expect(client.send(Buffer.from('one'))).rejects.toThrow('the connection was closed');
  });

  test('is given up where the other side takes for ever to agree on TLS', async () => {
    const port = await listening(() => undefined);
    const drips: NodeJS.Timeout[] = [];
    server?.on('connection', (socket) => {
      // a record of a handshake that grows by a byte at a time
      socket.write(Uint8Array.of(0x16, 3, 3, 0x3f, 0xff, 2, 0, 0x3f, 0xf0));
      drips.push(setInterval(() => socket.write(Uint8Array.of(0)), 5));
    });
    const attempt = MllpClient.connect({ host: '127.0.0.1', port, tls: {}, connectTimeoutMs: 200 });
    await expect(attempt).rejects.toThrow('no connection in time');
    for (const drip of drips) clearInterval(drip);
  });

  test('is not made where nobody listens', async () => {
    const port = await listening(() => undefined);
    await new Promise((resolve) => server?.close(resolve));
    server = undefined;
    await expect(connect(port)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  test('can be dropped while it waits', async () => {
    const port = await listening(() => client.destroy());
    const client = await connect(port);
    await expect(client.send(Buffer.from('one'))).rejects.toThrow('the connection was closed');
  });
});
