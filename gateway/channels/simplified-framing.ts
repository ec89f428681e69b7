import { control } from '@labwire/hl7/astm/frame';
import type { AstmLine } from './astm-line.ts';
import { type AstmReceiverOptions, takenInTime } from './astm-receiver.ts';
import { establish, type SendOutcome } from './astm-sender.ts';

/** How long the ACK of an STX waits. A frame of the other framing goes on at once, and must get no ACK. */
const SETTLE_MS = 200;

/**
 * Receives messages in simplified framing, from the other side's ENQ to its EOT: STX, all records, ETX, without
 * frame numbers and checksums. ENQ, STX, ETX and EOT are acknowledged, records are not. A message is stored before
 * its ETX is acknowledged.
 */
export async function receiveSimplified(
  line: AstmLine,
  { onMessage, onBadFrame }: AstmReceiverOptions,
): Promise<void> {
  await line.write(control.ack);
  for (;;) {
    const signal = await line.next(line.timing.receiveMs);
    switch (signal.kind) {
      case 'stx':
        if (await settles(line)) await line.write(control.ack);
        break;
      case 'frame': {
        line.sign();
        line.hold(signal.text.length);
        const isTaken = await takenInTime(line, onMessage(signal.text));
        line.hold(0);
        // the sender has given up: it would take an answer for that of another frame
        if (line.peek()?.kind !== 'enq') await line.write(isTaken ? control.ack : control.nak);
        break;
      }
      case 'broken-frame':
        onBadFrame?.('broken');
        await line.write(control.nak);
        break;
      case 'enq':
        await line.write(control.ack);
        break;
      case 'eot':
        await line.write(control.ack);
        return;
      case 'timeout':
      case 'closed':
        return;
      default:
        break;
    }
  }
}

/** The frame that has begun is not broken at once. */
async function settles(line: AstmLine): Promise<boolean> {
  await line.awaitEvent(SETTLE_MS);
  return line.peek()?.kind !== 'broken-frame';
}

/**
 * Sends one message in simplified framing. Nothing is repeated: without frame numbers the other side could not
 * recognize a repetition.
 */
export async function sendSimplified(
  line: AstmLine,
  message: Uint8Array,
  role: 'host' | 'instrument',
): Promise<SendOutcome> {
  const established = await establish(line, role);
  if (established !== 'ready') return established;
  const steps = [[control.stx], [message, control.etx], [control.eot]];
  for (const step of steps) {
    await line.write(...step);
    const signal = await line.next(line.timing.frameMs);
    if (signal.kind === 'ack') {
      line.sign();
      continue;
    }
    if (signal.kind !== 'closed' && step[0] !== control.eot) await line.write(control.eot);
    // without the acknowledgment of EOT the message has been taken all the same
    return step[0] === control.eot ? 'delivered' : 'failed';
  }
  return 'delivered';
}
