import { describeLedger } from '../../lib/app/tally.ts';
import type { Ledger, MessageRecord } from '../../lib/model/message.ts';
import { type ReasonOptions, readerOf, reasonOf, writeDown } from '../audited.ts';
import { UsageError } from '../exit.ts';
import { bad, good, odd, printJson, quiet } from '../output.ts';
import { patientKeyAt } from '../patient-option.ts';
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

async function* candidates(options: MessagesOptions, system: ConnectedSystem): AsyncGenerator<MessageRecord> {
  const ids =
    options.patient === undefined ? ofSources(options, system) : ofPatient(options.patient, options, system);
  for await (const id of ids) {
    const stored = await system.messages.record(id);
    if (stored !== undefined) yield stored;
  }
}

async function* ofSources(
  { source, since, until }: MessagesOptions,
  { site, messages: index, clock }: ConnectedSystem,
): AsyncGenerator<string> {
  // what no source of the site claims is filed under `unknown`
  const all = [...site.sources.map(({ id }) => id), 'unknown'];
  if (source !== undefined && !all.includes(source))
    throw new UsageError(`the site has no source ${source}: it has ${all.join(', ')}`);
  for (const id of source === undefined ? all : [source])
    yield* index.receivedBetween(id, since, until ?? clock());
}

/** That somebody looks for a patient is written down. */
async function* ofPatient(
  patient: string,
  options: MessagesOptions,
  system: ConnectedSystem,
): AsyncGenerator<string> {
  const key = patientKeyAt(patient);
  const reason = reasonOf(options);
  const reports = await system.reports.reportsOf(key);
  const ids = new Set<string>();
  for (const report of reports)
    for (const { messageId } of (await system.reports.latest(report))?.report.parts ?? []) ids.add(messageId);
  await writeDown(
    system,
    {
      action: 'search',
      resourceType: 'Message',
      parameters: ['patient'],
      patients: [key],
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
