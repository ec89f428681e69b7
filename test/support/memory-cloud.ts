import {
  MemoryDefinitionStore,
  MemoryDeviceStore,
  MemoryIdentityStore,
  MemoryInboundQueue,
  MemoryMessageStore,
  MemoryOrderStore,
  MemoryQcStore,
  MemoryReportStore,
  MemoryUnmappedStore,
  MemoryUpdateQueue,
  memoryIntake,
} from '../../lib/adapters/memory/stores.ts';
import { acceptMessage } from '../../lib/app/accept-message.ts';
import {
  type NormalizeDependencies,
  type NormalizeOptions,
  normalizeMessage,
} from '../../lib/app/normalize-message.ts';
import { rehearse } from '../../lib/app/rehearse.ts';
import { type ReplayRequest, replayMessage } from '../../lib/app/replay-message.ts';
import { aSite } from './site.ts';

/** Takes messages the way the cloud does, with everything in memory; stores can be replaced by faulty ones. */
export function aMemoryCloud(
  site = aSite(),
  {
    identities = new MemoryIdentityStore(),
    reports = new MemoryReportStore(identities),
    updates = new MemoryUpdateQueue(),
    ...rest
  }: Partial<Pick<NormalizeDependencies, 'runScript' | 'siteVersion'>> & {
    readonly identities?: MemoryIdentityStore;
    readonly reports?: MemoryReportStore;
    readonly updates?: MemoryUpdateQueue;
  } = {},
) {
  const messages = new MemoryMessageStore();
  const inbound = new MemoryInboundQueue();
  const orders = new MemoryOrderStore();
  const qc = new MemoryQcStore();
  const devices = new MemoryDeviceStore();
  const definitions = new MemoryDefinitionStore();
  const unmapped = new MemoryUnmappedStore();
  let minute = 0;
  const clock = () => new Date(Date.UTC(2026, 2, 2, 14, minute++));
  const dependencies = {
    intake: memoryIntake(messages, identities),
    messages,
    reports,
    identities,
    orders,
    qc,
    devices,
    definitions,
    unmapped,
    updates,
    site,
    siteVersion: 'v1',
    clock,
    ...rest,
  };
  const accept = async (bytes: Uint8Array): Promise<string> =>
    (await acceptMessage(bytes, { messages, inbound, site, clock })).messageId;
  const normalize = (id: string, options: NormalizeOptions = {}) =>
    normalizeMessage(id, dependencies, options);
  /** Gives the message's record when it is through. */
  const run = async (bytes: Uint8Array) => {
    const waiting = inbound.entries.length;
    const id = await accept(bytes);
    // in every sequence that it waits in
    for (const entry of inbound.entries.slice(waiting)) await normalize(id, entry);
    return (await messages.get(id))?.record;
  };
  /** Reads a message again, under another site if one is given. */
  const replay = (request: Partial<ReplayRequest> & Pick<ReplayRequest, 'messageId'>, under = site) =>
    replayMessage({ by: 'tester', ...request }, { ...dependencies, site: under, siteVersion: 'v2' });
  /** The same without writing anything: what it would come to, and what would change. */
  const rehearseReplay = async (messageId: string, under = site) => {
    const rehearsal = rehearse({ ...dependencies, site: under });
    const outcome = await replayMessage({ messageId, by: 'tester' }, rehearsal.dependencies);
    return { outcome, changes: rehearsal.takeChanges() };
  };
  return {
    accept,
    normalize,
    run,
    inbound,
    replay,
    rehearseReplay,
    messages,
    reports,
    identities,
    orders,
    qc,
    devices,
    definitions,
    unmapped,
    updates,
  };
}
