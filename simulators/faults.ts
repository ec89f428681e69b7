import { connect } from 'node:net';
import { encodeFrame } from '@labwire/hl7/mllp/frame';
import type { MllpTarget } from '../gateway/outbound/mllp-client.ts';

/** Faults that instruments cause on a line. */
export const faults = ['half-frame', 'double-send', 'wrong-checksum', 'silence'] as const;
export type Fault = (typeof faults)[number];

/** Sends the beginning of a message and disconnects, like an instrument that is switched off. */
async function sendHalf({ host, port }: MllpTarget, bytes: Uint8Array): Promise<void> {
  const socket = connect({ host, port });
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', reject);
  });
  await new Promise<void>((resolve) => socket.write(bytes.subarray(0, bytes.length >> 1), () => resolve()));
  socket.destroy();
}

export const halfOfMessage = (target: MllpTarget, message: Uint8Array): Promise<void> =>
  sendHalf(target, encodeFrame(message));

/** Connects and sends nothing. */
export async function saySilence({ host, port }: MllpTarget, ms: number): Promise<void> {
  const socket = connect({ host, port });
  socket.on('error', () => undefined);
  await new Promise((resolve) => setTimeout(resolve, ms));
  socket.destroy();
}
