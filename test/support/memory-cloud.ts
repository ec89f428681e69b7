import {
  MemoryIdentityStore,
  MemoryInboundQueue,
  MemoryMessageStore,
  MemoryQcStore,
  MemoryReportStore,
  MemoryUpdateQueue,
} from '../../lib/adapters/memory/stores.ts';
import { acceptMessage } from '../../lib/app/accept-message.ts';
import { normalizeMessage } from '../../lib/app/normalize-message.ts';
import { aSite } from './site.ts';

/** Takes messages the way the cloud does, with everything in memory. */
export function aMemoryCloud(site = aSite()) {
  const messages = new MemoryMessageStore();
  const reports = new MemoryReportStore();
  const identities = new MemoryIdentityStore();
  const qc = new MemoryQcStore();
  const updates = new MemoryUpdateQueue();
  let minute = 0;
  const clock = () => new Date(Date.UTC(2026, 2, 2, 14, minute++));
  const dependencies = { messages, reports, identities, qc, updates, site, siteVersion: 'v1', clock };
  /** Gives the message's record when it is through. */
  const run = async (bytes: Uint8Array) => {
    const { messageId } = await acceptMessage(bytes, {
      messages,
      inbound: new MemoryInboundQueue(),
      site,
      clock,
    });
    await normalizeMessage(messageId, dependencies);
    return (await messages.get(messageId))?.record;
  };
  return { run, messages, reports, identities, qc, updates };
}
