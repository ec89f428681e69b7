import { type AddressInfo, createServer, type Socket } from 'node:net';
import { parseMessage } from '@labwire/hl7/message/message';
import { encodeFrame, FrameDecoder } from '@labwire/hl7/mllp/frame';
import { msh, obr, obx, pid, segment } from './messages.ts';

/**
 * A word as a sender may write it in a field: it clears the screen, turns the writing direction, renames the window, deletes,
 * and hides a character. Colours are left out, because the command line has its own.
 */
export const hostileWord = 'A\u001b[2J\u009b5n\u202eB\u001b]0;x\u0007C\u007f\u200bD\bE';

/** Every form of the word in output that is safe: as text, and in JSON. */
export const showsTheWord = (output: string): boolean => /A(?:␛|\\u001b)\[2J/.test(output);

/** Characters that act on a terminal or hide, listed apart from the program's own rule. A line break is fine. */
const acting =
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e0fff}\p{Cs}]/u;

export const isActing = (line: string): boolean => acting.test(line);

/** The characters of an output that can act on a terminal or hide; our own colours, and the line of progress, may. */
export function actingIn(output: string): readonly string[] {
  const own = output.replaceAll(/\u001b\[\d+m/g, '').replaceAll('\r\u001b[K', '\n');
  return own.split('\n').filter(isActing);
}

/** A message of ORU^R01 with the word in every field that is read. */
export function aHostileOru(
  id: string,
  {
    header = {},
    patient = {},
    result = {},
  }: {
    readonly header?: Readonly<Record<number, string>>;
    readonly patient?: Readonly<Record<number, string>>;
    readonly result?: Readonly<Record<number, string>>;
  } = {},
): Uint8Array {
  const w = hostileWord;
  return toUtf8(
    msh({ 3: w, 4: w, 5: w, 6: w, 10: `${w}${id}`, 18: 'UNICODE UTF-8', ...header }),
    pid({ 3: `${w}${id}^^^${w}^MR`, 5: `${w}^${w}`, 11: `${w}^${w}^${w}`, ...patient }),
    segment('PV1', { 2: 'I', 3: `${w}^${w}`, 19: `${w}^^^${w}` }),
    segment('ORC', { 1: 'RE', 2: `${w}P${id}^${w}`, 3: `${w}F${id}^${w}` }),
    obr({ 2: `${w}P${id}^${w}`, 3: `${w}F${id}^${w}`, 4: `${w}^${w}^L`, 16: `${w}^${w}^${w}`, 24: 'CH' }),
    obx({
      2: 'ST',
      3: `${w}^${w}^${w}`,
      4: w,
      5: w,
      6: `${w}^${w}`,
      7: w,
      8: w,
      16: `${w}^${w}`,
      18: w,
      ...result,
    }),
    segment('NTE', { 1: '1', 3: w }),
  );
}

export const toUtf8 = (...segments: readonly string[]): Uint8Array =>
  Buffer.from(segments.map((one) => `${one}\r`).join(''), 'utf8');

/** A system that answers each MLLP message with an acknowledgment full of the word. */
export async function aHostileListener() {
  const w = hostileWord;
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    const decoder = new FrameDecoder({ maxBytes: 1024 * 1024 });
    socket.on('data', (chunk) => {
      for (const frame of decoder.push(chunk)) {
        if (frame.kind !== 'message') continue;
        const sent = parseMessage(frame.bytes);
        const id = sent.ok ? (sent.value.value('MSH-10') ?? '') : '';
        const answer = toUtf8(
          msh({ 3: w, 9: `ACK^${w}`, 10: w, 18: 'UNICODE UTF-8' }),
          segment('MSA', { 1: w, 2: id, 3: w }),
          segment('ERR', { 2: `PID^1^${w}`, 3: `207^${w}`, 4: 'E', 7: w, 8: w }),
          segment('QAK', { 1: w, 2: w }),
          obr({ 4: `${w}^${w}` }),
        );
        socket.write(encodeFrame(answer));
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const stop = (): Promise<void> => {
    for (const socket of sockets) socket.destroy();
    return new Promise((resolve) => server.close(() => resolve()));
  };
  return { port, stop };
}
