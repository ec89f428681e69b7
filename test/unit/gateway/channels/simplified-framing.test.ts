import { duplexPair } from 'node:stream';
import { afterEach, describe, expect, test } from '@jest/globals';
import { control, encodeFrames } from '@labwire/hl7/astm/frame';
import { AstmLink, type AstmLinkOptions } from '../../../../gateway/channels/astm-link.ts';
import { SimulatedTime } from '../../../support/time.ts';

const { enq, stx, etx, eot, ack, nak } = control;
const timing = { establishMs: 150, busyMs: 10, frameMs: 1500, receiveMs: 1500, contentionMs: 40 };
const MESSAGE = 'H|\\^&\rP|1\rO|1|T1||^^^X\rR|1|^^^X|7\rL|1|N\r';

const links: AstmLink[] = [];
afterEach(async () => {
  await Promise.all(links.splice(0).map((link) => link.stop()));
});

/** A link in simplified framing, and the raw other end of its line. */
function aLine(options: Partial<AstmLinkOptions> = {}) {
  const [near, far] = duplexPair();
  const messages: string[] = [];
  const problems: string[] = [];
  const link = new AstmLink(near, {
    framing: 'simplified',
    onMessage: async (message) => {
      messages.push(Buffer.from(message).toString('latin1'));
      return true;
    },
    onBadFrame: (problem) => problems.push(problem),
    timing,
    time: new SimulatedTime(),
    ...options,
  });
  links.push(link);
  const came: number[] = [];
  let look: () => void = () => undefined;
  far.on('data', (chunk: Buffer) => {
    came.push(...chunk);
    look();
  });
  /** The next bytes, as many as are given, are these. */
  const answers = async (...expected: readonly number[]): Promise<void> => {
    await new Promise<void>((resolve) => {
      look = () => void (came.length >= expected.length && resolve());
      look();
    });
    expect(came.splice(0, expected.length)).toEqual(expected);
  };
  const write = (...parts: readonly (number | string | Uint8Array)[]): void => {
    for (const part of parts)
      far.write(
        typeof part === 'number'
          ? Uint8Array.of(part)
          : typeof part === 'string'
            ? Buffer.from(part, 'latin1')
            : part,
      );
  };
  return { link, messages, problems, write, answers, rest: () => came };
}

describe('receiving', () => {
  test('a message between one STX and one ETX is taken; ENQ, STX, ETX and EOT are acknowledged, records are not', async () => {
    const { write, answers, messages, problems, rest } = aLine();
    for (const part of [enq, stx]) {
      write(part);
      await answers(ack);
    }
    write(MESSAGE.slice(0, 20));
    write(MESSAGE.slice(20), etx);
    await answers(ack);
    expect(messages).toEqual([MESSAGE]);
    write(eot);
    await answers(ack);
    expect(rest()).toEqual([]);
    expect(problems).toEqual([]);
  });

  test('ETX is acknowledged after the message is stored, and not before', async () => {
    const stored = Promise.withResolvers<boolean>();
    const { write, answers, rest } = aLine({ onMessage: () => stored.promise });
    write(enq, stx);
    await answers(ack, ack);
    write(MESSAGE, etx);
    await new Promise((resolve) => setImmediate(resolve));
    expect(rest()).toEqual([]);
    stored.resolve(true);
    await answers(ack);
  });

  test('a message that cannot be stored is refused, and taken when it is sent again', async () => {
    const outcomes = [false, true];
    const { write, answers } = aLine({ onMessage: async () => outcomes.shift() ?? false });
    write(enq, stx);
    await answers(ack, ack);
    write(MESSAGE, etx);
    await answers(nak);
    write(eot, enq, stx);
    await answers(ack, ack, ack);
    write(MESSAGE, etx);
    await answers(ack);
  });

  test('a sender that waits for no answer gets all of them', async () => {
    const { write, answers, messages } = aLine();
    write(Uint8Array.of(enq, stx), MESSAGE, Uint8Array.of(etx, eot));
    await answers(ack, ack, ack, ack);
    expect(messages).toEqual([MESSAGE]);
  });

  test('several messages of one transmission are stored one by one', async () => {
    const { write, answers, messages } = aLine();
    write(enq, stx, MESSAGE, etx, stx, MESSAGE, etx, eot);
    await answers(ack, ack, ack, ack, ack, ack);
    expect(messages).toEqual([MESSAGE, MESSAGE]);
  });

  test('no frame of the standard framing is acknowledged: its sender keeps the message', async () => {
    const { write, answers, messages, problems, rest } = aLine();
    write(enq);
    await answers(ack);
    for (const frame of encodeFrames(Buffer.from(MESSAGE))) {
      write(frame.subarray(0, 1));
      write(frame.subarray(1));
      await answers(nak);
    }
    write(eot);
    await answers(ack);
    expect(messages).toEqual([]);
    expect(problems).toContain('broken');
    expect(rest()).toEqual([]);
  });

  test('a message that breaks off is refused, and one that is too long is', async () => {
    const { write, answers, messages, problems } = aLine({ maxBytes: 60 });
    write(enq, stx);
    await answers(ack, ack);
    write('H|\\^&\rP|1', stx);
    await answers(nak, ack);
    write('x'.repeat(70), etx);
    await answers(nak);
    expect(messages).toEqual([]);
    expect(problems.filter((problem) => problem === 'broken')).toHaveLength(2);
  });

  test('a sender that goes silent leaves the line free', async () => {
    const { link, write, answers } = aLine();
    write(enq, stx);
    await answers(ack, ack);
    write('H|\\^&\r');
    const sent = link.send(Buffer.from(MESSAGE));
    await answers(nak, enq);
    write(ack);
    await answers(stx);
    write(nak);
    expect(await sent).toBe(false);
  });
});

describe('sending', () => {
  test('waits for each acknowledgment', async () => {
    const { link, write, answers } = aLine();
    const sent = link.send(Buffer.from(MESSAGE));
    await answers(enq);
    write(ack);
    await answers(stx);
    write(ack);
    await answers(...Buffer.from(MESSAGE), etx);
    write(ack);
    await answers(eot);
    write(ack);
    expect(await sent).toBe(true);
  });

  test('a message that is refused is not repeated: the other side could not recognize it', async () => {
    const { link, write, answers, rest } = aLine();
    const sent = link.send(Buffer.from(MESSAGE));
    await answers(enq);
    write(ack);
    await answers(stx);
    write(ack);
    await answers(...Buffer.from(MESSAGE), etx);
    write(nak);
    await answers(eot);
    expect(await sent).toBe(false);
    expect(rest()).toEqual([]);
  });

  test('two links understand each other', async () => {
    const [one, other] = duplexPair();
    const got: string[] = [];
    const host = new AstmLink(one, {
      framing: 'simplified',
      onMessage: async (message) => {
        got.push(Buffer.from(message).toString('latin1'));
        return true;
      },
    });
    const instrument = new AstmLink(other, {
      framing: 'simplified',
      role: 'instrument',
      onMessage: async () => false,
    });
    links.push(host, instrument);
    expect(await instrument.send(Buffer.from(MESSAGE))).toBe(true);
    expect(await host.send(Buffer.from(MESSAGE))).toBe(false);
    expect(got).toEqual([MESSAGE]);
  });
});
