import { describeLedger } from '../../lib/app/process/tally.ts';
import type { Ledger, MessageRecord } from '../../lib/model/message.ts';
import { type ReasonOptions, readerOf, reasonOf, writeDown } from '../audited.ts';
import { UsageError } from '../exit.ts';
import { bad, good, odd, printJson, quiet } from '../output.ts';
import { everyKeyOf, patientKeyAt } from '../patient-option.ts';
import { type ConnectedSystem, connect, type SystemOptions } from '../system.ts';

export interface MessagesOptions extends SystemOptions, ReasonOptions {
  readonly source?: string;
  readonly state?: MessageRecord['state'];
  readonly type?: string;
  readonly controlId?: string;
  readonly patient?: string;
  readonly since: Date;
  readonly until?: Date;
  readonly limit: number;
  readonly json?: boolean;
}

/** Messages of a period, the oldest first, without anything of a patient. */
export async function messages(options: MessagesOptions): Promise<void> {
  checkPeriod(options);
  const system = connect(options);
  try {
    const found: MessageRecord[] = [];
    for await (const record of candidates(options, system)) {
      if (matches(record, options)) found.push(record);
      if (found.length > options.limit) break;
    }
    const shown = found.slice(0, options.limit);
    if (options.json === true) printJson(shown);
    else for (const record of shown) console.log(lineOf(record));
    if (found.length === 0) console.error('no message matches');
    if (found.length > options.limit)
      console.error(`there are more than ${options.limit}: take a shorter period, or --limit`);
  } finally {
    system.close();
  }
}

/** @throws UsageError where it ends before it begins */
export function checkPeriod({ since, until }: { readonly since: Date; readonly until?: Date }): void {
  if (until !== undefined && until < since)
    throw new UsageError(`the period ends before it begins, at ${since.toISOString()}: name --since as well`);
}

/** The oldest first, whoever sent them. */
async function* candidates(options: MessagesOptions, system: ConnectedSystem): AsyncGenerator<MessageRecord> {
  if (options.patient !== undefined) {
    const found = await Array.fromAsync(recordsOf(ofPatient(options.patient, options, system), system));
    yield* found.sort((a, b) => a.receivedAt.localeCompare(b.receivedAt));
    return;
  }
  const streams = sourcesOf(options, system).map((id) => {
    const { since, until = system.clock() } = options;
    return recordsOf(system.messages.receivedBetween(id, since, until), system);
  });
  const heads = await Promise.all(streams.map(async (stream) => ({ stream, ...(await stream.next()) })));
  for (;;) {
    const [oldest] = heads
      .filter(({ done }) => done !== true)
      .sort((a, b) => a.value.receivedAt.localeCompare(b.value.receivedAt));
    if (oldest === undefined) return;
    yield oldest.value;
    Object.assign(oldest, await oldest.stream.next());
  }
}

async function* recordsOf(
  ids: AsyncIterable<string>,
  { messages: store }: ConnectedSystem,
): AsyncGenerator<MessageRecord> {
  for await (const id of ids) {
    const record = await store.record(id);
    if (record !== undefined) yield record;
  }
}

function sourcesOf({ source }: MessagesOptions, { site }: ConnectedSystem): readonly string[] {
  // what no source of the site claims is filed under `unknown`
  const all = [...site.sources.map(({ id }) => id), 'unknown'];
  if (source !== undefined && !all.includes(source))
    throw new UsageError(`the site has no source ${source}: it has ${all.join(', ')}`);
  return source === undefined ? all : [source];
}

/** That somebody looks for a patient is written down. */
async function* ofPatient(
  patient: string,
  options: MessagesOptions,
  system: ConnectedSystem,
): AsyncGenerator<string> {
  const key = patientKeyAt(patient);
  const reason = reasonOf(options);
  const keys = await everyKeyOf(key, system);
  const reports = new Set((await Promise.all(keys.map((one) => system.reports.reportsOf(one)))).flat());
  const ids = new Set<string>();
  for (const report of reports)
    for (const { messageId } of (await system.reports.latest(report))?.report.parts ?? []) ids.add(messageId);
  await writeDown(
    system,
    {
      action: 'search',
      resourceType: 'Message',
      parameters: ['patient'],
      patients: keys,
      count: ids.size,
    },
    { actor: readerOf(options), reason },
  );
  yield* ids;
}

const matches = (
  { state, type, controlId, source, receivedAt, ledger }: MessageRecord,
  options: MessagesOptions,
): boolean =>
  (options.state === undefined || state === options.state || (options.state === 'held' && isHeld(ledger))) &&
  (options.type === undefined || type === options.type) &&
  (options.controlId === undefined || controlId === options.controlId) &&
  (options.source === undefined || source === options.source) &&
  receivedAt >= options.since.toISOString() &&
  (options.until === undefined || receivedAt <= options.until.toISOString());

/** A message is processed also where some of it waits. */
const isHeld = (ledger: Ledger | undefined): boolean =>
  ledger !== undefined && Object.keys(ledger.held).length > 0;

const paints: Readonly<Record<string, typeof good>> = {
  processed: good,
  failed: bad,
  rejected: bad,
  held: odd,
  received: odd,
};

export const paintState = (state: MessageRecord['state']): string => (paints[state] ?? quiet)(state);

const lineOf = ({ id, receivedAt, source, type, controlId, state, ledger }: MessageRecord): string =>
  [
    id,
    receivedAt,
    source.padEnd(14),
    (type ?? '').padEnd(8),
    (controlId ?? '').padEnd(14),
    paintState(state),
    ledger === undefined ? '' : quiet(describeLedger(ledger)),
  ].join('  ');
