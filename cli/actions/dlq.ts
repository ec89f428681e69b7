import {
  countQueue,
  type DeadLetter,
  discard,
  giveBack,
  sendAgain,
  takeDeadLetters,
} from '../../lib/adapters/sqs/dead-letters.ts';
import { redeliver } from '../../lib/app/deliver/redeliver.ts';
import { inboundIdsSchema } from '../../lib/model/inbound.ts';
import { outboundEntrySchema } from '../../lib/model/outbound.ts';
import { updateIdsSchema } from '../../lib/model/update.ts';
import { parseJson } from '../../lib/shared/parse-json.ts';
import { patientsIn, patientsOf, type ReasonOptions, readerOf, reasonOf, writeDown } from '../audited.ts';
import { isConfirmed } from '../confirm.ts';
import { exitCode, UsageError } from '../exit.ts';
import { bad, good, printJson, quiet, strong } from '../output.ts';
import { type ConnectedSystem, connect, type SystemOptions, type SystemQueue } from '../system.ts';

interface DlqOptions extends SystemOptions {
  readonly json?: boolean;
}

/** How much is in each dead-letter queue. */
export async function listDeadLetters(options: DlqOptions): Promise<void> {
  const system = connect(options);
  try {
    const counts = await Promise.all(
      system.queues.map(async ({ name, deadLetterUrl }) => ({
        queue: name,
        entries: deadLetterUrl === undefined ? 0 : total(await countQueue(system.sqs, deadLetterUrl)),
      })),
    );
    if (options.json === true) printJson(counts);
    else
      for (const { queue, entries } of counts)
        console.log(`${queue.padEnd(24)} ${entries === 0 ? quiet('0') : bad(String(entries))}`);
  } finally {
    system.close();
  }
}

const total = ({ waiting, inHand }: { waiting: number; inHand: number }): number => waiting + inHand;

/** The queue of a name, with its dead letters. @throws UsageError where there is none */
function queueOf(
  name: string,
  { queues }: ConnectedSystem,
): SystemQueue & { readonly deadLetterUrl: string } {
  const found = queues.find((queue) => queue.name === name);
  if (found?.deadLetterUrl === undefined)
    throw new UsageError(`there is no queue ${name}: there are ${queues.map((one) => one.name).join(', ')}`);
  return { ...found, deadLetterUrl: found.deadLetterUrl };
}

interface ShowOptions extends DlqOptions, ReasonOptions {
  readonly limit: number;
  readonly content?: boolean;
}

/** What an entry is about, by ids of ours. */
function describe({ kind }: SystemQueue, { body }: DeadLetter) {
  const json = parseJson(body);
  if (kind === 'inbound') return inboundIdsSchema.safeParse(json).data ?? {};
  if (kind === 'updates') return updateIdsSchema.safeParse(json).data ?? {};
  const { destination, report } = outboundEntrySchema.safeParse(json).data ?? {};
  return { destination, reportKey: report?.key, version: report?.version };
}

/** Entries that could not be handled, the first of each group; they stay where they are. */
export async function showDeadLetters(name: string, options: ShowOptions): Promise<void> {
  const system = connect(options);
  try {
    const queue = queueOf(name, system);
    const reason = options.content === true ? reasonOf(options) : '';
    const letters = await takeDeadLetters(system.sqs, queue.deadLetterUrl, options.limit);
    await giveBack(system.sqs, queue.deadLetterUrl, letters);
    if (options.content === true && letters.length > 0)
      await writeDown(
        system,
        {
          action: 'read',
          resourceType: 'DeadLetter',
          subject: name,
          patients: [
            ...(await patientsOf(reportsIn(queue, letters), system)),
            ...letters.flatMap((letter) => patientsIn(messageIn(letter), system)),
          ],
          count: letters.length,
        },
        { actor: readerOf(options), reason },
      );
    const shown = letters.map((letter) => ({
      id: letter.id,
      sentAt: letter.sentAt,
      receives: letter.receives,
      ...describe(queue, letter),
      ...(options.content === true ? { content: parseJson(letter.body) ?? letter.body } : {}),
    }));
    if (options.json === true) printJson(shown);
    else
      for (const { id, sentAt, receives, content, ...about } of shown) {
        const said = Object.entries(about).flatMap(([key, value]) =>
          value === undefined ? [] : [`${key} ${value}`],
        );
        console.log(`${strong(id)}  ${sentAt}  ${quiet(`tried ${receives} times`)}  ${said.join('  ')}`);
        if (content !== undefined) console.log(JSON.stringify(content, undefined, 2));
      }
    const all = total(await countQueue(system.sqs, queue.deadLetterUrl));
    if (all === 0) console.error(`no dead letter of ${name}`);
    else if (all > shown.length)
      console.error(`${all} in all: SQS shows what is behind an entry of the same patient when that is gone`);
  } finally {
    system.close();
  }
}

/** The HL7 message that an entry for the gateway holds. */
const messageIn = ({ body }: DeadLetter): Uint8Array =>
  Buffer.from(outboundEntrySchema.safeParse(parseJson(body)).data?.message ?? '', 'base64');

const reportsIn = (queue: SystemQueue, letters: readonly DeadLetter[]): { key: string }[] =>
  letters.flatMap((letter) => {
    const about = describe(queue, letter);
    return 'reportKey' in about && about.reportKey !== undefined ? [{ key: about.reportKey }] : [];
  });

interface RedriveOptions extends DlqOptions {
  readonly limit: number;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

/** Puts dead letters back to where they were; of results for the gateway the newest version is sent instead. */
export async function redriveDeadLetters(name: string, options: RedriveOptions): Promise<void> {
  const system = connect(options);
  try {
    const queue = queueOf(name, system);
    const count = Math.min(total(await countQueue(system.sqs, queue.deadLetterUrl)), options.limit);
    const entries = count === 1 ? 'entry' : 'entries';
    if (count === 0) console.log(`no dead letter of ${name}`);
    else if (options.dryRun === true) console.log(`${count} ${entries} would be put back`);
    else if (await isConfirmed(`Put ${count} ${entries} back into ${name}?`, options))
      await redrive(queue, options, system);
  } finally {
    system.close();
  }
}

/**
 * Batch by batch: what is behind an entry of its group can be taken when that is gone, so the order stays. What
 * cannot be put back stays, and holds back what is behind it.
 */
async function redrive(
  queue: SystemQueue & { readonly deadLetterUrl: string },
  { limit, json }: RedriveOptions,
  system: ConnectedSystem,
): Promise<void> {
  const kept: DeadLetter[] = [];
  let done = 0;
  try {
    while (done < limit) {
      const letters = await takeDeadLetters(system.sqs, queue.deadLetterUrl, Math.min(BATCH, limit - done));
      if (letters.length === 0) return;
      for (const [index, letter] of letters.entries()) {
        const refusal = await putBack(queue, letter, system).catch((cause: unknown) => {
          kept.push(...letters.slice(index));
          throw cause;
        });
        if (refusal === undefined) await discard(system.sqs, queue.deadLetterUrl, letter);
        else {
          kept.push(letter);
          process.exitCode = exitCode.problem;
        }
        done++;
        if (json === true) console.log(JSON.stringify({ id: letter.id, queue: queue.name, refusal }));
        else console.log(`${letter.id}  ${refusal === undefined ? good('put back') : bad(refusal)}`);
      }
    }
  } finally {
    await giveBack(system.sqs, queue.deadLetterUrl, kept);
  }
}

/** So many are in hand at once. */
const BATCH = 10;

/** Gives why an entry stays a dead letter. */
async function putBack(
  queue: SystemQueue,
  letter: DeadLetter,
  system: ConnectedSystem,
): Promise<string | undefined> {
  if (queue.kind !== 'results') {
    await sendAgain(system.sqs, queue.url, letter);
    return undefined;
  }
  // an EHR that listens to MLLP cannot tell an old version from a new one: it gets the newest
  const { report } = outboundEntrySchema.safeParse(parseJson(letter.body)).data ?? {};
  if (report === undefined) return 'it is of no report: send it again from its message (labwire replay)';
  const outcome = await redeliver(
    { destination: queue.id, reportKey: report.key, redelivery: letter.id.slice(0, 16) },
    system,
  );
  return outcome.kind === 'refused' ? outcome.reason : undefined;
}
