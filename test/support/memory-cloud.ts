import { memoryStores } from '../../lib/adapters/memory/stores.ts';
import { acceptMessage } from '../../lib/app/accept/accept-message.ts';
import type { NormalizeDependencies } from '../../lib/app/process/normalize-dependencies.ts';
import { type NormalizeOptions, normalizeMessage } from '../../lib/app/process/normalize-message.ts';
import { carryOutReplay, type ReplayRequest, replayPlanner } from '../../lib/app/replay/replay-message.ts';
import { aSite } from './site.ts';

/**
 * Handles messages as the cloud does, with everything in memory. Stores can be replaced by faulty ones. The clock
 * begins at `since`, and each message takes a minute.
 */
export function aMemoryCloud(
  site = aSite(),
  {
    runScript,
    siteVersion = 'v1',
    quality,
    since = Date.UTC(2026, 2, 2, 14),
    ...replaced
  }: { readonly since?: number } & Partial<
    Pick<NormalizeDependencies, 'runScript' | 'siteVersion' | 'quality'>
  > &
    Parameters<typeof memoryStores>[0] = {},
) {
  const stores = memoryStores(replaced);
  const { messages, inbound, orders, unread } = stores;
  const controls = quality && { quality, unread };
  let minute = 0;
  const clock = () => new Date(since + minute++ * 60_000);
  const dependencies = {
    ...stores,
    site,
    siteVersion,
    runScript,
    quality,
    clock,
  };
  const accept = async (bytes: Uint8Array): Promise<string> =>
    (await acceptMessage(bytes, { messages, inbound, orders, site, controls, clock })).messageId;
  const normalize = (id: string, options: NormalizeOptions = {}) =>
    normalizeMessage(id, dependencies, options);
  /** Gives the message's record when it is through, and what waited for it; `alone`: before that is tried again. */
  const run = async (bytes: Uint8Array, { alone = false } = {}) => {
    const waiting = inbound.entries.length;
    const id = await accept(bytes);
    // in every sequence that it waits in, and what waited for it
    for (let at = waiting; at < inbound.entries.length; at++) {
      const entry = inbound.entries[at];
      if (entry?.messageId === id || (entry?.occasion === 'awaited' && !alone))
        await normalize(entry.messageId, entry);
    }
    return (await messages.get(id))?.record;
  };
  /** Replays a message, under another site if given. */
  const replay = (request: Partial<ReplayRequest> & Pick<ReplayRequest, 'messageId'>, under = site) =>
    carryOutReplay({ by: 'tester', ...request }, { ...dependencies, site: under, siteVersion: 'v2' });
  /** What that would come to; nothing is written. */
  const planReplay = (messageId: string, under = site) =>
    replayPlanner({ ...dependencies, site: under })({ messageId, by: 'tester' });
  return { ...stores, dependencies, accept, normalize, run, replay, planReplay };
}
