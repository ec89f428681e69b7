import { type HoldReason, mayRelease } from '../../model/hold-reason.ts';
import type { MessageIndex } from '../../ports/message-store.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Site } from '../../site/site.ts';
import type { RehearsedChange } from '../replay/rehearse.ts';
import { type AuditDependencies, type Reader, recordRead } from './audited-read.ts';

/** The messages to replay: those with these ids, those that are held, or those of a period. */
export type ReplayChoice =
  | { readonly ids: readonly string[] }
  | { readonly held: HoldReason; readonly source?: string | undefined }
  | { readonly since: Date; readonly source?: string | undefined };

interface ChoiceDependencies {
  readonly messages: Pick<MessageIndex, 'record' | 'held' | 'receivedBetween'>;
  readonly site: Site;
  readonly clock: Clock;
}

/** The ids of the messages in the order of receipt, so that an order is read before its result. */
export async function chooseReplays(
  choice: ReplayChoice,
  dependencies: ChoiceDependencies,
): Promise<readonly string[]> {
  const received = new Map<string, string>();
  for (const id of new Set(await idsOf(choice, dependencies)))
    received.set(id, (await dependencies.messages.record(id))?.receivedAt ?? '');
  return [...received].sort(([, a], [, b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([id]) => id);
}

async function idsOf(
  choice: ReplayChoice,
  { messages, site, clock }: ChoiceDependencies,
): Promise<readonly string[]> {
  if ('ids' in choice) return choice.ids;
  const { source } = choice;
  if ('held' in choice) {
    const waiting = await Array.fromAsync(messages.held(choice.held));
    return waiting.filter((one) => source === undefined || one.source === source).map((one) => one.messageId);
  }
  const found: string[] = [];
  for (const one of site.sources)
    if (source === undefined || one.id === source)
      for await (const { id } of messages.receivedBetween(one.id, choice.since, clock())) found.push(id);
  return found;
}

export type ChosenRelease =
  /** The holds to lift. */
  | { readonly kind: 'chosen'; readonly release: readonly HoldReason[] }
  | { readonly kind: 'unknown-message' }
  | { readonly kind: 'nothing-held' };

/** The holds that a release lifts: the given one, or all holds of the message. */
export async function chooseRelease(
  id: string,
  reason: HoldReason | undefined,
  { messages }: { readonly messages: Pick<MessageIndex, 'record'> },
): Promise<ChosenRelease> {
  const record = await messages.record(id);
  if (record === undefined) return { kind: 'unknown-message' };
  const held = Object.keys(record.ledger?.held ?? {}) as HoldReason[];
  const also = (record.ledger?.alsoHeld ?? []).filter(mayRelease);
  if (held.length === 0) return { kind: 'nothing-held' };
  return { kind: 'chosen', release: reason === undefined ? [...held, ...also] : [reason] };
}

/** Writes an audit entry: a person is shown the changes of a replay, value by value. */
export async function recordChangesRead(
  id: string,
  changes: readonly RehearsedChange[],
  reader: Reader,
  dependencies: AuditDependencies,
): Promise<void> {
  if (changes.length === 0) return;
  const patients = changes.flatMap(({ before, after }) =>
    [before, after].flatMap((one) => one?.report.patient?.key ?? []),
  );
  await recordRead(
    { action: 'read', resourceType: 'Message', subject: id, patients, count: changes.length },
    reader,
    dependencies,
  );
}
