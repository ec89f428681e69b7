import { describeLedger } from '../../lib/app/process/tally.ts';
import { isDelivered } from '../../lib/destinations/kinds.ts';
import type { Delivery } from '../../lib/model/delivery.ts';
import type { ReportVersion } from '../../lib/model/report.ts';
import type { StoredMessage } from '../../lib/ports/message-store.ts';
import { patientsIn, patientsOf, type ReasonOptions, readerOf, reasonOf, writeDown } from '../audited.ts';
import { UsageError } from '../exit.ts';
import { bad, good, odd, printIssue, printJson, quiet, strong } from '../output.ts';
import { type ConnectedSystem, connect, type SystemOptions } from '../system.ts';
import { paintState } from './messages.ts';

export interface ShowOptions extends SystemOptions, ReasonOptions {
  /** The message as it came: patient data. */
  readonly content?: boolean;
  readonly json?: boolean;
}

/** The life of one report, without its results. */
interface ReportLife {
  readonly key: string;
  readonly versions: readonly {
    readonly version: number;
    readonly createdAt: string;
    readonly messageId: string;
    readonly status: string | undefined;
    readonly holds: readonly string[];
    readonly changes: number;
    readonly destinations: readonly string[];
  }[];
  readonly deliveries: readonly Omit<Delivery, 'group'>[];
}

/** The life of one message: how it came, what was read, which versions it made, who has them. */
export async function show(id: string, options: ShowOptions): Promise<void> {
  const system = connect(options);
  try {
    const stored = await system.messages.get(id);
    if (stored === undefined) throw new UsageError(`there is no message ${id}: see labwire messages`);
    const { record, bytes } = stored;
    const reports: ReportLife[] = [];
    for (const key of new Set([...record.reports.map((one) => one.key), ...(record.touched ?? [])]))
      reports.push(await lifeOf(key, system));
    if (options.content === true) await writeDownContent(stored, options, system);
    if (options.json === true)
      printJson({
        ...record,
        bytes: bytes.length,
        reports,
        ...(options.content === true ? { content: Buffer.from(bytes).toString('base64') } : {}),
      });
    else print(stored, reports);
    if (options.content === true && options.json !== true) {
      console.log(strong('\ncontent'));
      process.stdout.write(`${Buffer.from(bytes).toString('utf8').replaceAll('\r', '\n').trimEnd()}\n`);
    }
  } finally {
    system.close();
  }
}

async function writeDownContent(
  { record, bytes }: StoredMessage,
  options: ShowOptions,
  system: ConnectedSystem,
): Promise<void> {
  const reason = reasonOf(options);
  await writeDown(
    system,
    {
      action: 'read',
      resourceType: 'Message',
      subject: record.id,
      patients: [...patientsIn(bytes, system), ...(await patientsOf(record.reports, system))],
      count: 1,
    },
    { actor: readerOf(options), reason },
  );
}

async function lifeOf(key: string, system: ConnectedSystem): Promise<ReportLife> {
  const latest = await system.reports.latest(key);
  const versions: ReportVersion[] = [];
  for (let version = 1; version <= (latest?.version ?? 0); version++) {
    const one = await system.reports.version(key, version);
    if (one !== undefined) versions.push(one);
  }
  const deliveries: Delivery[] = [];
  for (const { id } of system.site.destinations.filter(isDelivered)) {
    const delivery = await system.deliveries.get(id, key);
    if (delivery !== undefined) deliveries.push(delivery);
  }
  return {
    key,
    versions: versions.map(({ version, createdAt, messageId, changes, destinations = [], report }) => ({
      version,
      createdAt,
      messageId,
      status: report.status,
      holds: report.holds,
      changes: changes.length,
      destinations,
    })),
    // what a destination answered may be about the patient: labwire deliveries --why
    deliveries: deliveries.map(({ group: _group, failure, ...delivery }) => ({
      ...delivery,
      ...(failure === undefined ? {} : { failure: { code: failure.code } }),
    })),
  };
}

function print({ record, bytes }: StoredMessage, reports: readonly ReportLife[]): void {
  const lines: readonly (readonly [string, string | undefined])[] = [
    ['received', `${record.receivedAt}  ${bytes.length} bytes from ${record.source}`],
    ['type', `${record.type ?? 'unknown'}  ${quiet(`control id ${record.controlId ?? 'none'}`)}`],
    ['state', paintState(record.state)],
    ['copies', record.retransmissions === 0 ? undefined : `came ${record.retransmissions} times again`],
    ['ledger', record.ledger === undefined ? undefined : describeLedger(record.ledger)],
    ['held', Object.keys(record.ledger?.held ?? {}).join(', ') || undefined],
    ['site', record.siteVersion],
  ];
  console.log(strong(record.id));
  for (const [name, value] of lines)
    if (value !== undefined) console.log(`  ${quiet(name.padEnd(9))} ${value}`);
  record.issues.forEach(printIssue);
  for (const { replayedAt, by, why, released } of record.replays ?? [])
    console.log(
      `  ${quiet('replayed ')} ${replayedAt} by ${by}${why === undefined ? '' : `: ${why}`} ${released.join(', ')}`,
    );
  for (const { key, versions, deliveries } of reports) {
    console.log(`  ${quiet('report   ')} ${strong(key)}`);
    for (const one of versions) {
      const made = one.messageId === record.id ? '' : quiet(`  by message ${one.messageId}`);
      const held = one.holds.length === 0 ? '' : odd(`  held: ${one.holds.join(', ')}`);
      const told = one.destinations.length === 0 ? '' : `  for ${one.destinations.join(', ')}`;
      console.log(
        `    v${one.version}  ${one.createdAt}  ${one.status ?? ''}  ${one.changes} changed${told}${held}${made}`,
      );
    }
    for (const { destination, version, state, changedAt, failure } of deliveries) {
      const paint = state === 'delivered' ? good : state === 'parked' ? bad : odd;
      console.log(`    ${destination}: v${version} ${paint(state)} ${changedAt} ${failure?.code ?? ''}`);
    }
  }
}
