import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { splitMessages } from '@labwire/hl7/message/batch';
import { MllpClient } from '../../gateway/outbound/mllp-client.ts';
import { heldCount, setAsideCount } from '../../lib/model/message.ts';
import { drainedAt, readTable, toAck } from '../support/cloud.ts';
import { corpusFiles } from '../support/corpus.ts';
import { type Running, startLabwire } from '../support/labwire.ts';
import { mutate, randomNumbers } from '../support/mutations.ts';
import { seed } from '../support/seed.ts';
import { size } from '../support/size.ts';

/** Mutated messages through the running system: each has its answer, and whatever it accepted is accounted for. */

const count = size({ short: 40, long: 1000 });
const examples = ['01-metabolic-panel', '07-analyzer-chemistry', '11-culture-text', '19-patient-merge'];
const CONNECTIONS = 4;
/** The longest that a message may take before it counts as not answered. */
const LIMIT_MS = 60_000;

let labwire: Running;
beforeAll(async () => {
  labwire = await startLabwire();
});
afterAll(async () => {
  labwire.process.kill('SIGTERM');
  expect(await labwire.ended).toBe(0);
});

test('mutated messages are each answered, and what is accepted is accounted for', async () => {
  const random = randomNumbers(seed);
  const originals = originalMessages();
  const mutants = Array.from({ length: count }, () =>
    mutate(originals[random(originals.length)] ?? Buffer.alloc(0), random, originals),
  )
    .map(withoutFrames)
    .filter((bytes) => bytes.length > 0 && !isConversation(bytes));
  const waiting = mutants.values();
  const taken: { readonly ms: number; readonly code: string; readonly bytes: number }[] = [];
  await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      const client = await MllpClient.connect({ host: '127.0.0.1', port: labwire.ready.mllpPort });
      for (const bytes of waiting) {
        const begin = performance.now();
        const { code } = toAck(await inTime(client.send(bytes)));
        taken.push({ ms: performance.now() - begin, code, bytes: bytes.length });
      }
      client.close();
    }),
  );
  expect(taken).toHaveLength(mutants.length);
  await drainedAt(labwire.ready.awsUrl);
  const { messages } = await readTable(labwire.ready);
  const open = messages.filter(({ state }) => state === 'received' || state === 'failed');
  expect(open.map(({ id, state }) => [id, state])).toEqual([]);
  for (const { ledger, id } of messages)
    if (ledger !== undefined)
      expect([id, ledger.stored + heldCount(ledger) + setAsideCount(ledger)]).toEqual([id, ledger.received]);
  const slowest = taken.reduce((most, one) => (one.ms > most.ms ? one : most), taken[0] ?? nothing);
  const refused = taken.filter(({ code }) => code.endsWith('R') || code.endsWith('E')).length;
  process.stdout.write(
    `${taken.length} mutants (seed ${seed}): ${taken.length - refused} accepted, ${refused} refused; ` +
      `the slowest answer took ${Math.round(slowest.ms)} ms (${slowest.code}, ${slowest.bytes} bytes)\n`,
  );
});

const nothing = { ms: 0, code: '', bytes: 0 };

/** Those of the corpus, where there is one; otherwise examples. */
function originalMessages(): readonly Buffer[] {
  const files = corpusFiles(/./).map(({ bytes }) => bytes);
  const own = examples.map((name) =>
    readFileSync(fileURLToPath(new URL(`../../examples/${name}.hl7`, import.meta.url))),
  );
  return (files.length === 0 ? own : files)
    .flatMap((bytes) => splitMessages(bytes))
    .map((bytes) => Buffer.from(bytes))
    .filter(({ length }) => length < 20_000);
}

/** The bytes that begin and end a frame would make two messages of one. */
const withoutFrames = (bytes: Buffer): Buffer =>
  bytes.filter((byte) => byte !== 0x0b && byte !== 0x1c) as Buffer;

/** An acknowledgment is not answered; a question gets work, which may come before its answer. */
const isConversation = (bytes: Buffer): boolean =>
  /\|(?:ACK|MCF|NMD|ORR|ORL|RSP|QBP|QRY|QCN)\b|[\r\n]Q\|/.test(bytes.toString('latin1'));

function inTime<T>(answer: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('a mutant was not answered in time')), LIMIT_MS);
    answer.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
