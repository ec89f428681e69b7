import { parseMessage } from '@labwire/hl7/message/message';
import { readMsh } from '@labwire/hl7/segments/msh';
import { findSource } from '../../lib/site/find-source.ts';
import type { Site, Source } from '../../lib/site/site.ts';
import type { OnEvent } from '../events.ts';
import type { MllpPeer } from './peer.ts';

/**
 * Sends work that answers a query to the port where the analyzer listens. `sendWork` gives false if none is
 * configured.
 */
export function createWorkSender({
  site,
  peers,
  onEvent,
  onReply,
}: {
  readonly site: Site;
  readonly peers: ReadonlyMap<string, MllpPeer>;
  readonly onEvent: OnEvent;
  readonly onReply: (source: string, reply: Uint8Array) => Promise<boolean>;
}) {
  const underWay = new Set<Promise<void>>();
  let isStopping = false;
  const send = async ({ id }: Source, peer: MllpPeer, work: readonly Uint8Array[]): Promise<void> => {
    for (const message of work) {
      // retry the same message if its outcome is uncertain; afterwards the analyzer will ask again
      for (let attempt = 1; attempt <= WORK_TRIES && !isStopping; attempt++) {
        const delivery = await peer.deliver(message);
        const reason = delivery.kind === 'failed' ? delivery.reason : undefined;
        onEvent({
          kind: delivery.kind === 'failed' ? 'delivery-failed' : 'delivered',
          destination: id,
          reason,
        });
        if (delivery.kind === 'failed') continue;
        await onReply(id, delivery.reply);
        break;
      }
    }
  };
  return {
    sendWork: (query: Uint8Array, work: readonly Uint8Array[]): boolean => {
      const source = sourceOf(query, site);
      const peer = source === undefined ? undefined : peers.get(source.id);
      if (source === undefined || peer === undefined) return false;
      const sending: Promise<void> = send(source, peer, work).finally(() => underWay.delete(sending));
      underWay.add(sending);
      return true;
    },
    stopWork: async (): Promise<void> => {
      isStopping = true;
      await Promise.all(underWay);
    },
  };
}

const WORK_TRIES = 3;

function sourceOf(message: Uint8Array, site: Site): Source | undefined {
  const parsed = parseMessage(message);
  if (!parsed.ok) return undefined;
  const { sendingApplication, sendingFacility } = readMsh(parsed.value.header);
  return findSource(site, { application: sendingApplication, facility: sendingFacility });
}
