import { control, encodeFrames } from '@labwire/hl7/astm/frame';
import type { AstmLine } from './astm-line.ts';

/** `contention`: both sides have sent ENQ, and the instrument goes first. */
export type SendOutcome = 'delivered' | 'failed' | 'contention';

/** Tries for each frame before the transmission is given up (§6.5.1.2). */
const MAX_TRIES = 6;

/** Sends one message in numbered frames with checksums, from ENQ to EOT (LIS01-A2 §6). */
export async function sendFrames(
  line: AstmLine,
  message: Uint8Array,
  role: 'host' | 'instrument',
): Promise<SendOutcome> {
  const established = await establish(line, role);
  if (established !== 'ready') return established;
  let isDelivered = true;
  for (const frame of encodeFrames(message)) {
    isDelivered = await sendFrame(line, frame);
    if (!isDelivered) break;
  }
  await line.write(control.eot);
  return isDelivered ? 'delivered' : 'failed';
}

/** Asks for the line with ENQ. */
export async function establish(
  line: AstmLine,
  role: 'host' | 'instrument',
): Promise<'ready' | 'failed' | 'contention'> {
  for (let attempt = 1; attempt <= MAX_TRIES; attempt++) {
    await line.write(control.enq);
    const signal = await line.next(line.timing.establishMs);
    if (signal.kind === 'ack') return 'ready';
    if (signal.kind === 'enq') {
      if (role === 'host') return 'contention';
      // the host goes first and sends ENQ again after a second
      await line.pause(Math.min(1000, line.timing.busyMs));
      continue;
    }
    if (signal.kind === 'closed') return 'failed';
    if (signal.kind === 'timeout') await line.write(control.eot);
    else await line.pause(line.timing.busyMs);
  }
  return 'failed';
}

async function sendFrame(line: AstmLine, frame: Uint8Array): Promise<boolean> {
  for (let attempt = 1; attempt <= MAX_TRIES; attempt++) {
    await line.write(frame);
    const signal = await line.next(line.timing.frameMs);
    // with EOT the receiver took the frame and asks for the line (§6.3.4)
    if (signal.kind === 'ack' || signal.kind === 'eot') {
      line.sign();
      return true;
    }
    if (signal.kind === 'timeout' || signal.kind === 'closed') return false;
  }
  return false;
}
