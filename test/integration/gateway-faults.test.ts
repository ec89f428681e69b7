import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { encodeFrame } from '@labwire/hl7/mllp/frame';
import { MllpClient } from '../../gateway/outbound/mllp-client.ts';
import { sendAll, toAck, unique } from '../support/cloud.ts';
import { aGateway, startFaultyCloud, type TestGateway } from '../support/gateway.ts';
import { anOru } from '../support/messages.ts';
import { canRun, needing } from '../support/needs.ts';
import { size } from '../support/size.ts';
import { until } from '../support/until.ts';

const tlsFile = (name: string): string => fileURLToPath(new URL(`../fixtures/tls/${name}`, import.meta.url));

let cloud: Awaited<ReturnType<typeof startFaultyCloud>>;
const gateways: TestGateway[] = [];
const sockets: Socket[] = [];
beforeEach(async () => {
  cloud = await startFaultyCloud();
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const gateway of gateways.splice(0)) await gateway.stop();
  await cloud.stop();
});

async function channel(
  settings: Readonly<Record<string, unknown>> = {},
  options: Parameters<typeof aGateway>[1] = {},
): Promise<TestGateway> {
  const gateway = await aGateway([{ id: 'test', kind: 'mllp', ...settings }], { url: cloud.url, ...options });
  gateways.push(gateway);
  return gateway;
}

/** A message of its own patient. */
const message = (id: string): Uint8Array => anOru({ header: { 10: id }, patient: { 3: `${id}^^^LAB^MR` } });

const some = (count: number): Uint8Array[] => Array.from({ length: count }, () => message(unique()));

/** Messages of two kilobytes. */
const someLong = (count: number): Uint8Array[] =>
  Array.from({ length: count }, () => {
    const id = unique();
    const results = [{ 2: 'ST', 5: 'x'.repeat(2000) }];
    return anOru({ header: { 10: id }, patient: { 3: `${id}^^^LAB^MR` }, results });
  });

async function open(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  sockets.push(socket);
  socket.on('error', () => undefined);
  await new Promise((resolve) => socket.once('connect', resolve));
  return socket;
}

const closed = (socket: Socket): Promise<void> =>
  new Promise((resolve) => socket.once('close', () => resolve()));

const forwarded = async (gateway: TestGateway): Promise<void> => {
  await until(() => (gateway.spool?.status().waiting ?? 0) === 0, {
    what: 'an empty spool',
    left: () => ({ ...gateway.spool?.status(), events: gateway.events.slice(-5) }),
  });
};

const codes = (answers: Awaited<ReturnType<typeof sendAll>>): Map<string, number> =>
  new Map([...Map.groupBy(answers, ({ ack }) => ack.code)].map(([code, group]) => [code, group.length]));

/** What was accepted is at the cloud, once; what was not, its sender still has. */
function expectKept(answers: Awaited<ReturnType<typeof sendAll>>): void {
  const accepted = answers.filter(({ ack }) => ack.code === 'AA').map(({ ack }) => ack.controlId);
  expect(new Set(cloud.arrived).size).toBe(cloud.arrived.length);
  expect(accepted.filter((id) => !cloud.arrived.includes(id))).toEqual([]);
}

describe('a cloud that answers 500, 429 or nothing', () => {
  const faulty = (request: number) => {
    if (request % 5 === 1) return { kind: 'status', status: 500 } as const;
    if (request % 5 === 2) return { kind: 'status', status: 429, headers: { 'retry-after': '0' } } as const;
    if (request % 5 === 3) return { kind: 'lost-answer' } as const;
    return { kind: 'none' } as const;
  };

  test('is AE to a channel that relays, and what is sent again arrives once', async () => {
    const gateway = await channel();
    cloud.fault = faulty;
    const messages = some(60);
    const answers = await sendAll(gateway.port(), messages, { connections: 3 });
    expect(codes(answers).get('AE')).toBeGreaterThan(20);
    cloud.fault = () => ({ kind: 'none' });
    const again = await sendAll(gateway.port(), messages);
    expect(codes(again)).toEqual(new Map([['AA', 60]]));
    expectKept(again);
    expect(cloud.arrived).toHaveLength(60);
  });

  test('is AA to a channel that stores and forwards, and everything arrives once', async () => {
    const gateway = await channel({ policy: 'store-and-forward' }, { time: hurried });
    cloud.fault = faulty;
    const answers = await sendAll(gateway.port(), some(120), { connections: 4 });
    expect(codes(answers)).toEqual(new Map([['AA', 120]]));
    await forwarded(gateway);
    expect(cloud.arrived).toHaveLength(120);
    expectKept(answers);
  });

  test('that is silent is given up after its time, and the sender is told to keep its message', async () => {
    const gateway = await channel({}, { timeoutMs: 300 });
    cloud.fault = () => ({ kind: 'silence' });
    const [answer] = await sendAll(gateway.port(), some(1));
    expect(answer?.ack.code).toBe('AE');
  });
});

/** A hundred times faster than real time. */
const HURRY = 100;
const began = Date.now();
const hurried = {
  now: () => began + (Date.now() - began) * HURRY,
  elapsed: () => performance.now() * HURRY,
  random: Math.random,
  sleep: (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms / HURRY)),
};

describe('connections', () => {
  test('as many at once as are let in are served, and one more is not let in', async () => {
    const most = size({ short: 200, long: 1000 });
    const gateway = await channel({ policy: 'store-and-forward', maxConnections: most });
    const clients = await Promise.all(
      Array.from({ length: most }, () => MllpClient.connect({ host: '127.0.0.1', port: gateway.port() })),
    );
    const late = await open(gateway.port());
    await closed(late);
    await gateway.event('connection-refused', ({ reason }) => reason === 'limit');
    const acks = await Promise.all(clients.map((client) => client.send(message(unique()))));
    for (const client of clients) client.close();
    expect(acks.map((ack) => toAck(ack).code)).toEqual(Array(most).fill('AA'));
    await forwarded(gateway);
    expect(cloud.arrived).toHaveLength(most);
    process.stdout.write(`${most} connections: ${most} acknowledged, ${most} arrived\n`);
  });

  test('one that is half open is closed after its time, and takes nothing with it', async () => {
    const gateway = await channel({ idleSeconds: 1 });
    const halfOpen = await open(gateway.port());
    // a cable that was pulled: half a message, and no word more
    halfOpen.write(encodeFrame(message('HALF')).subarray(0, 40));
    const [answer] = await sendAll(gateway.port(), [message('WHOLE')]);
    expect(answer?.ack.code).toBe('AA');
    await gateway.event('connection-idle');
    expect(cloud.arrived).toEqual(['WHOLE']);
  });

  test('one that never reads is not answered for ever: its memory is bounded, the others are served, and it is closed', async () => {
    const gateway = await channel({ idleSeconds: 1 });
    const deaf = await open(gateway.port());
    deaf.pause();
    // answers that are long, to fill what the system keeps for it
    const long = message(`DEAF${'x'.repeat(30_000)}`);
    let written = 0;
    for (let count = 0; count < 2000 && !deaf.writableNeedDrain; count++)
      written += Number(deaf.write(encodeFrame(long)));
    const [answer] = await sendAll(gateway.port(), [message('OTHER')]);
    expect(answer?.ack.code).toBe('AA');
    await gateway.event('connection-idle');
    expect(cloud.requests).toBeLessThan(2000);
    expect(written).toBeGreaterThan(0);
    // what it had been answered is there, and what it had not it still has
    expect(cloud.arrived).toContain('OTHER');
  });

  test('from an address that is not allowed is closed before a byte is read', async () => {
    const gateway = await channel({ allow: ['10.0.0.0/8', '::1'] });
    const stranger = await open(gateway.port());
    stranger.write(encodeFrame(message('NO')));
    await closed(stranger);
    await gateway.event('connection-refused', ({ reason }) => reason === 'address');
    const allowed = await channel({ allow: ['127.0.0.0/8'] });
    const [answer] = await sendAll(allowed.port(), [message('YES')]);
    expect(answer?.ack.code).toBe('AA');
    expect(cloud.arrived).toEqual(['YES']);
  });
});

describe('senders that never finish', () => {
  test('a frame that drips for ever is given up at its time, whatever the idle time is', async () => {
    const gateway = await channel({ frameSeconds: 1, idleSeconds: 900 });
    const slow = await open(gateway.port());
    const gone = closed(slow);
    slow.write(encodeFrame(message('SLOW')).subarray(0, 40));
    const drip = setInterval(() => slow.write('x'), 20);
    await gateway.event('bad-frame', ({ frame }) => frame === 'late');
    await gone;
    clearInterval(drip);
    expect(cloud.arrived).toEqual([]);
  });

  test.each([
    ['noise', 'x'],
    ['line ends', '\r'],
  ])('%s that drips for ever holds a connection for its time', async (_, byte) => {
    const gateway = await channel({ frameSeconds: 1, idleSeconds: 1 });
    const slow = await open(gateway.port());
    const gone = closed(slow);
    const drip = setInterval(() => slow.write(byte), 20);
    await gone;
    clearInterval(drip);
  });

  test('a cloud that takes its time is no fault of the sender', async () => {
    const gateway = await channel({ frameSeconds: 1, idleSeconds: 60 });
    const answering = Promise.withResolvers<void>();
    cloud.before = () => answering.promise;
    const client = await MllpClient.connect({ host: '127.0.0.1', port: gateway.port() });
    const answer = client.send(message('WAITS'));
    await hurried.sleep(150_000);
    answering.resolve();
    expect(toAck(await answer).code).toBe('AA');
    client.close();
  });

  test('unfinished messages fill a bounded part of the memory, and the others are served', async () => {
    const many = size({ short: 60, long: 300 });
    const gateway = await channel(
      { policy: 'store-and-forward', maxConnections: 1000 },
      { memory: { maxMegabytes: 32, maxMegabytesOfAddress: 32 } },
    );
    const unfinished = encodeFrame(Buffer.concat([message('BIG'), Buffer.alloc(3_900_000, 'x')])).subarray(
      0,
      -3,
    );
    const before = process.memoryUsage().arrayBuffers;
    const flood = await Promise.all(Array.from({ length: many }, () => open(gateway.port())));
    for (const socket of flood) socket.write(unfinished);
    const closedOnes = () => gateway.events.filter(({ kind }) => kind === 'connection-refused').length;
    await until(() => closedOnes() >= many - 9, {
      what: 'the end of connections that hold too much',
      left: closedOnes,
      next: () => hurried.sleep(1000),
    });
    const [answer] = await sendAll(gateway.port(), [message('HONEST')]);
    expect(answer?.ack.code).toBe('AA');
    const refused = gateway.events.filter((event) => event.kind === 'connection-refused');
    expect(new Set(refused.map(({ reason }) => reason))).toEqual(new Set(['bytes']));
    const megabytes = Math.round((process.memoryUsage().arrayBuffers - before) / 1024 ** 2);
    process.stdout.write(
      `${many} unfinished messages of 4 MB: ${refused.length} connections closed, ${megabytes} MB held\n`,
    );
  });
});

describe('frames', () => {
  test('a frame over the bound is AR with its own control id, and the next is taken', async () => {
    const gateway = await channel({ policy: 'store-and-forward' });
    const client = await MllpClient.connect({ host: '127.0.0.1', port: gateway.port() });
    const huge = Buffer.concat([message('HUGE'), Buffer.alloc(5_000_000, 'x')]);
    expect(toAck(await client.send(huge))).toMatchObject({ code: 'AR', controlId: 'HUGE' });
    expect(toAck(await client.send(message('NEXT')))).toMatchObject({ code: 'AA', controlId: 'NEXT' });
    client.close();
    await forwarded(gateway);
    expect(cloud.arrived).toEqual(['NEXT']);
  });

  test('garbage before, between and inside blocks takes no message with it', async () => {
    const gateway = await channel();
    const socket = await open(gateway.port());
    let answers = '';
    socket.on('data', (chunk) => {
      answers += chunk;
    });
    const noise = Buffer.from(
      Array.from({ length: 500 }, (_, index) => (index * 37) % 256).filter(
        (byte) => byte !== 0x0b && byte !== 0x1c,
      ),
    );
    for (const id of ['G1', 'G2', 'G3']) socket.write(Buffer.concat([noise, encodeFrame(message(id))]));
    socket.write(encodeFrame(Buffer.from('this is no HL7')));
    await gateway.event('received', ({ outcome }) => outcome === 'rejected');
    await until(() => answers.includes('MSA|AR|'), { what: 'AR', left: () => answers });
    expect(cloud.arrived).toEqual(['G1', 'G2', 'G3']);
    expect([...answers.matchAll(/MSA\|(A[AER])\|/g)].map(([, code]) => code)).toEqual([
      'AA',
      'AA',
      'AA',
      'AR',
    ]);
  });
});

describe('acknowledgment', () => {
  const ask = async (
    settings: Readonly<Record<string, unknown>>,
    header: Readonly<Record<number, string>>,
  ) => {
    const gateway = await channel(settings);
    const client = await MllpClient.connect({ host: '127.0.0.1', port: gateway.port() });
    const first = toAck(await client.send(anOru({ header })));
    return { gateway, client, first };
  };

  test.each([
    ['sender', {}, 'AA'],
    ['sender', { 15: 'AL', 16: 'NE' }, 'CA'],
    ['original', { 15: 'AL', 16: 'NE' }, 'AA'],
    ['enhanced', {}, 'CA'],
  ])('as %s to MSH-15 and MSH-16 %j is %s, relayed or kept', async (acknowledge, header, code) => {
    for (const policy of ['relay', 'store-and-forward']) {
      if (policy === 'relay' && acknowledge === 'enhanced') continue;
      const { client, first } = await ask({ acknowledge, policy }, { 10: unique(), ...header });
      client.close();
      expect([policy, first.code]).toEqual([policy, code]);
    }
  });

  test("in enhanced mode the application's word follows the commit, when the cloud has spoken", async () => {
    const { client, first } = await ask(
      { acknowledge: 'sender', policy: 'store-and-forward' },
      { 10: 'E1', 15: 'AL', 16: 'AL' },
    );
    expect(first).toMatchObject({ code: 'CA', controlId: 'E1' });
    expect(toAck(await client.next())).toMatchObject({ code: 'AA', controlId: 'E1' });
    client.close();
  });

  test('MLLP release 2 commits with a block of its own before the acknowledgment', async () => {
    const gateway = await channel({ acknowledge: 'commit', policy: 'store-and-forward' });
    const socket = await open(gateway.port());
    socket.write(encodeFrame(message('R2')));
    let bytes = Buffer.alloc(0);
    socket.on('data', (chunk) => {
      bytes = Buffer.concat([bytes, chunk]);
    });
    await until(() => bytes.includes('MSA|'), { what: 'MSA', left: () => bytes.toString() });
    expect([...bytes.subarray(0, 4)]).toEqual([0x0b, 0x06, 0x1c, 0x0d]);
    expect(bytes.toString()).toContain('MSA|AA|R2');
    // our acknowledgment is committed in turn, and nobody answers that
    socket.write(Buffer.of(0x0b, 0x06, 0x1c, 0x0d));
    const [answer] = await sendAll(gateway.port(), [message('R3')]);
    expect(answer?.ack.controlId).toBe('R3');
  });

  test('is given to results that carry an MSA as well, and to no response', async () => {
    const gateway = await channel();
    const client = await MllpClient.connect({ host: '127.0.0.1', port: gateway.port() });
    const withMsa = Buffer.from(
      Buffer.from(message('WITH-MSA')).toString().replace('\rPID', '\rMSA|AA|X\rPID'),
    );
    // a response before it is taken, and not answered
    const response = Buffer.from('MSH|^~\\&|A|B|||2026||ORL^O34^ORL_O42|R1|P|2.5.1\rMSA|AA|X\r');
    void client.send(response).catch(() => undefined);
    expect(toAck(await client.send(withMsa)).controlId).toBe('WITH-MSA');
    client.close();
    expect(cloud.arrived).toEqual(['R1', 'WITH-MSA']);
  });

  test.each([
    ['QBP^Q11^QBP_Q11', 'QPD|WOS^^IHELAW|T|TUBE1', 'RSP'],
    ['ORM^O01', 'ORC|RF||TUBE1||IP', 'ORR'],
  ])(
    'of a question (%s) is its answer, also where messages are stored and forwarded',
    async (type, segment, answer) => {
      const gateway = await channel({ policy: 'store-and-forward' });
      const client = await MllpClient.connect({ host: '127.0.0.1', port: gateway.port() });
      const query = Buffer.from(`MSH|^~\\&|A|B|||2026||${type}|Q1|P|2.3.1\r${segment}\r`);
      expect(Buffer.from(await client.send(query)).toString()).toContain(`|${answer}^`);
      client.close();
      expect(gateway.spool?.status().waiting).toBe(0);
    },
  );

  test('of a copy is the same, byte for byte, and nothing is kept twice', async () => {
    const gateway = await channel({ policy: 'store-and-forward' });
    const client = await MllpClient.connect({ host: '127.0.0.1', port: gateway.port() });
    const first = await client.send(message('SAME'));
    const second = await client.send(message('SAME'));
    client.close();
    expect(second).toEqual(first);
    await forwarded(gateway);
    expect(cloud.arrived).toEqual(['SAME']);
    expect(cloud.requests).toBe(1);
  });
});

describe('TLS', () => {
  const mutual = {
    certificate: tlsFile('server.pem'),
    key: tlsFile('server.key'),
    clientAuthority: tlsFile('ca.pem'),
  };
  const by = (name: string) => ({
    authority: tlsFile('ca.pem'),
    certificate: tlsFile(`${name}.pem`),
    key: tlsFile(`${name}.key`),
    serverName: 'localhost',
  });

  test('a sender with a certificate of ours is known by it, down to the message', async () => {
    const gateway = await channel({ tls: mutual, policy: 'store-and-forward' });
    const client = await MllpClient.connect({ host: '127.0.0.1', port: gateway.port(), tls: by('analyzer') });
    expect(toAck(await client.send(message('TLS1'))).code).toBe('AA');
    client.close();
    expect(gateway.spool?.get(1)?.sender).toEqual({
      evidence: 'peer-certificate',
      name: 'analyzer-7',
      names: ['localhost'],
      channel: 'test',
    });
    await forwarded(gateway);
    expect(cloud.arrived).toEqual(['TLS1']);
  });

  test.each([
    ['of a stranger', by('stranger')],
    ['that is missing', { authority: tlsFile('ca.pem'), serverName: 'localhost' }],
  ])('a sender with a certificate %s is not let in', async (_, tls) => {
    const gateway = await channel({ tls: mutual });
    const attempt = MllpClient.connect({ host: '127.0.0.1', port: gateway.port(), tls }).then((client) =>
      client.send(message('NO')),
    );
    await expect(attempt).rejects.toThrow();
    await gateway.event('connection-refused', ({ reason }) => reason === 'tls');
    expect(cloud.arrived).toEqual([]);
  });

  test('a sender that speaks no TLS is not let in', async () => {
    const gateway = await channel({ tls: mutual });
    const plain = await open(gateway.port());
    plain.write(encodeFrame(message('PLAIN')));
    await closed(plain);
    expect(cloud.arrived).toEqual([]);
  });

  test('a sender that never says hello does not keep the gateway from stopping', async () => {
    const gateway = await channel({ tls: mutual });
    const silent = await open(gateway.port());
    const gone = closed(silent);
    await gateway.stop();
    await gone;
    gateways.splice(gateways.indexOf(gateway), 1);
  });

  test('a renewed certificate is shown to the next sender without a restart; a broken one changes nothing', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'labwire-tls-'));
    const files = { certificate: join(folder, 'c.pem'), key: join(folder, 'k.pem') };
    const put = (name: string): void => {
      copyFileSync(tlsFile(`${name}.key`), files.key);
      copyFileSync(tlsFile(`${name}.pem`), files.certificate);
    };
    put('server');
    const gateway = await channel({ tls: files }, { certificatesEveryMs: 20 });
    const name = async (): Promise<string> => {
      const { promise, resolve, reject } = Promise.withResolvers<string>();
      const { connect: connectTls } = await import('node:tls');
      const socket = connectTls(
        { host: '127.0.0.1', port: gateway.port(), rejectUnauthorized: false },
        () => {
          resolve(String(socket.getPeerCertificate().subject.CN));
          socket.end();
        },
      );
      socket.on('error', reject);
      return promise;
    };
    expect(await name()).toBe('gateway');
    put('renewed');
    await gateway.event('certificate-loaded');
    await until(async () => (await name()) === 'gateway-renewed', {
      what: 'the renewed certificate',
      left: name,
    });
    writeFileSync(files.certificate, 'no certificate');
    await gateway.event('certificate-failed');
    expect(await name()).toBe('gateway-renewed');
    rmSync(folder, { recursive: true });
  });
});

describe('a disk that is full', () => {
  test('is AE, not AA, and what was acknowledged before is not lost', async () => {
    cloud.fault = () => ({ kind: 'status', status: 503 });
    const gateway = await channel(
      { policy: 'store-and-forward' },
      { spool: { maxMegabytes: 1 }, time: hurried },
    );
    const messages = someLong(1200);
    const answers = await sendAll(gateway.port(), messages, { connections: 8 });
    const counts = codes(answers);
    expect(counts.get('AE')).toBeGreaterThan(0);
    expect(counts.get('AA')).toBeGreaterThan(100);
    await gateway.event('spool-failed', ({ code }) => code === 'spool-full');
    cloud.fault = () => ({ kind: 'none' });
    await forwarded(gateway);
    expectKept(answers);
    expect(cloud.arrived).toHaveLength(counts.get('AA') ?? 0);
    // with room again, what was refused is taken
    for (let left = messages; left.length > 0; ) {
      const again = await sendAll(gateway.port(), left, { connections: 8 });
      left = again.filter(({ ack }) => ack.code !== 'AA').map(({ bytes }) => bytes);
      await forwarded(gateway);
    }
    expect(cloud.arrived).toHaveLength(1200);
    process.stdout.write(
      `full spool: ${counts.get('AA')} AA, ${counts.get('AE')} AE; 1200 arrived in the end\n`,
    );
  });

  // a small file system, where this machine lets its own be mounted
  const withOwnFileSystem = needing({
    isHere: canRun('unshare', '-rm', 'true'),
    orElse: 'no file system of its own can be mounted here (unshare)',
  });

  withOwnFileSystem.test(
    'for real: it takes nothing, finishes what the cloud has, survives a restart, and gets well by itself',
    () => {
      const script = fileURLToPath(new URL('../support/fill-disk.ts', import.meta.url));
      const mount = mkdtempSync(join(tmpdir(), 'labwire-small-'));
      const inside = `mount -t tmpfs -o size=48m tmpfs ${mount} && exec ${process.execPath} ${script} ${mount}`;
      const run = spawnSync('unshare', ['-rm', 'sh', '-c', inside], { encoding: 'utf8' });
      rmSync(mount, { recursive: true, force: true });
      expect(run.stderr).toBe('');
      const { stored, codes: found, isTaken, isTakenAgain, steps } = JSON.parse(run.stdout);
      expect(found).toEqual(['disk-full']);
      expect(stored).toBeGreaterThan(50);
      // how many wait, and what `/readyz` says
      expect(steps).toEqual({
        full: [stored, 'disk-full'],
        restarted: [stored, 'disk-full'],
        finished: [0, 'ready'],
        'restarted again': [0, 'ready'],
        'in the end': [1, 'ready'],
      });
      expect({ isTaken, isTakenAgain }).toEqual({ isTaken: false, isTakenAgain: true });
      process.stdout.write(`full disk: ${stored} kept, read back after a restart, and finished on it\n`);
    },
  );
});
