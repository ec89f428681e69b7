import { type ChildProcess, fork } from 'node:child_process';
import { connect } from 'node:net';
import { fileURLToPath } from 'node:url';
import { encodeFrame } from '@labwire/hl7/mllp/frame';

/**
 * Acknowledged messages per second over MLLP, one at a time on each connection, compared with servers that
 * answer from memory. Each server runs in its own process. `node bench/gateway.ts [messages]`.
 */
const MEMORY_MESSAGES = Number(process.argv[2] ?? 1_000_000);
const SECONDS = 5;
const CONNECTIONS = [1, 50] as const;

interface Server {
  readonly name: string;
  readonly file: string;
  readonly args: readonly string[];
}

interface Measured {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly answered: number;
  /** Answers without AA, or to another message. */
  readonly wrong: number;
}

let sent = 0;

/** A result message with five analytes for a new patient, 700 bytes. */
function nextMessage(): { readonly id: string; readonly frame: Uint8Array } {
  const id = `B${++sent}`;
  const results = ['NA', 'K', 'CL', 'CO2', 'GLU'].map(
    (code, index) =>
      `OBX|${index + 1}|NM|${code}^${code}^L||${4 + (sent % 50) / 10}|mmol/L|3.5-5.1|N|||F|||20260302080000`,
  );
  const lines = [
    `MSH|^~\\&|BENCH|LAB|LABWIRE|HOSP|20260302080000||ORU^R01^ORU_R01|${id}|P|2.5.1`,
    `PID|1||${sent}^^^LAB^MR||Bench^Patient||19700101|U`,
    `OBR|1||F${sent}^LAB|BMP^Basic metabolic panel^L|||20260302074500|||||||||||||||20260302080000||CH|F`,
    ...results,
  ];
  return { id, frame: encodeFrame(Buffer.from(lines.map((line) => `${line}\r`).join(''))) };
}

async function startProcess({
  file,
  args,
}: Omit<Server, 'name'>): Promise<{ child: ChildProcess; port: number }> {
  const child = fork(fileURLToPath(new URL(`mllp/${file}.ts`, import.meta.url)), [...args], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const { port } = await new Promise<{ port: number }>((resolve) => child.once('message', resolve as never));
  return { child, port };
}

/** Sends and waits repeatedly until the time is over or enough messages are answered. */
async function load(
  port: number,
  connections: number,
  until: { readonly seconds?: number; readonly messages?: number },
): Promise<Measured> {
  const latencies: number[] = [];
  const began = performance.now();
  const end = began + (until.seconds ?? Number.POSITIVE_INFINITY) * 1000;
  let answered = 0;
  let wrong = 0;
  const isOver = (): boolean =>
    performance.now() >= end || answered >= (until.messages ?? Number.POSITIVE_INFINITY);
  await Promise.all(
    Array.from({ length: connections }, async () => {
      const open = () => {
        const made = connect(port, '127.0.0.1');
        made.setNoDelay(true);
        made.on('error', () => undefined);
        return made;
      };
      let socket = open();
      while (!isOver()) {
        const { id, frame } = nextMessage();
        const started = performance.now();
        if (socket.destroyed || !socket.writable) socket = open();
        socket.write(frame);
        let text = '';
        const isAnswered = await new Promise<boolean>((resolve) => {
          const onData = (chunk: Buffer): void => {
            text += chunk.toString('latin1');
            if (text.endsWith('\x1c\r')) settle(true);
          };
          const onClose = (): void => settle(false);
          const settle = (value: boolean): void => {
            socket.off('data', onData).off('close', onClose);
            resolve(value);
          };
          socket.on('data', onData).on('close', onClose);
        });
        if (!isAnswered) continue;
        answered++;
        if (!text.includes(`MSA|AA|${id}`)) wrong++;
        if (latencies.length < 2_000_000) latencies.push(performance.now() - started);
      }
      socket.destroy();
    }),
  );
  const seconds = (performance.now() - began) / 1000;
  latencies.sort((a, b) => a - b);
  const percentile = (share: number): number => latencies[Math.floor(latencies.length * share)] ?? 0;
  return { perSecond: answered / seconds, p50: percentile(0.5), p99: percentile(0.99), answered, wrong };
}

const ask = (child: ChildProcess): Promise<{ rss: number; waiting: number }> =>
  new Promise((resolve) => {
    child.once('message', resolve as never);
    child.send('status');
  });

const cloud = await startProcess({ file: 'cloud', args: [] });
const url = `http://127.0.0.1:${cloud.port}`;
const servers: readonly Server[] = [
  { name: 'labwire store-and-forward', file: 'labwire', args: ['store-and-forward', url] },
  { name: 'labwire relay', file: 'labwire', args: ['relay', url] },
  { name: '@medplum/hl7, from memory', file: 'medplum', args: [] },
  { name: 'node-hl7-server, from memory', file: 'node-hl7-server', args: [] },
];
console.log(`MLLP: acknowledged messages a second, ${SECONDS} s each; p50 and p99 in milliseconds`);
for (const connections of CONNECTIONS) {
  const rates = new Map<string, number>();
  for (const server of servers) {
    const { child, port } = await startProcess(server);
    await load(port, connections, { seconds: 1 });
    const { perSecond, p50, p99, wrong } = await load(port, connections, { seconds: SECONDS });
    child.disconnect();
    rates.set(server.name, perSecond);
    const ours = rates.get('labwire store-and-forward') ?? perSecond;
    console.log(
      [
        `${String(connections).padStart(3)} connections`,
        server.name.padEnd(29),
        `${perSecond.toFixed(0).padStart(7)}/s`,
        `p50 ${p50.toFixed(2).padStart(7)}`,
        `p99 ${p99.toFixed(2).padStart(7)}`,
        `store-and-forward is ${(ours / perSecond).toFixed(2)} of it`,
        ...(wrong > 0 ? [`${wrong} answers that are no AA to it`] : []),
      ].join('  '),
    );
  }
}

console.log(
  `\nMemory of the gateway that stores and forwards, over ${MEMORY_MESSAGES} messages on 50 connections`,
);
const { child, port } = await startProcess({ file: 'labwire', args: ['store-and-forward', url] });
const steps = 10;
for (let step = 1; step <= steps; step++) {
  const { perSecond, wrong } = await load(port, 50, { messages: MEMORY_MESSAGES / steps });
  const { rss, waiting } = await ask(child);
  console.log(
    `${String((MEMORY_MESSAGES / steps) * step).padStart(9)} messages  ${(rss / 1024 / 1024).toFixed(0).padStart(5)} MB  ${perSecond.toFixed(0)}/s  ${waiting} wait for the cloud${wrong > 0 ? `  ${wrong} answers that are no AA` : ''}`,
  );
}
child.disconnect();
cloud.child.disconnect();
