import { setTimeout } from 'node:timers/promises';
import { exitCode } from '../exit.ts';
import { bad, good, odd, printJson, quiet, strong } from '../output.ts';
import { gatherStatus, type Status } from '../status/gather-status.ts';
import { connect, type SystemOptions } from '../system.ts';
import { untilInterrupted } from '../until-interrupted.ts';

interface StatusOptions extends SystemOptions {
  readonly since: Date;
  readonly watch?: number | boolean;
  readonly json?: boolean;
}

const DEFAULT_WATCH_SECONDS = 5;

/** How the system is: alarms, flow, queues, sources, destinations, what is held. Fails while something waits for a person. */
export async function status(options: StatusOptions): Promise<void> {
  const system = connect(options);
  const windowMs = Date.now() - options.since.getTime();
  const look = async (): Promise<void> => {
    const found = await gatherStatus(system, new Date(Date.now() - windowMs));
    if (options.watch !== undefined && process.stdout.isTTY) process.stdout.write('\u001b[2J\u001b[H');
    if (options.json === true) {
      if (options.watch === undefined) printJson(found);
      else console.log(JSON.stringify(found));
    } else print(found);
    process.exitCode = needsSomebody(found) ? exitCode.problem : exitCode.fine;
  };
  try {
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
  } finally {
    system.close();
  }
}

/** Something waits for a person, whether an alarm is still raised for it or not. */
const needsSomebody = ({ alarms, unknown, queues, destinations, flow }: Status): boolean =>
  alarms.length + unknown.length + flow.failed > 0 ||
  queues.some(({ deadLetters }) => deadLetters > 0) ||
  destinations.some(({ parked }) => parked > 0);

function print(status: Status): void {
  const { alarms, alarmCount, flow } = status;
  const raised =
    alarms.length === 0
      ? good(`none of ${alarmCount} alarms`)
      : bad(`${alarms.length} of ${alarmCount} alarms`);
  console.log(`${strong(status.laboratory)}  ${status.gatheredAt}  ${raised}\n`);
  for (const { name, says, page } of alarms)
    console.log(`${bad('ALARM')}  ${says}  ${quiet(name)}\n       ${page}`);
  for (const { part, code } of status.unknown) console.log(`${odd('UNKNOWN')}  ${part} ${quiet(code)}`);
  if (alarms.length + status.unknown.length > 0) console.log();
  console.log(strong(`since ${status.since}`));
  console.log(
    `  in   ${flow.accepted} accepted, ${flow.duplicate} duplicate, ${flow.rejected} rejected, ${number(flow.notStored)} not stored, ${flow.answered} answered`,
  );
  console.log(
    `  read ${flow.normalized} messages, ${number(flow.failed)} failed: ${flow.stored} results stored, ${flow.held} held, ${flow.setAside} set aside`,
  );
  table(
    ['queue', 'waiting', 'in hand', 'oldest', 'dead letters'],
    status.queues.map(({ name, waiting, inHand, oldestSeconds, deadLetters }) => [
      name,
      String(waiting),
      String(inHand),
      `${oldestSeconds} s`,
      number(deadLetters),
    ]),
  );
  table(
    ['source', 'received', 'last heard'],
    status.sources.map(({ id, received, lastHeard }) => [id, String(received), lastHeard ?? 'never']),
  );
  table(
    ['destination', 'delivered', 'postponed', 'parked'],
    status.destinations.map(({ id, kind, delivered, postponed, parked }) => [
      `${id} (${kind})`,
      String(delivered),
      String(postponed),
      number(parked),
    ]),
  );
  const held = Object.entries(status.held);
  if (held.length > 0)
    table(
      ['held', 'messages'],
      held.map(([reason, count]) => [reason, odd(String(count))]),
    );
}

const number = (count: number): string => (count === 0 ? '0' : bad(String(count)));

function table(head: readonly string[], rows: readonly (readonly string[])[]): void {
  if (rows.length === 0) return;
  console.log();
  const width = Math.max(...[head, ...rows].map(([first]) => first?.length ?? 0)) + 2;
  const lineOf = ([first = '', ...others]: readonly string[]) =>
    `  ${first.padEnd(width)}${others.map((one) => one.padEnd(14)).join('')}`.trimEnd();
  console.log(quiet(lineOf(head)));
  for (const row of rows) console.log(lineOf(row));
}
