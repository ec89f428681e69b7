import { heldCount, type Ledger, type MessageRecord, setAsideCount } from '../../model/message.ts';
import type { IdentityStore } from '../../ports/identity-store.ts';
import type { ListedMessage, MessageIndex } from '../../ports/message-store.ts';
import type { Site } from '../../site/site.ts';
import { type AuditDependencies, type Reader, recordRead } from './audited-read.ts';
import { heldUnder } from './find-by-number.ts';
import { everyKeyOf, type ReportsOfPatient } from './read-patient.ts';

export interface MessageSearch {
  readonly source?: string | undefined;
  /**
   * `held` and `set-aside` also find messages of which only some results are held or set aside. `stored`: at least one
   * result is in a report that is not held.
   */
  readonly state?: MessageRecord['state'] | 'stored' | undefined;
  /** `ORU^R01` */
  readonly type?: string | undefined;
  /** MSH-10 */
  readonly controlId?: string | undefined;
  /** The earliest time of receipt. */
  readonly since: Date;
  /** Default: now. */
  readonly until?: Date | undefined;
  readonly limit: number;
  /** Messages of a period come newest first. Default: oldest first. Those of a patient always come oldest first. */
  readonly isNewestFirst?: boolean | undefined;
  /** At most so many messages of the period are read, whether they match or not. Default: all. */
  readonly mostRead?: number | undefined;
  /** Only messages about this patient: those of the patient's reports, and those that are held. The search is written to the audit log. */
  readonly patient?: { readonly key: string; readonly reader: Reader } | undefined;
}

export type FoundMessages =
  /**
   * Without patient data. `readUpTo`: the time of receipt at which the search ended because it had read `mostRead`
   * messages; those beyond may match, too.
   */
  | {
      readonly kind: 'found';
      readonly messages: readonly MessageRecord[];
      readonly hasMore: boolean;
      readonly readUpTo?: string;
    }
  | { readonly kind: 'unknown-source'; readonly known: readonly string[] };

export interface SearchDependencies extends AuditDependencies {
  readonly messages: Pick<MessageIndex, 'records' | 'receivedBetween' | 'withControlId' | 'heldUnder'>;
  readonly identities: Pick<IdentityStore, 'find'>;
  readonly reports: ReportsOfPatient;
  readonly site: Site;
}

/** The source of messages that no configured source sent. */
const UNKNOWN_SOURCE = 'unknown';

/** The most messages that `MessageIndex.records` reads with one request. */
const MOST_AT_ONCE = 100;

/** Finds messages of a period. Those with one MSH-10, or of one patient, are looked up by it; others are read by time. */
export async function searchMessages(
  search: MessageSearch,
  dependencies: SearchDependencies,
): Promise<FoundMessages> {
  const known = [...dependencies.site.sources.map(({ id }) => id), UNKNOWN_SOURCE];
  if (search.source !== undefined && !known.includes(search.source)) return { kind: 'unknown-source', known };
  const candidates =
    search.patient === undefined
      ? recordsOf(listed(search, known, dependencies), atOnceFor(search), dependencies.messages)
      : ofPatient(search.patient, dependencies);
  const { limit, mostRead = Number.POSITIVE_INFINITY } = search;
  const found: MessageRecord[] = [];
  let read = 0;
  for await (const record of candidates) {
    if (read === mostRead)
      return { kind: 'found', messages: found, hasMore: false, readUpTo: record.receivedAt };
    read++;
    if (matches(record, search)) found.push(record);
    if (found.length > limit) break;
  }
  return { kind: 'found', messages: found.slice(0, limit), hasMore: found.length > limit };
}

function listed(
  search: MessageSearch,
  known: readonly string[],
  { messages, clock }: Pick<SearchDependencies, 'messages' | 'clock'>,
): AsyncIterable<ListedMessage> {
  const { since, until = clock(), isNewestFirst, source, controlId } = search;
  const order = { isNewestFirst, atOnce: atOnceFor(search) };
  if (controlId !== undefined) return messages.withControlId(controlId, since, until, order);
  return mergeByTime(
    (source === undefined ? known : [source]).map((id) => messages.receivedBetween(id, since, until, order)),
    isNewestFirst === true ? -1 : 1,
  );
}

/** One more than are wanted, unless some of them may not match. */
const atOnceFor = ({ limit, state, type }: MessageSearch): number =>
  state === undefined && type === undefined ? Math.min(limit + 1, MOST_AT_ONCE) : MOST_AT_ONCE;

/** Merges the messages of all sources by time: oldest first (1) or newest first (-1), as each stream already is. */
async function* mergeByTime(
  sources: readonly AsyncIterable<ListedMessage>[],
  direction: 1 | -1,
): AsyncGenerator<ListedMessage> {
  const streams = sources.map((source) => source[Symbol.asyncIterator]());
  const heads = await Promise.all(streams.map(async (stream) => ({ stream, ...(await stream.next()) })));
  for (;;) {
    const [next] = heads
      .filter(({ done }) => done !== true)
      .sort((a, b) => direction * a.value.receivedAt.localeCompare(b.value.receivedAt));
    if (next === undefined) return;
    yield next.value;
    Object.assign(next, await next.stream.next());
  }
}

async function* recordsOf(
  some: AsyncIterable<ListedMessage>,
  atOnce: number,
  messages: SearchDependencies['messages'],
): AsyncGenerator<MessageRecord> {
  let ids: string[] = [];
  for await (const { id } of some) {
    if (ids.push(id) < atOnce) continue;
    yield* await messages.records(ids);
    ids = [];
  }
  yield* await messages.records(ids);
}

async function* ofPatient(
  { key, reader }: { readonly key: string; readonly reader: Reader },
  dependencies: SearchDependencies,
): AsyncGenerator<MessageRecord> {
  const { reports, messages } = dependencies;
  const patients = await everyKeyOf(key, dependencies);
  const keys = new Set((await Promise.all(patients.map((one) => reports.reportsOf(one)))).flat());
  const ids = new Set(await heldUnder(patients, messages));
  for (const report of keys)
    for (const { messageId } of (await reports.latest(report))?.report.parts ?? []) ids.add(messageId);
  await recordRead(
    { action: 'search', resourceType: 'Message', parameters: ['patient'], patients, count: ids.size },
    reader,
    dependencies,
  );
  const found = await messages.records([...ids]);
  yield* found.toSorted((a, b) => a.receivedAt.localeCompare(b.receivedAt));
}

const matches = (
  { state, type, controlId, source, receivedAt, ledger }: MessageRecord,
  search: MessageSearch,
): boolean =>
  (search.state === undefined || state === search.state || hasSome(search.state, ledger)) &&
  (search.type === undefined || type === search.type) &&
  (search.controlId === undefined || controlId === search.controlId) &&
  (search.source === undefined || source === search.source) &&
  receivedAt >= search.since.toISOString() &&
  (search.until === undefined || receivedAt <= search.until.toISOString());

/** A message counts as processed even if some of its results, or all, are held or set aside. */
const hasSome = (state: MessageSearch['state'], ledger: Ledger | undefined): boolean =>
  ledger !== undefined &&
  ((state === 'stored' && ledger.stored > 0) ||
    (state === 'held' && heldCount(ledger) > 0) ||
    (state === 'set-aside' && setAsideCount(ledger) > 0));
