import type { Channel, GatewayConfig } from '../../lib/site/gateway.ts';
import type { Site } from '../../lib/site/site.ts';
import type { SpoolStatus } from '../spool/entries.ts';
import type { ChannelState, Happening, Happenings, TargetState } from './happenings.ts';

/** Everything that the page shows. It contains no content of messages. */
export interface PageState {
  readonly laboratory: string;
  readonly zone: string;
  readonly now: Date;
  readonly startedAt: Date;
  /** The code of `/readyz`; undefined if messages are taken. */
  readonly unready: string | undefined;
  /** Undefined: every channel relays. */
  readonly spool: SpoolStatus | undefined;
  readonly channels: readonly (ChannelState & {
    readonly id: string;
    readonly kind: Channel['kind'];
    readonly policy: Channel['policy'];
    /** Where it listens: an address with its port, or a serial line. */
    readonly place: string;
    readonly isSilent: boolean;
  })[];
  readonly cloud: TargetState;
  readonly destinations: ReadonlyMap<string, TargetState>;
  readonly silent: readonly string[];
  readonly recent: readonly Happening[];
}

/** Reads the state of the page. */
export function pageState({
  site,
  config,
  happenings,
  ports,
  unready,
  spoolStatus,
  now,
}: {
  readonly site: Site;
  readonly config: GatewayConfig;
  readonly happenings: Happenings;
  readonly ports: ReadonlyMap<string, number>;
  readonly unready: string | undefined;
  /** @throws if the disk cannot be read */
  readonly spoolStatus: () => SpoolStatus | undefined;
  readonly now: Date;
}): PageState {
  const { startedAt, cloud, destinations, silent, recent } = happenings;
  return {
    ...{ laboratory: site.laboratory.name, zone: site.laboratory.timeZone, now, unready },
    ...{ startedAt, cloud, destinations, silent, recent },
    spool: unready === 'spool-not-read' ? undefined : spoolStatus(),
    channels: config.channels.map((channel) => ({
      ...happenings.channel(channel.id),
      ...{ id: channel.id, kind: channel.kind, policy: channel.policy },
      place: channel.kind === 'astm-serial' ? channel.path : `${channel.host}:${ports.get(channel.id)}`,
      isSilent: silent.includes(channel.id),
    })),
  };
}
