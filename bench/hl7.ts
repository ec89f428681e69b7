import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { splitMessages } from '@labwire/hl7/message/batch';
import { aResultMessage } from './messages.ts';
import { hl7Standard } from './peers/hl7-standard.ts';
import { labwire } from './peers/labwire.ts';
import type { Library, Wanted } from './peers/library.ts';
import { medplum } from './peers/medplum.ts';
import { nodeHl7Client } from './peers/node-hl7-client.ts';
import { simpleHl7 } from './peers/simple-hl7.ts';

/**
 * Our HL7 engine compared with others, on the same messages in one process, in turn over several rounds.
 * `CORPUS=dir` names a folder with an INDEX.tsv. Default: generated messages.
 */

const ROUNDS = 15;
const ROUND_MS = 100;
const WARM_UP_ROUNDS = 3;

const libraries: readonly Library[] = [labwire, medplum, nodeHl7Client, simpleHl7, hl7Standard];

/** The fields that normalization reads in nearly every result. */
const fieldsRead: Readonly<Record<string, readonly (readonly [field: number, components: number])[]>> = {
  MSH: [
    [3, 1],
    [4, 1],
    [7, 1],
    [9, 2],
    [10, 1],
    [11, 1],
    [12, 1],
  ],
  PID: [
    [3, 5],
    [5, 3],
    [7, 1],
    [8, 1],
  ],
  OBR: [
    [2, 2],
    [3, 2],
    [4, 3],
    [7, 1],
    [22, 1],
    [25, 1],
  ],
  OBX: [
    [2, 1],
    [3, 3],
    [5, 1],
    [6, 1],
    [7, 1],
    [8, 1],
    [11, 1],
    [14, 1],
  ],
};

const wanted: ReadonlyMap<string, readonly Wanted[]> = new Map(
  Object.entries(fieldsRead).map(([segment, fields]) => [
    segment,
    fields.flatMap(([field, components]) =>
      Array.from({ length: components }, (_, index) => ({ segment, field, component: index + 1 })),
    ),
  ]),
);

function loadMessages(): { readonly from: string; readonly messages: readonly Buffer[] } {
  const folder = process.env['CORPUS'] ?? '';
  const index = join(folder, 'INDEX.tsv');
  if (folder === '' || !existsSync(index)) {
    const messages = [1, 1, 2, 5, 5, 10, 20, 50].map((results) => Buffer.from(aResultMessage(results)));
    return { from: 'made here (CORPUS names a folder of real ones)', messages };
  }
  const files = readFileSync(index, 'utf8')
    .split('\n')
    .slice(1)
    .map((line) => line.split('\t')[0] ?? '')
    .filter((file) => file.endsWith('.hl7'));
  const messages = files.flatMap((file) => splitMessages(readFileSync(join(folder, file))));
  return {
    from: `${files.length} files of the corpus`,
    messages: messages.map((bytes) => Buffer.from(bytes)),
  };
}

const succeeds = (work: () => unknown): boolean => {
  try {
    work();
    return true;
  } catch {
    return false;
  }
};

const median = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? 0;

/**
 * Messages per second of each library in each round. The libraries take turns, so that a slow moment affects
 * all.
 */
function measure(
  messages: readonly Buffer[],
  work: (library: Library, bytes: Buffer) => unknown,
): number[][] {
  const rounds = Array.from({ length: WARM_UP_ROUNDS + ROUNDS }, () =>
    libraries.map((library) => {
      let count = 0;
      const begin = performance.now();
      while (performance.now() - begin < ROUND_MS) {
        for (const bytes of messages) work(library, bytes);
        count += messages.length;
      }
      return (count * 1000) / (performance.now() - begin);
    }),
  );
  return rounds.slice(WARM_UP_ROUNDS);
}

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

function usedBytes(): number {
  // the first collection starts releasing buffers, the second completes it
  collectGarbage();
  collectGarbage();
  const { heapUsed, external, arrayBuffers } = process.memoryUsage();
  return heapUsed + external + arrayBuffers;
}

/** Bytes that parsed messages keep in memory per input byte. The input itself is released. */
function retained(library: Library, messages: readonly Buffer[]): number {
  const kept: unknown[] = [];
  const copies = Math.ceil(5_000_000 / messages.reduce((sum, { length }) => sum + length, 0));
  const before = usedBytes();
  for (let copy = 0; copy < copies; copy++)
    for (const bytes of messages) kept.push(library.parse(Buffer.from(bytes)));
  const after = usedBytes();
  const raw = messages.reduce((sum, { length }) => sum + length, 0) * copies;
  // less the list itself
  return kept.length === 0 ? 0 : (after - before - kept.length * 8) / raw;
}

/** A ratio is the median over the ratios of all rounds. */
function printTable(title: string, messages: readonly Buffer[], rounds: readonly number[][]): void {
  const averageBytes = messages.reduce((sum, { length }) => sum + length, 0) / messages.length;
  console.log(`\n${title}`);
  libraries.forEach(({ name }, index) => {
    const rate = median(rounds.map((rates) => rates[index] ?? 0));
    const ratio = median(rounds.map((rates) => (rates[0] ?? 0) / (rates[index] ?? 0)));
    console.log(
      `  ${name.padEnd(16)} ${Math.round(rate).toString().padStart(9)} messages/s ${((rate * averageBytes) / 1e6).toFixed(1).padStart(8)} MB/s   labwire is ${ratio.toFixed(2)}x`,
    );
  });
  const toFastest = median(rounds.map(([ours = 0, ...peers]) => ours / Math.max(...peers)));
  console.log(`  labwire / fastest peer = ${toFastest.toFixed(2)}`);
}

const { from, messages } = loadMessages();
const common = messages.filter((bytes) =>
  libraries.every((library) => succeeds(() => library.read(bytes, wanted))),
);
const editable = common.filter(
  (bytes) => bytes.includes('\rPID|') && libraries.every((library) => succeeds(() => library.edit(bytes))),
);
const bytesIn = messages.reduce((sum, { length }) => sum + length, 0);
console.log(
  `${from}: ${messages.length} messages, ${(bytesIn / 1e6).toFixed(2)} MB; ${common.length} that all libraries read, ${editable.length} that all edit`,
);

console.log('\ncorrect, of all messages');
for (const library of libraries) {
  const parsed = messages.filter((bytes) => succeeds(() => library.parse(bytes))).length;
  const rebuilt = messages.filter(
    (bytes) => succeeds(() => library.rebuild(bytes)) && bytes.equals(library.rebuild(bytes)),
  ).length;
  console.log(
    `  ${library.name.padEnd(16)} ${String(parsed).padStart(6)} parsed ${String(rebuilt).padStart(6)} rebuilt byte for byte`,
  );
}

printTable(
  '(a) parse',
  common,
  measure(common, (library, bytes) => library.parse(bytes)),
);
printTable(
  '(b) parse and read what normalization reads',
  common,
  measure(common, (library, bytes) => library.read(bytes, wanted)),
);
printTable(
  '(c) parse, set PID-5.1, build',
  editable,
  measure(editable, (library, bytes) => library.edit(bytes)),
);

console.log('\nbytes retained by a parsed message, for each byte of it');
for (const library of libraries)
  console.log(`  ${library.name.padEnd(16)} ${retained(library, common).toFixed(2)}`);
