import { createServer, type Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { buildAck } from '@labwire/hl7/ack';
import { error } from '@labwire/hl7/issue';
import { encodeFrame, FrameDecoder } from '@labwire/hl7/mllp/frame';
import { runCli } from '../../support/cli.ts';

/** A host that refuses every message with a reason. */
let host: Server;
const received: string[] = [];
beforeAll(async () => {
  host = createServer((socket) => {
    const decoder = new FrameDecoder({ maxBytes: 1 << 20 });
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      for (const frame of decoder.push(chunk)) {
        if (frame.kind !== 'message') continue;
        received.push(Buffer.from(frame.bytes).toString());
        const issues = [error('200', 'MSH-3', 'No source is configured')];
        const now = new Date(0);
        socket.write(
          encodeFrame(buildAck({ received: frame.bytes, verdict: 'reject', issues, controlId: '1', now })),
        );
      }
    });
  });
  await new Promise<void>((resolve) => host.listen(0, '127.0.0.1', resolve));
});
afterAll(() => void host.close());

const to = (): string => {
  const address = host.address();
  return `127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}`;
};
const simulate = (...args: readonly string[]) => runCli(['simulate', 'analyzer', '--to', to(), ...args]);

describe('a refusal', () => {
  test.each([['mllp'], ['z03'], ['mindray-bc']])('of %s is never ok, and says why', async (profile) => {
    const { code, stdout } = await simulate(
      '--profile',
      profile,
      ...(profile === 'mindray-bc' ? [] : ['--count', '1']),
    );
    const steps = stdout.trimEnd().split('\n').slice(0, -1);
    expect(steps.length).toBeGreaterThan(0);
    for (const step of steps) expect(step).toMatch(/^BAD .*[AC]R MSH-3 \(200\) No source is configured$/);
    expect(code).toBe(1);
  });
});

describe('an instrument profile', () => {
  test('is played as training, with its own names, or with the facility that is asked for', async () => {
    received.length = 0;
    await simulate('--profile', 'mindray-bc', '--facility', 'EAST');
    const headers = received.map((message) => message.split('\r')[0]?.split('|') ?? []);
    expect(headers.length).toBeGreaterThan(2);
    expect([...new Set(headers.map((fields) => `${fields[2]} ${fields[3]}`))]).toEqual(['BC-5380 EAST']);
    // MSH-11 Q marks a control, and stays
    expect([...new Set(headers.map((fields) => fields[10]))].toSorted()).toEqual(['Q', 'T']);
  });

  test('that nobody knows is a wrong use, with similar names', async () => {
    expect(await simulate('--profile', 'mindray')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('similar names: mindray-bc'),
    });
  });

  test('takes no option that would change its messages', async () => {
    expect(await simulate('--profile', 'mindray-bc', '--tube', 'T1')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('a profile has its own messages'),
    });
  });
});
