import { setTimeout } from 'node:timers/promises';
import { gatherStatus, needsAttention, type Status } from '../../lib/app/operate/gather-status.ts';
import { exitCode } from '../exit.ts';
import {
  bad,
  clearScreen,
  good,
  odd,
  type Printed,
  print,
  printJson,
  printJsonLine,
  printText,
  quiet,
  strong,
  Text,
} from '../output.ts';
import { type SystemOptions, withSystem } from '../system.ts';
import { untilInterrupted } from '../until-interrupted.ts';

interface StatusOptions extends SystemOptions {
  readonly since: Date;
  readonly watch?: number | boolean | undefined;
  readonly json?: boolean | undefined;
}

const DEFAULT_WATCH_SECONDS = 5;

/** Shows the state of the system. Fails if something waits for a person. */
export async function status(options: StatusOptions): Promise<void> {
  const windowMs = Date.now() - options.since.getTime();
  await withSystem(options, { writes: false }, async (system) => {
    const look = async (): Promise<void> => {
      const found = await gatherStatus(new Date(system.clock().getTime() - windowMs), system);
      show(found, options);
      process.exitCode = needsAttention(found) ? exitCode.problem : exitCode.fine;
    };
    await look();
    if (options.watch === undefined) return;
    const seconds = options.watch === true ? DEFAULT_WATCH_SECONDS : Number(options.watch);
    const abort = new AbortController();
    const interrupted = untilInterrupted().then(() => abort.abort());
    while (!abort.signal.aborted) {
      await setTimeout(seconds * 1000, undefined, { signal: abort.signal }).catch(() => undefined);
      if (!abort.signal.aborted) await look();
    }
    await interrupted;
  });
}

function show(found: Status, { watch, json }: StatusOptions): void {
  if (watch !== undefined) clearScreen();
  if (json !== true) printStatus(found);
  else if (watch === undefined) printJson(found);
  else printJsonLine(found);
}

/** Prints the state for people. */
export function printStatus(status: Status): void {
  const { alarms, alarmCount, flow } = status;
  const raised =
    alarms.length === 0
      ? good(`none of ${alarmCount} alarms`)
      : bad(`${alarms.length} of ${alarmCount} alarms`);
  print`${strong(status.laboratory)}  ${status.gatheredAt}  ${raised}\n`;
  for (const { name, summary, page } of alarms)
    print`${bad('ALARM')}  ${summary}  ${quiet(name)}\n       ${page}`;
  for (const { part, code } of status.unknown) print`${odd('UNKNOWN')}  ${part} ${quiet(code)}`;
  for (const address of status.insecure)
    print`${odd('INSECURE')}  ${address} is plain HTTP to another machine`;
  if (alarms.length + status.unknown.length + status.insecure.length > 0) print``;
  print`${strong(`since ${status.since}`)}`;
  print`  in   ${flow.accepted} accepted, ${flow.duplicate} duplicate, ${flow.rejected} rejected, ${number(flow.notStored)} not stored, ${flow.answered} answered`;
  print`  read ${flow.normalized} messages, ${number(flow.failed)} failed: ${flow.stored} results stored, ${flow.held} held, ${flow.setAside} set aside`;
  if (status.heldCorrections > 0)
    print`  held ${number(status.heldCorrections)} corrections: charts still show older values (labwire held --corrections)`;
  if (status.outOfControl > 0)
    print`  controls ${number(status.outOfControl)} test systems are not in control (labwire qc status)`;
  if (status.controlsDue > 0) print`  due ${number(status.controlsDue)} test systems need a control now`;
  if (status.openLookBacks > 0)
    print`  look-back ${number(status.openLookBacks)} are open (labwire lookback list)`;
  for (const { source, count, since } of status.unreadControls)
    print`  unread ${bad(count)} controls of ${source}, the oldest since ${since}: they hold all results of its gated test systems. ${whatToDo(status)}`;
  table(
    ['queue', 'waiting', 'in hand', 'oldest', 'dead letters'],
    status.queues.map(({ name, waiting, inHand, oldestSeconds, deadLetters }) => [
      name,
      waiting,
      inHand,
      `${oldestSeconds} s`,
      number(deadLetters),
    ]),
  );
  table(
    ['source', 'received', 'last heard'],
    status.sources.map(({ id, received, lastHeard }) => [id, received, lastHeard ?? 'never']),
  );
  table(
    ['destination', 'delivered', 'postponed', 'parked'],
    status.destinations.map(({ id, kind, delivered, postponed, parked }) => [
      `${id} (${kind})`,
      delivered,
      postponed,
      number(parked),
    ]),
  );
  table(
    ['held', 'messages'],
    Object.entries(status.held).map(([reason, count]) => [reason, odd(count)]),
  );
}

/** A control that is not read is a dead letter, or waits in the queue behind others. */
const whatToDo = ({ queues }: Status): string =>
  queues.some(({ name, deadLetters }) => name === 'inbound' && deadLetters > 0)
    ? 'labwire dlq ls shows why; labwire dlq redrive inbound reads them again'
    : 'The queue inbound is late: see docs/runbook/late.md';

const number = (count: number): Printed => (count === 0 ? '0' : bad(count));

const COLUMN = 14;

/**
 * Prints a table. The last column has no fixed width; coloured cells must be short, or last in their column.
 */
function table(head: readonly string[], rows: readonly (readonly Printed[])[]): void {
  if (rows.length === 0) return;
  print``;
  const width = Math.max(...[head, ...rows].map(([first]) => String(first).length)) + 2;
  const lineOf = ([first, ...others]: readonly Printed[]): Text =>
    Text.join(
      [
        `  ${String(first).padEnd(width)}`,
        ...others.map((cell, index) => (index === others.length - 1 ? cell : padded(cell))),
      ],
      '',
    );
  printText(quiet(lineOf(head)));
  for (const row of rows) printText(lineOf(row));
}

const padded = (cell: Printed): Printed => (cell instanceof Text ? cell : String(cell).padEnd(COLUMN));
