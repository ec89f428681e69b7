import type { SQSClient } from '@aws-sdk/client-sqs';
import { createPacer } from '../lib/app/deliver/pacer.ts';
import { retryDelaySeconds } from '../lib/app/deliver/retry-delay.ts';
import { needsOf } from '../lib/destinations/kinds.ts';
import type { ClaimCheck } from '../lib/model/claim-check.ts';
import type { Receipt } from '../lib/model/delivery.ts';
import type { Channel, GatewayConfig } from '../lib/site/gateway.ts';
import type { Site } from '../lib/site/site.ts';
import { startAstmChannel, startSerialChannel } from './channels/astm-channel.ts';
import type { AstmTiming } from './channels/astm-timing.ts';
import { ByteBudget } from './channels/byte-budget.ts';
import { startMllpChannel } from './channels/mllp-channel.ts';
import type { Listening } from './channels/tcp-server.ts';
import type { OnEvent } from './events.ts';
import { reasonOf, startHealthServer } from './health-server.ts';
import { relayIntake, spoolIntake, type Taking } from './intake.ts';
import { createMetrics } from './metrics.ts';
import { MllpPeer } from './outbound/peer.ts';
import { QueueSender } from './outbound/queue-sender.ts';
import { createWorkSender } from './outbound/work-sender.ts';
import { Happenings } from './page/happenings.ts';
import { createPage } from './page/serve-page.ts';
import { pageState } from './page/state.ts';
import type { Relay } from './relay.ts';
import { RESERVE_BYTES } from './spool/database.ts';
import { lockFolder } from './spool/folder.ts';
import { Forwarder } from './spool/forwarder.ts';
import { alarm, checkDisk, fullness } from './spool/levels.ts';
import type { Seal } from './spool/seal.ts';
import { Spool } from './spool/spool.ts';
import { realTime, type Time } from './time.ts';
import { Watch } from './watch.ts';

export interface GatewayOptions {
  readonly site: Site;
  readonly config: GatewayConfig;
  readonly relay: Relay;
  /** Storage for messages. Without it, every channel relays. */
  readonly spool?: { readonly directory: string; readonly seal: Seal } | undefined;
  /** The queues of work for analyzers, by source. */
  readonly work?:
    | { readonly sqs: SQSClient; readonly queueUrls: Readonly<Record<string, string>> }
    | undefined;
  /**
   * The queues of results for EHRs that this gateway reaches, by destination, and the receiver of their
   * receipts.
   */
  readonly results?:
    | {
        readonly sqs: SQSClient;
        readonly queueUrls: Readonly<Record<string, string>>;
        readonly onReceipt: (receipt: Receipt) => Promise<boolean>;
        /** Reads a message that was too long for its queue. */
        readonly fetchClaimCheck: (claim: ClaimCheck) => Promise<Uint8Array>;
      }
    | undefined;
  readonly health?: { readonly host: string; readonly port: number } | undefined;
  /** Of the program, for the page. */
  readonly version?: string | undefined;
  readonly onEvent: OnEvent;
  readonly time?: Time;
  readonly astmTiming?: AstmTiming | undefined;
  /** Messages sent to the cloud at the same time. */
  readonly maxInFlight?: number;
  readonly certificatesEveryMs?: number;
}

export interface Gateway {
  /** The listening port of each channel, by channel id. */
  readonly ports: ReadonlyMap<string, number>;
  readonly healthPort: number | undefined;
  readonly spool: Spool | undefined;
  /** Stops accepting, finishes the messages in progress, and closes the disk. */
  stop(): Promise<void>;
}

const CHECK_EVERY_MS = 30_000;

/**
 * Starts the edge process.
 * @throws if a port is taken, a certificate cannot be read, or the spool was made with another key or is used
 * by another gateway
 */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const { config, site, time = realTime } = options;
  const cleanups: (() => Promise<void> | void)[] = [];
  const stop = async (): Promise<void> => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  };
  try {
    const clock = () => new Date(time.now());
    if (options.spool !== undefined) cleanups.push(lockFolder(options.spool.directory));
    const spool = openSpool(options, time);
    if (spool !== undefined) cleanups.push(() => spool.close());
    const metrics = createMetrics(() => spool?.status());
    const happenings = new Happenings(time);
    const onEvent: OnEvent = (event) => {
      metrics.count(event);
      happenings.note(event);
      options.onEvent(event);
    };
    if (options.spool !== undefined) checkDisk(options.spool.directory, config, onEvent);
    const forwarder =
      spool === undefined
        ? undefined
        : new Forwarder({ spool, relay: options.relay, time, onEvent, ...maxInFlightOf(options) });
    if (forwarder !== undefined) cleanups.push(() => forwarder.stop());

    const relayed = relayIntake({ relay: options.relay, clock });
    const kept =
      spool === undefined || forwarder === undefined
        ? undefined
        : spoolIntake({ relay: options.relay, clock, spool, forwarder, site, onEvent });
    const watch = new Watch({ site, channels: config.channels, onEvent, time });
    const intakeOf = ({ id, policy }: Pick<Channel, 'id' | 'policy'>): Taking => {
      if (policy === 'relay') return watch.over(relayed);
      if (kept === undefined)
        throw new Error(`channel ${id} stores and forwards, but the gateway has no spool`);
      return watch.over(kept);
    };

    const peers = new Map(
      site.sources.flatMap(({ id, work }) => (work?.to === undefined ? [] : [[id, new MllpPeer(work.to)]])),
    );
    for (const peer of peers.values()) cleanups.push(() => peer.close());
    const replies = kept ?? relayed;
    const onReply = async (source: string, reply: Uint8Array): Promise<boolean> => {
      const sender = { evidence: 'address' as const, channel: `work-${source}` };
      const { outcome } = await replies({ bytes: reply, sender }, 'original');
      return outcome !== 'not-stored';
    };
    for (const [source, queueUrl] of Object.entries(options.work?.queueUrls ?? {})) {
      const peer = peers.get(source);
      if (peer === undefined || options.work === undefined) continue;
      const { sqs } = options.work;
      const sender = new QueueSender({
        ...{ destination: source, sqs, queueUrl, peer, spool, onEvent, time },
        onReply: (reply) => onReply(source, reply),
      });
      cleanups.push(() => sender.stop());
    }

    for (const sender of resultSenders(options, { onEvent, time })) cleanups.push(() => sender.stop());

    const budget = new ByteBudget({
      maxBytes: config.memory.maxMegabytes * 1024 * 1024,
      maxBytesOfAddress: config.memory.maxMegabytesOfAddress * 1024 * 1024,
    });
    const ports = new Map<string, number>();
    const { sendWork, stopWork } = createWorkSender({ site, peers, onEvent, onReply });
    cleanups.push(stopWork);
    for (const channel of config.channels) {
      const listening = await startChannel(channel, intakeOf(channel), {
        ...options,
        onEvent,
        sendWork,
        clock,
        budget,
      });
      cleanups.push(() => listening.stop());
      if (listening.port !== undefined) ports.set(channel.id, listening.port);
    }

    const check = (): void => {
      watch.check();
      // another process (`labwire spool retry`) may have released a message
      forwarder?.notify();
      try {
        if (spool !== undefined) alarm(spool, config, onEvent);
      } catch {
        onEvent({ kind: 'spool-failed', code: 'spool-not-read' });
      }
    };
    const timer = setInterval(check, CHECK_EVERY_MS);
    timer.unref();
    cleanups.push(() => clearInterval(timer));
    const unready = (): string | undefined =>
      cleanups.length === 0 ? 'stopping' : spool === undefined ? undefined : fullness(spool, config);
    const servePage = createPage({
      version: options.version ?? 'unknown',
      state: () =>
        pageState({
          ...{ site, config, happenings, ports, now: clock() },
          unready: reasonOf(unready),
          spoolStatus: () => spool?.status(),
        }),
    });
    const health =
      options.health === undefined
        ? undefined
        : await startHealthServer({
            ...options.health,
            metrics,
            unready,
            ...(config.page ? { servePage } : {}),
          });
    if (health !== undefined) cleanups.push(() => health.stop());
    return { ports, healthPort: health?.port, spool, stop };
  } catch (cause) {
    await stop();
    throw cause;
  }
}

/** Sends results to EHRs that listen on MLLP. It keeps trying through outages of days. */
function resultSenders(
  { site, results }: GatewayOptions,
  common: { readonly onEvent: OnEvent; readonly time: Time },
): QueueSender[] {
  if (results === undefined) return [];
  const { sqs, queueUrls, onReceipt, fetchClaimCheck } = results;
  return site.destinations.flatMap((destination) => {
    const queueUrl = queueUrls[destination.id];
    const { gateway } = needsOf(destination);
    if (gateway === undefined || queueUrl === undefined) return [];
    return new QueueSender({
      ...common,
      ...{ destination: destination.id, sqs, queueUrl, onReceipt, fetchClaimCheck },
      beforeEach: createPacer(1000 / (gateway.ratePerSecond ?? Number.POSITIVE_INFINITY)),
      peer: new MllpPeer(gateway.to, gateway.retryOn),
      delaySeconds: retryDelaySeconds,
      spool: undefined,
      onReply: async () => true,
    });
  });
}

const maxInFlightOf = ({ maxInFlight }: GatewayOptions) => (maxInFlight === undefined ? {} : { maxInFlight });

function openSpool({ spool, config }: GatewayOptions, time: Time): Spool | undefined {
  if (spool === undefined) return undefined;
  const { maxMegabytes, maxAgeHours, keepHours } = config.spool;
  return new Spool({
    ...spool,
    maxBytes: maxMegabytes * 1024 * 1024,
    maxAgeMs: maxAgeHours * 3_600_000,
    keepMs: keepHours * 3_600_000,
    clock: () => new Date(time.now()),
    elapsed: () => time.elapsed(),
    reserveBytes: RESERVE_BYTES,
  });
}

function startChannel(
  channel: Channel,
  intake: Taking,
  options: GatewayOptions & {
    readonly sendWork: (query: Uint8Array, work: readonly Uint8Array[]) => boolean;
    readonly clock: () => Date;
    readonly budget: ByteBudget;
  },
): Promise<Listening> {
  const { onEvent, astmTiming: timing, time, budget } = options;
  const maxMessageBytes = options.site.limits.messageBytes;
  switch (channel.kind) {
    case 'mllp':
      return startMllpChannel({
        ...{ channel, intake, onEvent, budget },
        maxMessageBytes,
        sendWork: options.sendWork,
        clock: options.clock,
        certificatesEveryMs: options.certificatesEveryMs,
      });
    case 'astm':
      return startAstmChannel({ channel, intake, onEvent, budget, maxMessageBytes, timing, time });
    case 'astm-serial':
      return startSerialChannel({ channel, intake, onEvent, maxMessageBytes, timing, time });
  }
}
