import {
  lifeOfMessage,
  type MessageLife,
  type ReportLife,
  readMessage,
} from '../../lib/app/operate/message-life.ts';
import type { Delivery } from '../../lib/model/delivery.ts';
import { decisionsOf, describeLedger } from '../../lib/model/message.ts';
import { whoDid } from '../../lib/model/who-did.ts';
import { UsageError } from '../exit.ts';
import {
  bad,
  good,
  odd,
  type Printed,
  print,
  printContent,
  printIssue,
  printJson,
  quiet,
  strong,
  type Text,
  text,
} from '../output.ts';
import { type ReasonOptions, readerOf } from '../reader.ts';
import { type SystemOptions, withSystem } from '../system.ts';
import { paintState } from './messages.ts';

export interface ShowOptions extends SystemOptions, ReasonOptions {
  /** Includes the message as received: patient data. */
  readonly content?: boolean | undefined;
  readonly json?: boolean | undefined;
}

/** Shows the history of one message. */
export async function show(id: string, options: ShowOptions): Promise<void> {
  const reader = options.content === true ? readerOf(options) : undefined;
  await withSystem(options, { writes: reader !== undefined }, async (system) => {
    const life =
      reader === undefined ? await lifeOfMessage(id, system) : await readMessage(id, reader, system);
    if (life === undefined) throw new UsageError(`there is no message ${id}: labwire messages lists the ids`);
    if (options.json === true) printJson(asJson(life));
    else printLife(life);
  });
}

const asJson = ({ record, byteCount, reports, content }: MessageLife) => ({
  ...record,
  bytes: byteCount,
  reports,
  ...(content === undefined ? {} : { content: Buffer.from(content).toString('base64') }),
});

/** Prints the history for people. */
export function printLife({ record, byteCount, reports, content }: MessageLife): void {
  const { ledger } = record;
  print`${strong(record.id)}`;
  printField('received', `${record.receivedAt}  ${byteCount} bytes from ${record.source}`);
  printField('type', text`${record.type ?? 'unknown'}  ${quiet(`control id ${record.controlId ?? 'none'}`)}`);
  printField('state', paintState(record.state));
  if (record.retransmissions > 0) printField('copies', `received ${record.retransmissions} more times`);
  if (ledger !== undefined) printField('ledger', describeLedger(ledger));
  printField('held', Object.keys(ledger?.held ?? {}).join(', ') || undefined);
  printField('site', record.siteVersion);
  record.issues.forEach(printIssue);
  for (const { replayedAt, why, released, ...doer } of decisionsOf(record))
    printField(
      'replayed',
      `${replayedAt} by ${whoDid(doer)}${why === undefined ? '' : `: ${why}`} ${released.join(', ')}`,
    );
  for (const report of reports) printReport(report, record.id);
  if (content === undefined) return;
  print`\n${strong('content')}`;
  printContent(content);
}

function printField(name: string, value: Printed): void {
  if (value !== undefined) print`  ${quiet(name.padEnd(9))} ${value}`;
}

function printReport({ key, versions, deliveries }: ReportLife, messageId: string): void {
  printField('report', strong(key));
  for (const one of versions) {
    const made = one.messageId === messageId ? '' : quiet(`  by message ${one.messageId}`);
    const held = one.holds.length === 0 ? '' : odd(`  held: ${one.holds.join(', ')}`);
    const recipients = one.destinations.length === 0 ? '' : `  for ${one.destinations.join(', ')}`;
    const filtered = one.filteredFrom.length === 0 ? '' : `  filter: not for ${one.filteredFrom.join(', ')}`;
    print`    v${one.version}  ${one.createdAt}  ${one.status}  ${one.changes} changed${recipients}${filtered}${held}${made}`;
  }
  for (const { destination, version, state, changedAt, failure, originalsMissing } of deliveries) {
    const missing =
      originalsMissing === undefined ? '' : `  without the fields of ${originalsMissing} original messages`;
    print`    ${destination}: v${version} ${paintDelivery(state)} ${changedAt} ${failure?.code}${missing}`;
  }
}

export const paintDelivery = (state: Delivery['state']): Text =>
  (state === 'delivered' ? good : state === 'parked' ? bad : odd)(state);
