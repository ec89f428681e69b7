import type { MessageRecord } from '../../model/message.ts';
import type { IdentityNames, IdentityStore } from '../../ports/identity-store.ts';
import type { InboundQueue } from '../../ports/inbound-queue.ts';
import type { UnreadControls } from '../../ports/unread-controls.ts';
import type { VerdictStore } from '../../ports/verdict-store.ts';
import type { Awaited, WaitEntry, WaitingMessage, WaitStore } from '../../ports/wait-store.ts';
import type { Quality } from '../../site/quality/schema.ts';
import { systemHistory } from '../quality/find-lot.ts';
import { type AwaitedState, unreadOf } from '../quality/past-of.ts';

/** What other messages may wait for. */
export interface AwaitedNames extends IdentityNames {
  /** Ids of test systems whose gate is open, and `pastOf` those whose past has changed. */
  readonly systems?: readonly string[] | undefined;
}

export interface WaitDependencies {
  readonly waits: WaitStore;
  readonly identities: IdentityStore;
  readonly inbound: InboundQueue;
}

/** At most so many names are awaited for one message. */
const MAX_AWAITED = 40;

/**
 * Stores the names that a held message waits for. Returns `perhaps-news` if something is known of them by
 * then, because a message that came meanwhile may not have seen the entry.
 */
export async function waitFor(
  message: WaitingMessage,
  { patients, aliases }: IdentityNames,
  { waits, identities }: WaitDependencies,
): Promise<'nothing' | 'perhaps-news'> {
  const names = {
    patients: patients.slice(0, MAX_AWAITED),
    aliases: aliases.slice(0, MAX_AWAITED - Math.min(patients.length, MAX_AWAITED)),
  };
  const awaited = awaitedOf(names);
  if (awaited.length === 0) return 'nothing';
  // the entries are written before the marks, so that a reader of a mark finds the entry
  await waits.put(message, awaited);
  const known = await identities.markAwaited(names, message.messageId);
  return known.owners.size + known.links.size > 0 ? 'perhaps-news' : 'nothing';
}

/**
 * Queues the messages that wait for these names, each once and in its own sequence group, as a retry by the system. Safe to repeat: a
 * message that still waits stores a new entry, and a reading that ends on the way has removed the entries of those that it queued.
 */
export async function awaken(
  cause: WaitingMessage,
  { systems = [], ...names }: AwaitedNames,
  { waits, identities, inbound }: WaitDependencies,
): Promise<void> {
  const ofPeople = awaitedOf(names);
  const all = [...systems.map((key): Awaited => ({ kind: 'system', key })), ...ofPeople];
  const awakened = await awakenAll(cause, all, { waits, inbound });
  for (const awaited of ofPeople) {
    const ids = new Set(awakened.get(awaited));
    if (ids.size === 0) continue;
    await identities.unmark(namesIn(awaited), [...ids]);
    // one of them may have been read meanwhile and wait again: the mark, which names one that waits, was taken away
    const waiting = await waits.waitingFor(awaited);
    const last = waiting.at(-1);
    if (last === undefined) continue;
    const known = await identities.markAwaited(namesIn(awaited), last.messageId);
    if (known.owners.size + known.links.size === 0) continue;
    const again = waiting.filter(({ messageId }) => ids.has(messageId));
    for (const [messageId, group] of new Map(again.map((one) => [one.messageId, one.group])))
      await inbound.send({ messageId, group, occasion: 'awaited', cause: `${cause.messageId}-again` });
  }
}

const namesIn = ({ kind, key }: Awaited): IdentityNames =>
  kind === 'patient' ? { patients: [key], aliases: [] } : { patients: [], aliases: [key] };

const AT_ONCE = 10;

/**
 * Queues every message that waits for one of these, and removes the entries that it found. Gives the ids of the messages by what
 * they waited for. The queue drops what it was sent before, so what is sent has the name of an entry: if the cause comes again, and
 * the message waits again in a new entry, it is queued again.
 */
async function awakenAll(
  { messageId: cause }: Pick<WaitingMessage, 'messageId'>,
  all: readonly Awaited[],
  { waits, inbound }: Pick<WaitDependencies, 'waits' | 'inbound'>,
): Promise<ReadonlyMap<Awaited, readonly string[]>> {
  // all entries are read before anything is queued: a message that is read meanwhile and waits again has entries that are not among them
  const waiting: { readonly awaited: Awaited; readonly entry: WaitEntry }[] = [];
  for (const awaited of all)
    for (const entry of await waits.waitingFor(awaited))
      if (entry.messageId !== cause) waiting.push({ awaited, entry });
  const byMessage = [...Map.groupBy(waiting, ({ entry }) => entry.messageId).values()];
  for (let at = 0; at < byMessage.length; at += AT_ONCE) {
    const now = byMessage.slice(at, at + AT_ONCE);
    await Promise.all(
      now.flatMap(([first]) => {
        if (first === undefined) return [];
        const { entry, messageId, group } = first.entry;
        return inbound.send({ messageId, group, occasion: 'awaited', cause: `${cause}-${entry}` });
      }),
    );
    for (const [awaited, found] of Map.groupBy(now.flat(), (one) => one.awaited))
      await waits.remove(
        awaited,
        found.map(({ entry }) => entry),
      );
  }
  const byName = Map.groupBy(waiting, ({ awaited }) => awaited);
  return new Map(
    [...byName].map(([awaited, found]) => [awaited, [...new Set(found.map(({ entry }) => entry.messageId))]]),
  );
}

/**
 * Stores that a message waits for test systems, by the name of what it waits for: see `controlsAwaited`. If the state of one has
 * changed since it decided, the message is queued again: the control may have passed before the entry was written.
 */
export async function waitForControls(
  message: WaitingMessage,
  awaited: ReadonlyMap<string, AwaitedState>,
  dependencies: Pick<WaitDependencies, 'waits' | 'inbound'> & {
    readonly quality?: Quality | undefined;
    readonly verdicts: Pick<VerdictStore, 'states'>;
    readonly unread: Pick<UnreadControls, 'waiting'>;
  },
): Promise<void> {
  const { waits, inbound, verdicts, quality } = dependencies;
  const all = [...awaited.values()];
  const seen = Map.groupBy(
    all.flatMap((one) => ('system' in one ? [one] : [])),
    ({ system }) => system,
  );
  const systems = (quality?.systems ?? []).filter(({ id }) => seen.has(id));
  const names = [...awaited].filter(
    ([, one]) => 'unread' in one || systems.some(({ id }) => id === one.system),
  );
  if (names.length === 0) return;
  await waits.put(
    message,
    names.map(([key]) => ({ kind: 'system', key })),
  );
  for (const one of all)
    if ('unread' in one && !(await isUnread(one, dependencies)))
      await inbound.send({ ...message, occasion: 'awaited', cause: `${one.unread}-read` });
  if (systems.length === 0) return;
  const states = await verdicts.states(systems.map(systemHistory));
  const changed = systems.findIndex(
    ({ id }, index) => seen.get(id)?.every(({ version }) => version === states[index]?.version) !== true,
  );
  if (changed === -1) return;
  const cause = `${systems[changed]?.id}-${states[changed]?.version}`;
  await inbound.send({ ...message, occasion: 'awaited', cause });
}

const isUnread = async (
  { source, unread: messageId }: Extract<AwaitedState, { readonly unread: string }>,
  { unread }: { readonly unread: Pick<UnreadControls, 'waiting'> },
): Promise<boolean> => (await unread.waiting(source, [{ messageId, receivedAt: 0 }])).length > 0;

/**
 * Ends the wait of results for a message with controls that has been read to its end, whatever its outcome. Safe to repeat:
 * who crashes before has its queue entry again.
 */
export async function endUnread(
  { id, source }: Pick<MessageRecord, 'id' | 'source'>,
  {
    unread,
    waits,
    inbound,
  }: Pick<WaitDependencies, 'waits' | 'inbound'> & {
    readonly unread: Pick<UnreadControls, 'unmark'>;
  },
): Promise<void> {
  await unread.unmark(source, id);
  await awakenAll({ messageId: id }, [{ kind: 'system', key: unreadOf(id) }], { waits, inbound });
}

/**
 * Queues messages whose results this message contradicts, each in its own sequence group. Safe to repeat. `reading`: tells the readings
 * of the message apart, because the queue drops what it was sent before.
 */
export async function recall(
  { messageId: cause }: WaitingMessage,
  messages: readonly WaitingMessage[],
  { inbound }: Pick<WaitDependencies, 'inbound'>,
  reading = 0,
): Promise<void> {
  const groups = new Map(messages.map(({ messageId, group }) => [messageId, group]));
  for (const [messageId, group] of groups)
    if (messageId !== cause)
      await inbound.send({ messageId, group, occasion: 'awaited', cause: `${cause}-recall-${reading}` });
}

const awaitedOf = ({ patients, aliases }: IdentityNames): Awaited[] => [
  ...patients.map((key) => ({ kind: 'patient' as const, key })),
  ...aliases.map((key) => ({ kind: 'order' as const, key })),
];
