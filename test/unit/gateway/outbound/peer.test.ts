import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { encodeFrame, FrameDecoder } from '@labwire/hl7/mllp/frame';
import { MllpPeer } from '../../../../gateway/outbound/peer.ts';
import { peerSchema } from '../../../../lib/shared/peer.ts';
import { anOru } from '../../../support/messages.ts';

const servers: Server[] = [];
const peers: MllpPeer[] = [];
afterEach(async () => {
  for (const peer of peers.splice(0)) await peer.close();
  for (const server of servers.splice(0)) server.close();
});

/** A destination that answers the nth message it gets as told; nothing where that is undefined. */
async function aDestination(answers: readonly (string | undefined)[]) {
  const got: string[] = [];
  const connections: Socket[] = [];
  const server = createServer((socket) => {
    connections.push(socket);
    socket.on('error', () => undefined);
    const decoder = new FrameDecoder({ maxBytes: 100_000 });
    socket.on('data', (chunk) => {
      for (const frame of decoder.push(chunk)) {
        if (frame.kind !== 'message') continue;
        const answer = answers[got.length];
        got.push(Buffer.from(frame.bytes).toString());
        if (answer !== undefined) socket.write(encodeFrame(Buffer.from(`MSH|^~\\&|X\r${answer}\r`)));
      }
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  const peer = new MllpPeer(peerSchema.parse({ host: '127.0.0.1', port, timeoutSeconds: 0.2 }));
  peers.push(peer);
  return { peer, got, connections };
}

const message = (id: string): Uint8Array => anOru({ header: { 10: id } });

describe('an answer to what was handed over', () => {
  test.each([
    ['MSA|AA|M1', { kind: 'delivered' }],
    ['MSA|CA| M1', { kind: 'delivered' }],
    ['MSA|AR|M1', { kind: 'refused', code: 'AR' }],
    ['MSA|CR|M1', { kind: 'refused', code: 'CR' }],
    ['MSA|AE|M1', { kind: 'failed', reason: 'AE' }],
    ['MSA|Doe Jane 4711|M1', { kind: 'failed', reason: 'unknown-code' }],
    ['MSA|CE|M1', { kind: 'failed', reason: 'CE' }],
    ['MSA|AA|M0', { kind: 'failed', reason: 'other-control-id' }],
    ['PID|1', { kind: 'failed', reason: 'no-acknowledgment' }],
    [undefined, { kind: 'failed', reason: 'no-answer' }],
  ])('%s is told from the others', async (answer, expected) => {
    const { peer } = await aDestination([answer]);
    expect(await peer.deliver(message('M1'))).toMatchObject(expected);
  });

  test('nobody there is a failure that can be tried again', async () => {
    const peer = new MllpPeer(peerSchema.parse({ host: '127.0.0.1', port: 9 }));
    expect(await peer.deliver(message('M1'))).toEqual({ kind: 'failed', reason: 'ECONNREFUSED' });
  });

  test('the same message goes again with the same MSH-10 after a time-out, on a new connection', async () => {
    const { peer, got, connections } = await aDestination([undefined, 'MSA|AA|M1', 'MSA|AA|M2']);
    expect(await peer.deliver(message('M1'))).toMatchObject({ kind: 'failed' });
    expect(await peer.deliver(message('M1'))).toMatchObject({ kind: 'delivered' });
    expect(await peer.deliver(message('M2'))).toMatchObject({ kind: 'delivered' });
    expect(got[0]).toBe(got[1]);
    expect(connections).toHaveLength(2);
  });

  test('the answer to another message drops the connection, so that it is never taken for a later one', async () => {
    const { peer, connections } = await aDestination(['MSA|AA|OLD', 'MSA|AA|M1']);
    expect(await peer.deliver(message('M1'))).toMatchObject({ kind: 'failed' });
    expect(await peer.deliver(message('M1'))).toMatchObject({ kind: 'delivered' });
    expect(connections).toHaveLength(2);
  });

  test('a second acknowledgment of the last message is not taken for that of the next', async () => {
    const twice = (id: string) => `MSA|CA|${id}\r\x1c\r\x0bMSH|^~\\&|X\rMSA|AA|${id}`;
    const { peer, got, connections } = await aDestination(['M1', 'M2', 'M3'].map(twice));
    for (const id of ['M1', 'M2', 'M3'])
      expect(await peer.deliver(message(id))).toMatchObject({ kind: 'delivered' });
    expect(got).toHaveLength(3);
    expect(connections).toHaveLength(1);
  });

  test('a destination that repeats its old answer for ever is given up at its time', async () => {
    const { peer, connections } = await aDestination(['MSA|AA|M1', undefined]);
    expect(await peer.deliver(message('M1'))).toMatchObject({ kind: 'delivered' });
    const old = encodeFrame(Buffer.from('MSH|^~\\&|X\rMSA|AA|M1\r'));
    const [socket] = connections;
    const block = Buffer.concat(Array(5000).fill(old));
    const flood = (): void => void (socket?.writable && socket.write(block, flood));
    flood();
    expect(await peer.deliver(message('M2'))).toEqual({ kind: 'failed', reason: 'no-answer' });
  });

  test('messages go one at a time, in the order they were given', async () => {
    const { peer, got } = await aDestination(['MSA|AA|M1', 'MSA|AA|M2', 'MSA|AA|M3']);
    const deliveries = await Promise.all(['M1', 'M2', 'M3'].map((id) => peer.deliver(message(id))));
    expect(deliveries.map(({ kind }) => kind)).toEqual(['delivered', 'delivered', 'delivered']);
    expect(got.map((text) => /\|(M\d)\|/.exec(text)?.[1])).toEqual(['M1', 'M2', 'M3']);
  });
});
