import type { Ledger, MessageRecord } from '../../model/message.ts';
import type { IdentityStore } from '../../ports/identity-store.ts';
import type { MessageIndex } from '../../ports/message-store.ts';
import type { Site } from '../../site/site.ts';
import { type AuditDependencies, type Reader, recordRead } from './audited-read.ts';
import { everyKeyOf, type ReportsOfPatient } from './read-patient.ts';

export interface MessageSearch {
  readonly source?: string | undefined;
  /** `held` also finds messages of which only some results are held. */
  readonly state?: MessageRecord['state'] | undefined;
  /** `ORU^R01` */
  readonly type?: string | undefined;
  /** MSH-10 */
  readonly controlId?: string | undefined;
  /** The earliest time of receipt. */
  readonly since: Date;
  /** Default: now. */
  readonly until?: Date | undefined;
  readonly limit: number;
  /** Only messages about this patient. The search is written to the audit log. */
  readonly patient?: { readonly key: string; readonly reader: Reader } | undefined;
}

export type FoundMessages =
  /** Oldest first, without patient data. */
  | { readonly kind: 'found'; readonly messages: readonly MessageRecord[]; readonly hasMore: boolean }
  | { readonly kind: 'unknown-source'; readonly known: readonly string[] };

export interface SearchDependencies extends AuditDependencies {
  readonly messages: Pick<MessageIndex, 'record' | 'receivedBetween'>;
  readonly identities: Pick<IdentityStore, 'find'>;
  readonly reports: ReportsOfPatient;
  readonly site: Site;
}

/** The source of messages that no configured source sent. */
const UNKNOWN_SOURCE = 'unknown';

/** Finds messages of a period. */
export async function searchMessages(
  search: MessageSearch,
  dependencies: SearchDependencies,
): Promise<FoundMessages> {
  const known = [...dependencies.site.sources.map(({ id }) => id), UNKNOWN_SOURCE];
  if (search.source !== undefined && !known.includes(search.source)) return { kind: 'unknown-source', known };
  const sources = search.source === undefined ? known : [search.source];
  const candidates =
    search.patient === undefined
      ? mergeByTime(sources.map((id) => ofSource(id, search, dependencies)))
      : ofPatient(search.patient, dependencies);
  const found: MessageRecord[] = [];
  for await (const record of candidates) {
    if (matches(record, search)) found.push(record);
    if (found.length > search.limit) break;
  }
  return { kind: 'found', messages: found.slice(0, search.limit), hasMore: found.length > search.limit };
}

const ofSource = (
  id: string,
  { since, until }: MessageSearch,
  { messages, clock }: SearchDependencies,
): AsyncGenerator<MessageRecord> =>
  recordsOf(messages.receivedBetween(id, since, until ?? clock()), messages);

/** Merges the messages of all sources, oldest first. Each stream must be in order. */
async function* mergeByTime(
  streams: readonly AsyncGenerator<MessageRecord>[],
): AsyncGenerator<MessageRecord> {
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
  ids: Iterable<string> | AsyncIterable<string>,
  messages: SearchDependencies['messages'],
): AsyncGenerator<MessageRecord> {
  for await (const id of ids) {
    const record = await messages.record(id);
    if (record !== undefined) yield record;
  }
}

async function* ofPatient(
  { key, reader }: { readonly key: string; readonly reader: Reader },
  dependencies: SearchDependencies,
): AsyncGenerator<MessageRecord> {
  const { reports, messages } = dependencies;
  const patients = await everyKeyOf(key, dependencies);
  const keys = new Set((await Promise.all(patients.map((one) => reports.reportsOf(one)))).flat());
  const ids = new Set<string>();
  for (const report of keys)
    for (const { messageId } of (await reports.latest(report))?.report.parts ?? []) ids.add(messageId);
  await recordRead(
    { action: 'search', resourceType: 'Message', parameters: ['patient'], patients, count: ids.size },
    reader,
    dependencies,
  );
  const found = await Array.fromAsync(recordsOf(ids, messages));
  yield* found.sort((a, b) => a.receivedAt.localeCompare(b.receivedAt));
}

const matches = (
  { state, type, controlId, source, receivedAt, ledger }: MessageRecord,
  search: MessageSearch,
): boolean =>
  (search.state === undefined || state === search.state || (search.state === 'held' && isHeld(ledger))) &&
  (search.type === undefined || type === search.type) &&
  (search.controlId === undefined || controlId === search.controlId) &&
  (search.source === undefined || source === search.source) &&
  receivedAt >= search.since.toISOString() &&
  (search.until === undefined || receivedAt <= search.until.toISOString());

/** A message counts as processed even if some of its results are held. */
const isHeld = (ledger: Ledger | undefined): boolean =>
  ledger !== undefined && Object.keys(ledger.held).length > 0;
