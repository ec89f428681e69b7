import {
  countDeadLetters,
  type QueueWithDeadLetters,
  queueNamed,
  type Redriven,
  redriveDeadLetters as redrive,
  type ShownLetter,
  showDeadLetters as takeLook,
} from '../../lib/app/operate/dead-letters.ts';
import { isConfirmed } from '../confirm.ts';
import { exitCode, UsageError } from '../exit.ts';
import {
  bad,
  good,
  linesOf,
  print,
  printJson,
  printJsonLine,
  printText,
  quiet,
  remark,
  strong,
  Text,
} from '../output.ts';
import { type ReasonOptions, readerOf } from '../reader.ts';
import { type ConnectedSystem, type SystemOptions, withSystem } from '../system.ts';

interface DlqOptions extends SystemOptions {
  readonly json?: boolean | undefined;
}

/** Counts the entries of each dead-letter queue. */
export async function listDeadLetters(options: DlqOptions): Promise<void> {
  const counts = await withSystem(options, { writes: false }, ({ queues }) => countDeadLetters(queues));
  if (options.json === true) printJson(counts);
  else
    for (const { queue, entries } of counts)
      print`${queue.padEnd(24)} ${entries === 0 ? quiet('0') : bad(entries)}`;
}

/** @throws UsageError if there is no such queue */
function queueOf(name: string, { queues }: ConnectedSystem): QueueWithDeadLetters {
  const found = queueNamed(name, queues);
  if (found === undefined)
    throw new UsageError(
      `there is no queue ${name}; the queues are ${queues.map((one) => one.name).join(', ')}`,
    );
  return found;
}

interface ShowOptions extends DlqOptions, ReasonOptions {
  readonly limit: number;
  readonly content?: boolean | undefined;
}

/** Shows the first entries of each group and leaves them in the queue. */
export async function showDeadLetters(name: string, options: ShowOptions): Promise<void> {
  const reader = options.content === true ? readerOf(options) : undefined;
  await withSystem(options, { writes: reader !== undefined }, async (system) => {
    const { letters, total } = await takeLook(queueOf(name, system), options.limit, system, reader);
    if (options.json === true) printJson(letters.map(({ about, ...letter }) => ({ ...letter, ...about })));
    else letters.forEach(printLetter);
    if (total === 0) remark`${name} has no dead letters`;
    else if (total > letters.length)
      remark`${total} dead letters in all: SQS shows the next entry of a patient only when the one before it is gone`;
  });
}

export function printLetter({ id, sentAt, receives, about, content }: ShownLetter): void {
  const ids = Object.entries(about).flatMap(([key, value]) =>
    value === undefined ? [] : [`${key} ${value}`],
  );
  print`${strong(id)}  ${sentAt}  ${quiet(`tried ${receives} times`)}  ${Text.join(ids, '  ')}`;
  if (content !== undefined) printText(linesOf(JSON.stringify(content, undefined, 2)));
}

interface RedriveOptions extends DlqOptions {
  readonly limit: number;
  readonly dryRun?: boolean | undefined;
  readonly yes?: boolean | undefined;
}

/** Puts dead letters back into their queue. */
export async function redriveDeadLetters(name: string, options: RedriveOptions): Promise<void> {
  await withSystem(options, { writes: options.dryRun !== true }, async (system) => {
    const queue = queueOf(name, system);
    const count = Math.min(await queue.deadLetters.count(), options.limit);
    const entries = count === 1 ? '1 entry' : `${count} entries`;
    if (count === 0) print`${name} has no dead letters`;
    else if (options.dryRun === true) print`${entries} would be put back`;
    else if (await isConfirmed(`Put ${entries} back into ${name}?`, options))
      for await (const redriven of redrive(queue, options.limit, system))
        printRedriven(redriven, name, options.json === true);
  });
}

function printRedriven({ id, refusal }: Redriven, queue: string, asJson: boolean): void {
  if (refusal !== undefined) process.exitCode = exitCode.problem;
  if (asJson) printJsonLine({ id, queue, refusal });
  else print`${id}  ${refusal === undefined ? good('put back') : bad(refusal)}`;
}
