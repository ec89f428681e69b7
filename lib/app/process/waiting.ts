import type { MessageRecord } from '../../model/message.ts';
import type { IdentityNames, IdentityStore } from '../../ports/identity-store.ts';
import type { InboundQueue } from '../../ports/inbound-queue.ts';
import type { UnreadControls } from '../../ports/unread-controls.ts';
import type { VerdictStore } from '../../ports/verdict-store.ts';
import type { Awaited, WaitingMessage, WaitStore } from '../../ports/wait-store.ts';
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
  await awakenGated(cause, systems, { waits, inbound });
  // a message may wait for several names of one order
  const awakened = new Set<string>();
  for (const awaited of awaitedOf(names)) {
    const ids = await awakenAll(cause, awaited, { waits, inbound }, awakened);
    if (ids.length === 0) continue;
    await identities.unmark(namesIn(awaited), ids);
    // one of them may have been read meanwhile and wait again: its mark was taken away, too
    for (const { messageId, group } of await waits.waitingFor(awaited)) {
      const known = await identities.markAwaited(namesIn(awaited), messageId);
      const isNews = ids.includes(messageId) && known.owners.size + known.links.size > 0;
      if (isNews)
        await inbound.send({ messageId, group, occasion: 'awaited', cause: `${cause.messageId}-again` });
    }
  }
}

const namesIn = ({ kind, key }: Awaited): IdentityNames =>
  kind === 'patient' ? { patients: [key], aliases: [] } : { patients: [], aliases: [key] };

/** There may be many results after a failure, but one waits only if a control can lift its hold, so each is queued once for each opening. */
async function awakenGated(
  cause: WaitingMessage,
  systems: readonly string[],
  dependencies: Pick<WaitDependencies, 'waits' | 'inbound'>,
): Promise<void> {
  for (const key of systems) await awakenAll(cause, { kind: 'system', key }, dependencies);
}

const AT_ONCE = 10;

/** Queues every message that waits for a name, except those `awakened` before, and gives their ids. */
async function awakenAll(
  { messageId: cause }: WaitingMessage,
  awaited: Awaited,
  { waits, inbound }: Pick<WaitDependencies, 'waits' | 'inbound'>,
  awakened: Set<string> = new Set(),
): Promise<readonly string[]> {
  const waiting = (await waits.waitingFor(awaited)).filter(({ messageId }) => messageId !== cause);
  for (let at = 0; at < waiting.length; at += AT_ONCE) {
    const now = waiting.slice(at, at + AT_ONCE);
    const groups = new Map(now.map(({ messageId, group }) => [messageId, group]));
    await Promise.all(
      [...groups]
        .filter(([messageId]) => !awakened.has(messageId))
        .map(([messageId, group]) =>
          inbound.send({ messageId, group, occasion: 'awaited', cause: `${cause}-${awaited.key}` }),
        ),
    );
    for (const messageId of groups.keys()) awakened.add(messageId);
    await waits.remove(awaited, now);
  }
  return [...new Set(waiting.map(({ messageId }) => messageId))];
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
  await awakenGated({ messageId: id, group: '' }, [unreadOf(source)], { waits, inbound });
}

/** Queues messages whose results this message contradicts, each in its own sequence group. Safe to repeat. */
export async function recall(
  { messageId: cause }: WaitingMessage,
  messages: readonly WaitingMessage[],
  { inbound }: Pick<WaitDependencies, 'inbound'>,
): Promise<void> {
  const groups = new Map(messages.map(({ messageId, group }) => [messageId, group]));
  for (const [messageId, group] of groups)
    if (messageId !== cause)
      await inbound.send({ messageId, group, occasion: 'awaited', cause: `${cause}-recall` });
}

const awaitedOf = ({ patients, aliases }: IdentityNames): Awaited[] => [
  ...patients.map((key) => ({ kind: 'patient' as const, key })),
  ...aliases.map((key) => ({ kind: 'order' as const, key })),
];
