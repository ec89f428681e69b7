import { type Duplex, duplexPair } from 'node:stream';
import { afterEach, describe, expect, test } from '@jest/globals';
import { checksumOf, control, encodeFrames } from '@labwire/hl7/astm/frame';
import { AstmLink, type AstmLinkOptions } from '../../../../gateway/channels/astm-link.ts';
import { type AstmTiming, standardTiming } from '../../../../gateway/channels/astm-timing.ts';
import { size } from '../../../support/size.ts';
import { SimulatedTime } from '../../../support/time.ts';

const quick: AstmTiming = { establishMs: 150, busyMs: 10, frameMs: 150, receiveMs: 150, contentionMs: 40 };

const astm = (...lines: string[]): Buffer => Buffer.from(lines.map((line) => `${line}\r`).join(''), 'latin1');
const MESSAGE = astm('H|\\^&', 'P|1|A', 'O|1|T1||^^^X', `R|1|^^^X|${'7'.repeat(300)}`, 'L|1|N');

const links: AstmLink[] = [];
afterEach(async () => {
  await Promise.all(links.splice(0).map((link) => link.stop()));
});

/** A link under test, and the raw other end of its line. */
function aLine(options: Partial<AstmLinkOptions> = {}) {
  const [near, far] = duplexPair();
  const time = new SimulatedTime();
  const messages: string[] = [];
  const problems: string[] = [];
  const link = new AstmLink(near, {
    onMessage: async (message) => {
      messages.push(Buffer.from(message).toString('latin1'));
      return true;
    },
    onBadFrame: (problem) => problems.push(problem),
    timing: quick,
    time,
    ...options,
  });
  links.push(link);
  return { link, far, messages, problems, time, peer: new Peer(far) };
}

/** The other end, byte by byte. */
class Peer {
  readonly #stream: Duplex;
  #bytes: number[] = [];
  #taken = 0;
  #wake: (() => void) | undefined;

  constructor(stream: Duplex) {
    this.#stream = stream;
    stream.on('data', (chunk: Buffer) => {
      for (const byte of chunk) this.#bytes.push(byte);
      this.#wake?.();
    });
  }

  write(...bytes: readonly (number | Uint8Array)[]): void {
    for (const one of bytes) this.#stream.write(typeof one === 'number' ? Uint8Array.of(one) : one);
  }

  /** The next byte that comes. */
  async next(): Promise<number> {
    while (this.#taken >= this.#bytes.length)
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    return this.#bytes[this.#taken++] ?? -1;
  }

  async expect(...expected: readonly number[]): Promise<void> {
    for (const byte of expected) {
      const came = await this.next();
      // asked for so often that the assertion itself would be the test
      if (came !== byte) expect(came).toBe(byte);
    }
  }

  /** Everything up to a line feed. */
  async frame(): Promise<string> {
    let text = '';
    while (!text.endsWith('\n')) text += String.fromCharCode(await this.next());
    return text;
  }

  /** Says it and is acknowledged. */
  async say(...bytes: readonly (number | Uint8Array)[]): Promise<void> {
    for (const one of bytes) {
      this.write(one);
      await this.expect(control.ack);
    }
  }
}

const { enq, ack, nak, eot } = control;
const frames = encodeFrames(MESSAGE);

describe('receiving', () => {
  test('a message of several frames is given when its last is acknowledged', async () => {
    const { peer, messages } = aLine();
    await peer.say(enq, ...frames);
    peer.write(eot);
    expect(messages).toEqual([MESSAGE.toString('latin1')]);
    expect(frames).toHaveLength(6);
  });

  test('each frame that is expected is a sign of life, and no other byte is', async () => {
    let signs = 0;
    const { peer } = aLine({
      onSign: () => {
        signs++;
      },
    });
    await peer.say(enq, enq);
    expect(signs).toBe(0);
    await peer.say(...frames);
    expect(signs).toBe(frames.length);
    // the sender missed the last ACK
    await peer.say(...frames.slice(-1));
    peer.write(eot);
    await peer.say(enq);
    expect(signs).toBe(frames.length);
  });

  test('a frame that drips and never ends is broken at its time, and its memory is free', async () => {
    const held: number[] = [];
    const { far, peer, time, messages, problems } = aLine({ onHeld: (unfinished) => held.push(unfinished) });
    await peer.say(enq);
    far.write(Buffer.from(`\x02${'1'.repeat(50_000)}`));
    // a byte more each time that a quarter of the time is over
    for (let drip = 0; drip < 4; drip++) {
      await time.sleep(quick.receiveMs / 4);
      far.write('x');
    }
    await peer.expect(nak);
    expect(Math.max(...held)).toBeGreaterThan(50_000);
    expect(held.at(-1)).toBeLessThan(5000);
    peer.write(eot);
    await peer.say(enq, ...frames);
    expect(messages).toHaveLength(1);
    expect(problems).toContain('broken');
  });

  test('frames that wait for the intake are counted, and stop the line by their bytes', async () => {
    let held = 0;
    const answer = Promise.withResolvers<boolean>();
    const { far, link } = aLine({
      onMessage: () => answer.promise,
      onHeld: (unfinished, waiting) => {
        held = Math.max(held, unfinished + waiting);
      },
    });
    far.resume();
    const long = encodeFrames(astm('H|\\^&', 'L|1|N'));
    const [frame] = encodeFrames(astm(`R|1|${'7'.repeat(200)}`));
    far.write(Uint8Array.of(enq));
    for (const one of long) far.write(one);
    let written = 0;
    for (let count = 0; count < 20_000; count++) {
      if (!far.write(frame)) break;
      written++;
    }
    for (let count = 0; count < 2000 && far.write(Buffer.concat(Array(100).fill(frame))); count++)
      written += 100;
    expect(held).toBeLessThan(1_000_000);
    answer.resolve(true);
    link.abandon();
    expect(written).toBeGreaterThan(0);
  });

  test('a frame with a wrong checksum is refused, and taken when it comes again', async () => {
    const { peer, messages, problems } = aLine();
    await peer.say(enq);
    const wrong = Buffer.from((frames[0] ?? new Uint8Array()).slice());
    wrong[3] = (wrong[3] ?? 0) ^ 1;
    peer.write(wrong);
    await peer.expect(nak);
    await peer.say(...frames);
    expect(messages).toHaveLength(1);
    expect(problems).toEqual(['checksum']);
  });

  test('a frame that is repeated because its answer was lost is acknowledged, and counts once', async () => {
    const { peer, messages } = aLine();
    await peer.say(enq, ...frames.flatMap((frame) => [frame, frame]));
    expect(messages).toEqual([MESSAGE.toString('latin1')]);
  });

  test('a frame with the number of the last and another content is refused, and none is dropped', async () => {
    const { peer, messages, problems } = aLine();
    const used = encodeFrames(astm('H|\\^&'));
    const [other = enq] = encodeFrames(astm('R|1|^^^K|4.1'));
    await peer.say(enq, ...used);
    peer.write(other);
    await peer.expect(nak);
    // the same text may not continue in another frame either
    peer.write(Buffer.from(`\x021H|\\^&\r\x17${checksumOf(Buffer.from('1H|\\^&\r\x17'))}\r\n`));
    await peer.expect(nak);
    peer.write(eot);
    await peer.say(enq, ...frames);
    expect(messages).toEqual([MESSAGE.toString('latin1')]);
    expect(problems).toEqual(['number', 'number', 'broken']);
  });

  test('a frame out of its order is refused', async () => {
    const { peer, problems } = aLine();
    await peer.say(enq, frames[0] ?? enq);
    peer.write(frames[2] ?? enq);
    await peer.expect(nak);
    expect(problems).toEqual(['number']);
  });

  test('a frame without a checksum is taken only where that is configured', async () => {
    const bare = encodeFrames(astm('H|\\^&', 'L|1')).map((frame) =>
      Buffer.from(
        Buffer.from(frame)
          .toString('latin1')
          .replace(/..\r\n$/, '\r\n'),
        'latin1',
      ),
    );
    const strict = aLine();
    await strict.peer.say(enq);
    strict.peer.write(bare[0] ?? enq);
    await strict.peer.expect(nak);
    const lenient = aLine({ isChecksumOptional: true });
    await lenient.peer.say(enq, ...bare);
    expect(lenient.messages).toHaveLength(1);
  });

  test('a message that cannot be kept is refused at its last frame, and taken when it is sent again', async () => {
    let isFull = true;
    const { peer, messages } = aLine({
      onMessage: async (message) => {
        if (isFull) return false;
        messages.push(Buffer.from(message).toString('latin1'));
        return true;
      },
    });
    const last = frames.at(-1) ?? enq;
    await peer.say(enq, ...frames.slice(0, -1));
    peer.write(last);
    await peer.expect(nak);
    isFull = false;
    await peer.say(last);
    expect(messages).toEqual([MESSAGE.toString('latin1')]);
  });

  test('a sender that starts anew sends its message from the beginning', async () => {
    const { peer, messages } = aLine();
    await peer.say(enq, ...frames.slice(0, 3), enq, ...frames);
    expect(messages).toEqual([MESSAGE.toString('latin1')]);
  });

  test('half a message and silence is given up, and the line is free again', async () => {
    const { peer, messages, problems, time } = aLine();
    await peer.say(enq, ...frames.slice(0, 3));
    await time.sleep(2 * quick.receiveMs);
    expect(problems).toEqual(['broken']);
    await peer.say(enq, ...frames);
    expect(messages).toHaveLength(1);
  });

  test('silence counts from the last frame, for the 30 seconds of the standard', async () => {
    const { peer, problems, time } = aLine({ timing: standardTiming });
    await peer.say(enq, frames[0] ?? enq);
    await time.sleep(29_000);
    await peer.say(frames[1] ?? enq);
    await time.sleep(29_000);
    expect(problems).toEqual([]);
    await time.sleep(2000);
    expect(problems).toEqual(['broken']);
  });

  test('a message without its terminator is given when the transmission ends', async () => {
    const { peer, messages } = aLine();
    await peer.say(enq, ...encodeFrames(astm('H|\\^&', 'R|1|^^^X|1')));
    peer.write(eot, enq);
    await peer.expect(ack);
    expect(messages).toEqual(['H|\\^&\rR|1|^^^X|1\r']);
  });

  test('a transmission that is broken off is not taken for a message, wherever that happens', async () => {
    const { peer, messages, problems } = aLine();
    const value = encodeFrames(astm('H|\\^&', `R|1|^^^K|1${'3'.repeat(300)}.4|mmol/L`, 'L|1'));
    await peer.say(enq, ...value.slice(0, 2));
    // the rest of the value comes damaged, and is given up
    for (let count = 0; count < 6; count++) {
      peer.write(Buffer.from('\x023garbage\x0300\r\n', 'latin1'));
      await peer.expect(nak);
    }
    peer.write(eot, enq);
    await peer.expect(ack);
    expect(messages).toEqual([]);
    expect(problems.at(-1)).toBe('broken');
    await peer.say(...value);
    expect(messages).toHaveLength(1);
  });

  test('a message whose terminator is never taken is not kept as another one without it', async () => {
    let isFull = true;
    const { peer, messages } = aLine({
      onMessage: async (message) => {
        if (!isFull) messages.push(Buffer.from(message).toString('latin1'));
        return !isFull;
      },
    });
    await peer.say(enq, ...frames.slice(0, -1));
    for (let count = 0; count < 6; count++) {
      peer.write(frames.at(-1) ?? enq);
      await peer.expect(nak);
    }
    isFull = false;
    peer.write(eot);
    await peer.say(enq, ...frames);
    expect(messages).toEqual([MESSAGE.toString('latin1')]);
  });

  test('a message without its terminator that cannot be kept yet is not lost: nothing else is heard before it is', async () => {
    let tries = 0;
    const { peer, messages } = aLine({
      onMessage: async (message) => {
        if (++tries < 4) return false;
        messages.push(Buffer.from(message).toString('latin1'));
        return true;
      },
    });
    await peer.say(enq, ...encodeFrames(astm('H|\\^&', 'R|1|^^^X|1')));
    peer.write(eot, enq);
    await peer.expect(ack);
    expect(messages).toEqual(['H|\\^&\rR|1|^^^X|1\r']);
  });

  test('an answer that would come too late is a refusal in time, and the message counts once when it comes again', async () => {
    const kept = new Set<string>();
    let isSlow = true;
    const { peer, time } = aLine({
      onMessage: async (message) => {
        if (isSlow) await time.sleep(2 * quick.frameMs);
        kept.add(Buffer.from(message).toString('latin1'));
        return true;
      },
    });
    await peer.say(enq, ...frames.slice(0, -1));
    peer.write(frames.at(-1) ?? enq);
    await peer.expect(nak);
    expect(kept.size).toBe(0);
    isSlow = false;
    await peer.say(frames.at(-1) ?? enq);
    expect(kept.size).toBe(1);
  });

  test('a frame that its sender has given up is not answered: the answer would be that of the next', async () => {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const { peer } = aLine({ onMessage: () => promise });
    await peer.say(enq, ...frames.slice(0, -1));
    peer.write(frames.at(-1) ?? enq);
    // it does not wait any longer, and begins anew
    peer.write(eot, enq);
    await new Promise((settled) => setImmediate(settled));
    resolve(true);
    await peer.expect(ack);
    await peer.say(frames[0] ?? enq);
    peer.write(frames[2] ?? enq);
    await peer.expect(nak);
  });

  test('a message over the bound is refused', async () => {
    const { peer, messages } = aLine({ maxBytes: 200 });
    await peer.say(enq, ...frames.slice(0, 3));
    peer.write(frames[3] ?? enq);
    await peer.expect(nak);
    expect(messages).toEqual([]);
  });

  test('a flood of meaningless bytes is got through, and the line is free again', async () => {
    const { peer, messages } = aLine();
    const flood = size({ short: 50_000, long: 300_000 });
    peer.write(Buffer.alloc(flood, enq));
    for (let count = 0; count < flood; count++) await peer.expect(ack);
    await peer.say(...frames);
    expect(messages).toHaveLength(1);
  });

  test('several messages of one transmission are given one by one', async () => {
    const { peer, messages } = aLine();
    await peer.say(enq, ...encodeFrames(Buffer.concat([MESSAGE, MESSAGE, MESSAGE])));
    expect(messages).toHaveLength(3);
  });

  test('noise between transmissions is said and does no harm', async () => {
    const { peer, messages, problems } = aLine();
    peer.write(Buffer.from('garbage'));
    await peer.say(enq, ...frames);
    expect(messages).toHaveLength(1);
    expect(problems).toEqual(['noise']);
  });
});

describe('sending', () => {
  test('asks for the line, sends frame by frame, and ends', async () => {
    const { link, peer } = aLine();
    const sent = link.send(MESSAGE);
    await peer.expect(enq);
    peer.write(ack);
    for (const frame of frames) {
      expect(await peer.frame()).toBe(Buffer.from(frame).toString('latin1'));
      peer.write(ack);
    }
    await peer.expect(eot);
    expect(await sent).toBe(true);
  });

  test('sends a refused frame again, six times and no more', async () => {
    const { link, peer } = aLine();
    const sent = link.send(MESSAGE);
    await peer.expect(enq);
    peer.write(ack);
    const tries = new Set<string>();
    for (let count = 0; count < 6; count++) {
      tries.add(await peer.frame());
      peer.write(nak);
    }
    await peer.expect(eot);
    expect(await sent).toBe(false);
    expect(tries.size).toBe(1);
  });

  test('asks again where the other side is busy, and gives up where it never answers', async () => {
    const { link, peer } = aLine();
    const sent = link.send(MESSAGE);
    await peer.expect(enq);
    peer.write(nak);
    await peer.expect(enq);
    expect(await sent).toBe(false);
  });

  test('lets the instrument go first where both have asked, and sends afterwards', async () => {
    const { link, peer, messages } = aLine();
    const sent = link.send(MESSAGE);
    await peer.expect(enq);
    // contention: the instrument asks again after its second
    peer.write(enq);
    await peer.say(enq, ...frames);
    peer.write(eot);
    expect(messages).toHaveLength(1);
    await peer.expect(enq);
    peer.write(ack);
    for (const _ of frames) {
      await peer.frame();
      peer.write(ack);
    }
    await peer.expect(eot);
    expect(await sent).toBe(true);
  });

  test('an instrument that never answers is asked six times, 15 seconds apart', async () => {
    const { link, peer, time } = aLine({ timing: standardTiming });
    const began = time.now();
    const sent = link.send(MESSAGE);
    for (let tries = 0; tries < 6; tries++) await peer.expect(enq, eot);
    expect(await sent).toBe(false);
    expect(time.now() - began).toBe(90_000);
  });

  test('two links understand each other, whoever begins', async () => {
    const [near, far] = duplexPair();
    const time = new SimulatedTime();
    const got: string[] = [];
    const end = (role: 'host' | 'instrument', stream: Duplex) =>
      new AstmLink(stream, {
        role,
        timing: quick,
        time,
        onMessage: async (message) => {
          got.push(`${role} ${message.length}`);
          return true;
        },
      });
    const host = end('host', near);
    const instrument = end('instrument', far);
    links.push(host, instrument);
    const results = await Promise.all([host.send(MESSAGE), instrument.send(MESSAGE), host.send(MESSAGE)]);
    expect(results).toEqual([true, true, true]);
    expect(got.toSorted()).toEqual([
      `host ${MESSAGE.length}`,
      `instrument ${MESSAGE.length}`,
      `instrument ${MESSAGE.length}`,
    ]);
  });

  test('a line that breaks says that it was not delivered', async () => {
    const { link, far } = aLine();
    const sent = link.send(MESSAGE);
    far.destroy();
    expect(await sent).toBe(false);
    expect(await link.send(MESSAGE)).toBe(false);
  });
});
