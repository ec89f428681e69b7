import { afterEach, describe, expect, test } from '@jest/globals';
import { control, encodeFrames } from '@labwire/hl7/astm/frame';
import {
  type AstmChannelOptions,
  startAstmChannel,
  startSerialChannel,
} from '../../../../gateway/channels/astm-channel.ts';
import { AstmLink } from '../../../../gateway/channels/astm-link.ts';
import type { AstmTiming } from '../../../../gateway/channels/astm-timing.ts';
import type { Taken } from '../../../../gateway/intake.ts';
import type { AstmChannel } from '../../../../lib/site/gateway.ts';
import { aBudget, aChannel, aConnection, anIntake, someEvents } from '../../../support/channels.ts';

const cleanups: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const timing: AstmTiming = {
  establishMs: 2000,
  busyMs: 10,
  frameMs: 2000,
  receiveMs: 2000,
  contentionMs: 40,
};

const records = (...lines: readonly string[]): string => lines.map((line) => `${line}\r`).join('');
const aMessage = (id: string): string => records(`H|\\^&|${id}`, 'P|1', 'R|1|^^^GLU|5.4', 'L|1|N');

interface Settings {
  readonly answerTo?: (text: string) => Partial<Taken> | Promise<Partial<Taken>>;
  readonly channel?: Readonly<Record<string, unknown>>;
  readonly options?: Partial<AstmChannelOptions<AstmChannel>>;
}

async function aListener({ answerTo, channel, options = {} }: Settings = {}) {
  const { events, onEvent, came } = someEvents();
  const { intake, taken, choices } = anIntake(answerTo);
  const listening = await startAstmChannel({
    ...{ channel: aChannel('astm', channel), intake, onEvent, timing, budget: aBudget() },
    ...options,
  });
  cleanups.push(() => listening.stop());
  const dial = async () => {
    const connection = await aConnection(listening.port);
    cleanups.push(() => void connection.socket.destroy());
    return connection;
  };
  /** An instrument that speaks the protocol. */
  const anInstrument = async () => {
    const { socket, ended } = await dial();
    const got: string[] = [];
    let look: () => void = () => undefined;
    const link = new AstmLink(socket, {
      timing,
      framing: aChannel('astm', channel).framing,
      onMessage: async (message) => {
        got.push(Buffer.from(message).toString('latin1'));
        look();
        return true;
      },
    });
    cleanups.push(() => link.stop());
    const received = (count: number): Promise<string[]> =>
      new Promise((resolve) => {
        look = () => void (got.length >= count && resolve(got));
        look();
      });
    return { send: (text: string) => link.send(Buffer.from(text, 'latin1')), received, ended, socket };
  };
  return { events, came, taken, choices, dial, anInstrument, stop: () => listening.stop() };
}

describe('an instrument that speaks ASTM over TCP', () => {
  test('is believed when it ends its session, and its message is taken as it was sent', async () => {
    const { anInstrument, taken, choices, events, came } = await aListener();
    const { send } = await anInstrument();
    expect(await send(aMessage('A'))).toBe(true);
    await came('received');
    expect(taken).toEqual([aMessage('A')]);
    // it has no words for a commit
    expect(choices).toEqual(['original']);
    expect(events.find(({ kind }) => kind === 'received')).toMatchObject({
      channel: 'test',
      bytes: aMessage('A').length,
      outcome: 'accepted',
      messageId: 'm1',
    });
  });

  test('may use simplified framing, where its channel says so', async () => {
    const { anInstrument, taken } = await aListener({ channel: { framing: 'simplified' } });
    const { send } = await anInstrument();
    expect(await send(aMessage('A'))).toBe(true);
    expect(taken).toEqual([aMessage('A')]);
  });

  test('may send several messages in one session: each is stored by itself', async () => {
    const { anInstrument, taken } = await aListener();
    const { send } = await anInstrument();
    expect(await send(aMessage('A') + aMessage('B'))).toBe(true);
    expect(taken).toEqual([aMessage('A'), aMessage('B')]);
  });

  test.each([
    ['results without a header', records('R|1|^^^GLU|5.4')],
    ['lines that are no records', records('hello', '12345')],
  ])('has %s refused by the intake, and not lost here', async (_, text) => {
    const { anInstrument, taken, came } = await aListener({ answerTo: () => ({ outcome: 'rejected' }) });
    const { send } = await anInstrument();
    expect(await send(text)).toBe(true);
    await came('received');
    expect(taken).toEqual([text]);
  });

  test('that says something before its first record is heard, and the words are counted as noise', async () => {
    const { anInstrument, taken, events } = await aListener();
    const { send } = await anInstrument();
    await send(records('hello', 'ready') + aMessage('A'));
    expect(taken).toEqual([aMessage('A')]);
    const bad = events.filter(({ kind }) => kind === 'bad-frame');
    expect(bad).toEqual([{ kind: 'bad-frame', channel: 'test', frame: 'noise' }]);
  });

  test('repeats what is not stored until it is', async () => {
    let attempts = 0;
    const { anInstrument, taken } = await aListener({
      answerTo: () => ({ outcome: ++attempts < 3 ? 'not-stored' : 'accepted' }),
    });
    const { send } = await anInstrument();
    expect(await send(aMessage('A'))).toBe(true);
    expect(taken).toEqual([aMessage('A'), aMessage('A'), aMessage('A')]);
  });

  test('is refused the rest of a session behind a message that is not stored', async () => {
    const outcomes: Taken['outcome'][] = ['not-stored', 'accepted', 'accepted'];
    const { anInstrument, taken } = await aListener({
      answerTo: () => ({ outcome: outcomes.shift() ?? 'accepted' }),
    });
    const { send } = await anInstrument();
    expect(await send(aMessage('A') + aMessage('B'))).toBe(true);
    // A again, so that B does not come before it
    expect(taken).toEqual([aMessage('A'), aMessage('A'), aMessage('B')]);
  });

  test('gets the answer to its question when the line is free', async () => {
    const work = records('H|\\^&|W', 'O|1|T1||^^^GLU', 'L|1|N');
    const { anInstrument } = await aListener({
      answerTo: () => ({ outcome: 'answered', answer: Buffer.from(work) }),
    });
    const { send, received } = await anInstrument();
    expect(await send(records('H|\\^&|Q', 'Q|1|^T1||ALL', 'L|1|N'))).toBe(true);
    expect(await received(1)).toEqual([work]);
  });

  test.each([
    ['an answer in HL7', { outcome: 'answered' as const, answer: Buffer.from('MSH|^~\\&|X\r') }],
    ['the acknowledgment of a result', { outcome: 'accepted' as const, answer: Buffer.from(aMessage('W')) }],
  ])('is not sent %s', async (_, answer) => {
    const work = records('H|\\^&|W', 'L|1|N');
    let isFirst = true;
    const { anInstrument } = await aListener({
      answerTo: () => {
        const first = isFirst;
        isFirst = false;
        return first ? answer : { outcome: 'answered', answer: Buffer.from(work) };
      },
    });
    const { send, received } = await anInstrument();
    await send(aMessage('A'));
    await send(aMessage('B'));
    expect(await received(1)).toEqual([work]);
  });
});

describe('a frame with', () => {
  const [frame = Buffer.of()] = encodeFrames(Buffer.from(records('H|\\^&', 'L|1|N')));
  const text = Buffer.from(frame).toString('latin1');
  const wrong = text.replace(/..\r\n$/, '00\r\n');
  const none = text.replace(/..\r\n$/, '\r\n');
  const say = async (bytes: string, checksum: string) => {
    const { dial, events } = await aListener({ channel: { checksum } });
    const { socket, bytes: received } = await dial();
    socket.write(Uint8Array.of(control.enq));
    await received(1);
    socket.write(Buffer.from(bytes, 'latin1'));
    const answers = await received(2);
    const bad = events.flatMap((event) => (event.kind === 'bad-frame' ? [event.frame] : []));
    return [answers.charCodeAt(1), bad];
  };

  test('a wrong checksum is refused, whether it is required or not', async () => {
    for (const checksum of ['required', 'optional'])
      expect(await say(wrong, checksum)).toEqual([control.nak, ['checksum']]);
  });

  test('no checksum is taken only where the channel says so', async () => {
    expect(await say(none, 'optional')).toEqual([control.ack, []]);
    expect((await say(none, 'required'))[0]).toBe(control.nak);
  });

  test('the right checksum is taken', async () => {
    expect(await say(text, 'required')).toEqual([control.ack, []]);
  });
});

test('each connection has its own session', async () => {
  const { anInstrument, dial, taken } = await aListener();
  const silent = await dial();
  silent.socket.write(Uint8Array.of(control.enq));
  await silent.bytes(1);
  const { send } = await anInstrument();
  expect(await send(aMessage('A'))).toBe(true);
  expect(taken).toEqual([aMessage('A')]);
});

describe('a connection is closed at its time', () => {
  /** It says `first`, and then the same bytes for ever. */
  async function expectIdle(framing: 'standard' | 'simplified', bytes: Uint8Array, first: Uint8Array) {
    const { dial, came } = await aListener({
      options: { channel: { ...aChannel('astm', { framing }), idleSeconds: 0.1 } },
    });
    const { socket, ended } = await dial();
    socket.on('error', () => undefined);
    socket.write(first);
    const drip = setInterval(() => socket.write(bytes), 10);
    cleanups.push(() => clearInterval(drip));
    await came('connection-idle');
    clearInterval(drip);
    await ended;
  }

  const none = Uint8Array.of();
  const enq = Uint8Array.of(control.enq);
  test.each([
    ['ENQ', enq, none],
    ['EOT', Uint8Array.of(control.eot), none],
    ['ACK', Uint8Array.of(control.ack), none],
    ['NAK', Uint8Array.of(control.nak), none],
    ['ENQ and EOT', Uint8Array.of(control.enq, control.eot), none],
    ['ACK behind ENQ', Uint8Array.of(control.ack), enq],
  ])('that says nothing but %s', async (_, bytes, first) => {
    await expectIdle('standard', bytes, first);
    await expectIdle('simplified', bytes, first);
  });

  const [frame = none, second = none] = encodeFrames(Buffer.from(aMessage('A'), 'latin1'));
  test.each([
    ['the same frame', frame],
    ['a frame with another number', second],
  ])('that says nothing but %s', async (_, bytes) => {
    await expectIdle('standard', bytes, enq);
  });
});

test('a connection that says nothing whole is closed at its time', async () => {
  const { dial, came } = await aListener({
    options: { channel: { ...aChannel('astm'), idleSeconds: 0.05 } },
  });
  const { ended } = await dial();
  await came('connection-idle');
  await ended;
});

test('stopping ends the connections', async () => {
  const { anInstrument, came, stop } = await aListener();
  const { send, ended } = await anInstrument();
  await send(aMessage('A'));
  await stop();
  await ended;
  await came('connection-closed');
});

test('a serial line that is not there is an error at the start', async () => {
  const { events, onEvent } = someEvents();
  const channel = aChannel('astm-serial', { path: '/dev/labwire-none' });
  await expect(startSerialChannel({ channel, intake: anIntake().intake, onEvent })).rejects.toThrow();
  expect(events).toEqual([]);
});
