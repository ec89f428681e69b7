import { afterEach, describe, expect, test } from '@jest/globals';
import { encodeFrame } from '@labwire/hl7/mllp/frame';
import { type MllpChannelOptions, startMllpChannel } from '../../../../gateway/channels/mllp-channel.ts';
import type { Listening } from '../../../../gateway/channels/tcp-server.ts';
import type { Taken } from '../../../../gateway/intake.ts';
import { aBudget, aChannel, aConnection, anIntake, someEvents } from '../../../support/channels.ts';

const cleanups: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const ACK = '\x06';
const NAK = '\x15';
const framed = (text: string): string => Buffer.from(encodeFrame(Buffer.from(text))).toString('latin1');
const commit = (byte: string): string => `\x0b${byte}\x1c\r`;

interface Settings {
  readonly answerTo?: (text: string) => Partial<Taken> | Promise<Partial<Taken>>;
  readonly channel?: Readonly<Record<string, unknown>>;
  readonly options?: Partial<MllpChannelOptions>;
}

async function aListener({ answerTo, channel, options = {} }: Settings = {}) {
  const { events, onEvent, came } = someEvents();
  const { intake, taken, choices } = anIntake(answerTo);
  const listening: Listening = await startMllpChannel({
    channel: aChannel('mllp', channel),
    intake,
    maxMessageBytes: 100,
    onEvent,
    budget: aBudget(),
    ...options,
  });
  cleanups.push(() => listening.stop());
  const dial = async () => {
    const connection = await aConnection(listening.port);
    cleanups.push(() => void connection.socket.destroy());
    const expectBytes = async (...frames: readonly string[]) => {
      const expected = frames.join('');
      expect(await connection.bytes(expected.length)).toBe(expected);
    };
    return { ...connection, expectBytes };
  };
  return { events, came, taken, choices, dial, stop: () => listening.stop() };
}

describe('a message', () => {
  test('is taken without its frame, and answered in one', async () => {
    const { dial, taken, events, came } = await aListener();
    const { socket, expectBytes } = await dial();
    socket.write(framed('MSH|a'));
    await expectBytes(framed('answer to MSH|a'));
    await came('received');
    expect(taken).toEqual(['MSH|a']);
    expect(events.find(({ kind }) => kind === 'received')).toMatchObject({
      channel: 'test',
      bytes: 5,
      outcome: 'accepted',
      messageId: 'm1',
    });
  });

  test('may come byte by byte, or with others at once', async () => {
    const { dial } = await aListener();
    const { socket, expectBytes } = await dial();
    for (const byte of framed('MSH|a')) socket.write(Buffer.from(byte, 'latin1'));
    await expectBytes(framed('answer to MSH|a'));
    socket.write(framed('MSH|b') + framed('MSH|c'));
    await expectBytes(...['a', 'b', 'c'].map((one) => framed(`answer to MSH|${one}`)));
  });

  test('is answered in its turn, however quick the answer to the next is', async () => {
    const gate = Promise.withResolvers<void>();
    const { dial, taken } = await aListener({
      answerTo: async (text) => {
        if (text === 'slow') await gate.promise;
        return {};
      },
    });
    const { socket, expectBytes, text } = await dial();
    socket.write(framed('slow') + framed('quick'));
    while (taken.length === 0) await turn();
    expect([taken, text()]).toEqual([['slow'], '']);
    gate.resolve();
    await expectBytes(framed('answer to slow'), framed('answer to quick'));
  });

  test('does not wait for that of another connection', async () => {
    const gate = Promise.withResolvers<void>();
    const { dial } = await aListener({
      answerTo: async (text) => {
        if (text === 'slow') await gate.promise;
        return {};
      },
    });
    const [one, other] = [await dial(), await dial()];
    one.socket.write(framed('slow'));
    other.socket.write(framed('quick'));
    await other.expectBytes(framed('answer to quick'));
    gate.resolve();
    await one.expectBytes(framed('answer to slow'));
  });

  test('is answered also to a sender that has closed its side', async () => {
    const { dial } = await aListener();
    const { socket, expectBytes, ended } = await dial();
    socket.end(framed('MSH|a'));
    await expectBytes(framed('answer to MSH|a'));
    await ended;
  });

  test('is taken without its last carriage return, when no more comes', async () => {
    const { dial, taken } = await aListener();
    const { socket, expectBytes } = await dial();
    socket.write(framed('MSH|a').slice(0, -1));
    await expectBytes(framed('answer to MSH|a'));
    expect(taken).toEqual(['MSH|a']);
  });

  test('many at once are all taken, in order, behind one that waits', async () => {
    const names = Array.from({ length: 40 }, (_, index) => `m${index}`);
    const { dial, taken } = await aListener();
    const { socket, expectBytes } = await dial();
    socket.write(names.map(framed).join(''));
    await expectBytes(...names.map((name) => framed(`answer to ${name}`)));
    expect(taken).toEqual(names);
  });
});

describe('a bad frame', () => {
  test.each([
    ['noise', 'noise before', 'noise'],
    ['a message that another begins within', '\x0bMSH|half', 'truncated'],
  ])('of %s is counted, and the message behind it is taken', async (_, bytes, frame) => {
    const { dial, taken, events } = await aListener();
    const { socket, expectBytes } = await dial();
    socket.write(bytes + framed('MSH|a'));
    await expectBytes(framed('answer to MSH|a'));
    expect(taken).toEqual(['MSH|a']);
    expect(events.filter(({ kind }) => kind === 'bad-frame')).toMatchObject([{ channel: 'test', frame }]);
  });

  test('that is too long is refused with AR under its own MSH-10, and the next is taken', async () => {
    const { dial, taken, events, came } = await aListener();
    const { socket, text, bytes } = await dial();
    socket.write(framed(`MSH|^~\\&|A|B|C|D|2026||ORU^R01|ID7|P|2.5\r${'x'.repeat(200)}`) + framed('MSH|a'));
    await came('received');
    await bytes(100);
    while (!text().endsWith(framed('answer to MSH|a'))) await turn();
    expect(text()).toMatch(/MSA\|AR\|ID7/);
    expect(taken).toEqual(['MSH|a']);
    expect(events.filter(({ kind }) => kind === 'bad-frame')).toMatchObject([{ frame: 'oversized' }]);
  });

  test('that never ends is given up after its time, however busy its sender is', async () => {
    const { dial, came, events, taken } = await aListener({
      options: { channel: { ...aChannel('mllp'), frameSeconds: 0.1 } },
    });
    const { socket, ended } = await dial();
    socket.write('\x0bMSH|');
    const drip = setInterval(() => socket.write('x'), 10);
    cleanups.push(() => clearInterval(drip));
    await came('bad-frame');
    await ended;
    expect(events.find(({ kind }) => kind === 'bad-frame')).toMatchObject({ frame: 'late' });
    expect(taken).toEqual([]);
  });
});

test.each([
  ['commit acknowledgments', commit(ACK)],
  ['refusals', commit(NAK)],
  ['noise', 'noise'],
  ['acknowledgments', framed('MSH|^~\\&|A|B|C|D|2026||ACK|1|P|2.5\rMSA|AA|1\r')],
])('a connection that says nothing but %s is closed at its time', async (_, text) => {
  const { dial, came, taken } = await aListener({
    options: { channel: { ...aChannel('mllp'), idleSeconds: 0.1 } },
  });
  const { socket, ended } = await dial();
  socket.on('error', () => undefined);
  const drip = setInterval(() => socket.write(text), 10);
  cleanups.push(() => clearInterval(drip));
  await came('connection-idle');
  clearInterval(drip);
  await ended;
  expect(taken).toEqual([]);
});

describe('an acknowledgment is never answered with one, because that would never end', () => {
  const header = (type: string): string => `MSH|^~\\&|A|B|C|D|2026||${type}|ID7|P|2.5\r`;

  test('an ACK is not even taken', async () => {
    const { dial, taken } = await aListener();
    const { socket, expectBytes } = await dial();
    socket.write(framed(`${header('ACK^R01')}MSA|AA|1\r`) + framed('MSH|a'));
    await expectBytes(framed('answer to MSH|a'));
    expect(taken).toEqual(['MSH|a']);
  });

  test('an ACK with results is taken, so that none is lost, and not answered', async () => {
    const { dial, taken } = await aListener();
    const { socket, expectBytes } = await dial();
    socket.write(framed(`${header('ACK^R01')}MSA|AA|1\rOBX|1|NM|GLU||5\r`) + framed('MSH|a'));
    await expectBytes(framed('answer to MSH|a'));
    expect(taken).toHaveLength(2);
  });

  test.each(['ORL^O34', 'ORR^O02', 'RSP^K11', 'QCK^Q02', 'RRD', 'RRE', 'RRG', 'RCI', 'RCL'])(
    '%s is taken, and not answered',
    async (type) => {
      const { dial, taken } = await aListener();
      const { socket, expectBytes } = await dial();
      socket.write(framed(`${header(type)}MSA|AA|1\r`) + framed('MSH|a'));
      await expectBytes(framed('answer to MSH|a'));
      expect(taken).toHaveLength(2);
    },
  );

  test.each([
    ['a result with an MSA', `${header('ORU^R01')}MSA|AA|1\r`],
    ['an answer without an MSA', header('ORL^O34')],
    ['a word of JavaScript', `${header('__proto__')}MSA|AA|1\r`],
    ['bytes that are no message', 'x\rMSA|AA|1\r'],
  ])('%s is an ordinary message', async (_, text) => {
    const { dial } = await aListener();
    const { socket, expectBytes } = await dial();
    socket.write(framed(text));
    await expectBytes(framed(`answer to ${text}`));
  });
});

describe('how a channel acknowledges', () => {
  test.each([
    ['sender', 'sender'],
    ['original', 'original'],
    ['enhanced', 'enhanced'],
    ['commit', 'sender'],
    ['conditional', 'sender'],
  ])('%s asks the intake for %s', async (acknowledge, choice) => {
    const { dial, choices, came } = await aListener({ channel: { acknowledge } });
    const { socket } = await dial();
    socket.write(framed('MSH|a'));
    await came('received');
    expect(choices).toEqual([choice]);
  });

  test.each([
    ['accepted', ACK],
    ['duplicate', ACK],
    ['rejected', ACK],
    ['answered', ACK],
    // not safe, so the sender must keep it
    ['not-stored', NAK],
  ] as const)('commit says of what is %s with a byte whether it is stored', async (outcome, byte) => {
    const { dial } = await aListener({ channel: { acknowledge: 'commit' }, answerTo: () => ({ outcome }) });
    const { socket, expectBytes } = await dial();
    socket.write(framed('MSH|a'));
    await expectBytes(commit(byte), framed('answer to MSH|a'));
  });

  test('a commit of the other side is not answered', async () => {
    const { dial, taken, events } = await aListener({ channel: { acknowledge: 'commit' } });
    const { socket, expectBytes } = await dial();
    socket.write(commit(ACK) + framed('MSH|a'));
    await expectBytes(commit(ACK), framed('answer to MSH|a'));
    expect([taken, events.filter(({ kind }) => kind === 'bad-frame')]).toEqual([['MSH|a'], []]);
  });

  test.each([
    ['NE', 'NE', 'AA', 'accepted', []],
    ['NE', 'NE', 'AR', 'rejected', []],
    ['ER', 'ER', 'AA', 'accepted', []],
    ['ER', 'ER', 'AR', 'rejected', ['AR']],
    // a copy is answered as its original was
    ['ER', 'ER', 'AR', 'duplicate', ['AR']],
    ['ER', 'ER', 'AE', 'not-stored', ['AE']],
    ['NE', 'AL', 'AA', 'accepted', ['AA']],
    ['NE', 'NE', 'AA', 'answered', ['AA']],
  ] as const)(
    'conditional, MSH-15 %s and MSH-16 %s: %s of what is %s is answered %j',
    async (accept, application, code, outcome, expected) => {
      const answerOf = (id: string): Uint8Array =>
        Buffer.from(`MSH|^~\\&|L||A||||ACK|1|P|2.5.1\rMSA|${code}|${id}\r`);
      const { dial } = await aListener({
        channel: { acknowledge: 'conditional' },
        options: { maxMessageBytes: 1000 },
        answerTo: (text) =>
          text.includes('LAST') ? { answer: answerOf('LAST') } : { outcome, answer: answerOf('FIRST') },
      });
      const { socket, expectBytes } = await dial();
      const message = (id: string, conditions: string): string =>
        framed(`MSH|^~\\&|A|B|||||ORU^R01|${id}|P|2.5.1|||${conditions}\r`);
      // the answer to the second message shows what the first got
      socket.write(message('FIRST', `${accept}|${application}`) + message('LAST', ''));
      const answers = [...expected.map(() => answerOf('FIRST')), answerOf('LAST')];
      await expectBytes(...answers.map((answer) => framed(Buffer.from(answer).toString())));
    },
  );

  test.each(['sender', 'original'])('%s answers whatever the sender asks', async (acknowledge) => {
    const { dial } = await aListener({
      channel: { acknowledge },
      options: { maxMessageBytes: 1000 },
    });
    const { socket, expectBytes } = await dial();
    const text = 'MSH|^~\\&|A|B|||||ORU^R01|1|P|2.5.1|||NE|NE\r';
    socket.write(framed(text));
    await expectBytes(framed(`answer to ${text}`));
  });

  test('what comes later is sent when it comes, and the connection does not wait for it', async () => {
    const gate = Promise.withResolvers<Uint8Array | undefined>();
    const { dial } = await aListener({ answerTo: (text) => (text === 'a' ? { later: gate.promise } : {}) });
    const { socket, expectBytes } = await dial();
    socket.write(framed('a') + framed('b'));
    await expectBytes(framed('answer to a'), framed('answer to b'));
    gate.resolve(Buffer.from('later'));
    await expectBytes(framed('answer to a'), framed('answer to b'), framed('later'));
  });
});

describe('work that answers a question', () => {
  const answerTo = () => ({
    outcome: 'answered' as const,
    followUps: [Buffer.from('w1'), Buffer.from('w2')],
  });

  test('goes to the analyzer’s own port', async () => {
    const sent: string[] = [];
    const sendWork = (query: Uint8Array, work: readonly Uint8Array[]): boolean => {
      sent.push(`${Buffer.from(query)}: ${work.map((one) => Buffer.from(one))}`);
      return true;
    };
    const { dial } = await aListener({ answerTo, options: { sendWork } });
    const { socket, expectBytes } = await dial();
    socket.write(framed('Q'));
    await expectBytes(framed('answer to Q'));
    expect(sent).toEqual(['Q: w1,w2']);
  });

  test.each([
    ['none is configured', undefined],
    ['the analyzer has none', () => false],
  ])('goes back on the connection if %s', async (_, sendWork) => {
    const { dial } = await aListener({ answerTo, options: { sendWork } });
    const { socket, expectBytes } = await dial();
    socket.write(framed('Q'));
    await expectBytes(framed('answer to Q'), framed('w1'), framed('w2'));
  });
});

describe('stopping', () => {
  test('answers what has been taken, and takes nothing more', async () => {
    const gate = Promise.withResolvers<void>();
    const { dial, taken, stop } = await aListener({
      answerTo: async () => {
        await gate.promise;
        return {};
      },
    });
    const { socket, text, ended } = await dial();
    socket.write(framed('MSH|a'));
    while (taken.length === 0) await turn();
    const stopped = stop();
    socket.write(framed('MSH|b'));
    for (let turns = 0; turns < 5; turns++) await turn();
    gate.resolve();
    await stopped;
    await ended;
    expect([taken, text()]).toEqual([['MSH|a'], framed('answer to MSH|a')]);
  });
});

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
