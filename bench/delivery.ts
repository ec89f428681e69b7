import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { MllpClient } from '../gateway/outbound/mllp-client.ts';
import { checkSite } from '../lib/site/load-site.ts';
import { close, listen } from '../local/listen.ts';
import { start } from '../local/start.ts';

/**
 * The whole path of a result on one machine: MLLP, receive, DynamoDB, SQS, normalize, SQS, deliver, update at
 * the EHR. `node bench/delivery.ts [messages]`.
 */
const MESSAGES = Number(process.argv[2] ?? 300);

/** Arrival time of each update at the EHR, by filler number. */
const arrived = new Map<string, number>();
const waiting = new Map<string, () => void>();
const ehr = createServer(async (request, response) => {
  const body = (await buffer(request)).toString('utf8');
  const order = /"value":"(F-[a-z]+-\d+)"/.exec(body)?.[1] ?? '';
  arrived.set(order, performance.now());
  // as `Prefer: return=minimal` asks
  response.writeHead(204).end();
  waiting.get(order)?.();
});
const url = `http://127.0.0.1:${await listen(ehr)}/fhir`;
const loaded = checkSite({
  laboratory: { name: 'Bench', system: 'https://bench.example', timeZone: 'UTC' },
  sources: [{ id: 'any', kind: 'lis' }],
  destinations: [{ id: 'ehr', kind: 'fhir', url }],
});
if (!loaded.ok) throw new Error('the site of the benchmark has problems');
const cloud = await start({ site: loaded.site, siteVersion: 'bench', keepDestinations: true });

const resultOf = (order: string, patient: number): Uint8Array =>
  Buffer.from(
    [
      `MSH|^~\\&|BENCH|LAB|LABWIRE|HOSP|20260302080000||ORU^R01^ORU_R01|${order}|P|2.5.1`,
      `PID|1||${patient}^^^LAB^MR||Bench^Patient||19700101|U`,
      `OBR|1||${order}^LAB|BMP^Basic metabolic panel^L|||20260302074500|||||||||||||||20260302080000||CH|F`,
      ...['NA', 'K', 'CL', 'CO2', 'GLU'].map(
        (code, index) => `OBX|${index + 1}|NM|${code}^${code}^L||4.1|mmol/L|3.5-5.1|N|||F`,
      ),
    ]
      .map((line) => `${line}\r`)
      .join(''),
  );

const atEhr = (order: string): Promise<void> =>
  new Promise((resolve) => {
    if (arrived.has(order)) resolve();
    else waiting.set(order, resolve);
  });

const percentile = (sorted: readonly number[], share: number): string =>
  `${(sorted[Math.floor(sorted.length * share)] ?? 0).toFixed(0).padStart(6)} ms`;

/** Sends `perSecond` messages a second over some connections. Default: one after the other. */
async function measure(name: string, count: number, perSecond: number | undefined): Promise<number> {
  const acknowledged: number[] = [];
  const delivered: number[] = [];
  const under: Promise<unknown>[] = [];
  const connections = await Promise.all(
    Array.from({ length: perSecond === undefined ? 1 : 20 }, () =>
      MllpClient.connect({ host: '127.0.0.1', port: cloud.mllpPort }),
    ),
  );
  const began = performance.now();
  let next = 0;
  await Promise.all(
    connections.map(async (client) => {
      while (next < count) {
        const number = next++;
        const due = began + (perSecond === undefined ? 0 : (number / perSecond) * 1000);
        if (due > performance.now())
          await new Promise((resolve) => setTimeout(resolve, due - performance.now()));
        const order = `F-${name}-${number}`;
        const sent = performance.now();
        await client.send(resultOf(order, number));
        acknowledged.push(performance.now() - sent);
        const through = atEhr(order).then(() => delivered.push((arrived.get(order) ?? 0) - sent));
        under.push(through);
        if (perSecond === undefined) await through;
      }
    }),
  );
  await Promise.all(under);
  const seconds = (performance.now() - began) / 1000;
  for (const client of connections) client.close();
  for (const times of [acknowledged, delivered]) times.sort((a, b) => a - b);
  console.log(
    [
      (perSecond === undefined ? 'one after the other' : `${perSecond} a second`).padEnd(20),
      `AA p50 ${percentile(acknowledged, 0.5)} p99 ${percentile(acknowledged, 0.99)}`,
      `at the EHR p50 ${percentile(delivered, 0.5)} p99 ${percentile(delivered, 0.99)}`,
      `${(count / seconds).toFixed(0)}/s, ${delivered.length} of ${count} delivered`,
    ].join('   '),
  );
  return delivered[Math.floor(delivered.length / 2)] ?? 0;
}

console.log(
  `MLLP in to update at the EHR, everything on this machine; ${MESSAGES} messages of 5 results each`,
);
await measure('warm', 30, undefined);
const alone = await measure('alone', Math.min(MESSAGES, 200), undefined);
const steady = await measure('steady', MESSAGES, 20);
const burst = await measure('burst', MESSAGES, 1000);
console.log(
  `half of the updates take ${(steady / alone).toFixed(1)} times as long at 20 a second as alone, ${(burst / alone).toFixed(1)} times in a burst`,
);
await cloud.stop();
await close(ehr);
