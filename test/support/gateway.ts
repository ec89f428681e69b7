import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asHl7 } from '@labwire/hl7/astm/to-hl7';
import { parseMessage } from '@labwire/hl7/message/message';
import type { GatewayEvent } from '../../gateway/events.ts';
import { type Gateway, type GatewayOptions, startGateway } from '../../gateway/gateway.ts';
import { createHttpRelay } from '../../gateway/relay.ts';
import { createSeal } from '../../gateway/spool/seal.ts';
import { MemoryMessageStore } from '../../lib/adapters/memory/message-store.ts';
import { MemoryOrderStore } from '../../lib/adapters/memory/order-store.ts';
import { MemoryInboundQueue } from '../../lib/adapters/memory/queues.ts';
import { acceptMessage } from '../../lib/app/accept/accept-message.ts';
import { systemClock } from '../../lib/shared/clock.ts';
import { gatewaySchema } from '../../lib/site/gateway.ts';
import type { Site } from '../../lib/site/site.ts';
import { aSite } from './site.ts';

export const anySite = (): Site => aSite({ sources: [{ id: 'any', kind: 'lis' }] });

export const seal = createSeal(Buffer.alloc(32, 7));

/** The fault of a faulty cloud for the next request. */
export type CloudFault =
  | { readonly kind: 'none' }
  | { readonly kind: 'status'; readonly status: number; readonly headers?: Record<string, string> }
  /** Accepts the request and never answers. */
  | { readonly kind: 'silence' }
  /** Accepts the message, but the connection breaks before the answer. */
  | { readonly kind: 'lost-answer' };

/** A cloud that works like `receive`, with stores in memory and faults on demand. */
export function aFaultyCloud(site = anySite()) {
  const messages = new MemoryMessageStore();
  const inbound = new MemoryInboundQueue();
  const orders = new MemoryOrderStore();
  /** MSH-10 of each new message, in order of arrival. */
  const arrived: string[] = [];
  let requests = 0;
  return {
    arrived,
    inbound,
    messages,
    fault: (_request: number): CloudFault => ({ kind: 'none' }),
    /** Waits before a request is handled. */
    before: async (): Promise<void> => undefined,
    get requests() {
      return requests;
    },
    countRequest: () => requests++,
    async take(bytes: Uint8Array, mode?: 'application') {
      const acceptance = await acceptMessage(
        bytes,
        { messages, inbound, orders, site, clock: systemClock },
        mode === undefined ? {} : { mode },
      );
      if (acceptance.outcome === 'accepted') arrived.push(controlIdOf(bytes));
      return acceptance;
    },
  };
}

export type FaultyCloud = ReturnType<typeof aFaultyCloud>;

export function controlIdOf(bytes: Uint8Array): string {
  const parsed = parseMessage(asHl7(bytes).bytes);
  return parsed.ok ? (parsed.value.value('MSH-10') ?? '') : '';
}

/** The same cloud behind a real socket. */
export async function startFaultyCloud(site?: Site) {
  const cloud = aFaultyCloud(site);
  const server = createServer((request, response) => {
    void (async () => {
      const fault = cloud.fault(cloud.countRequest());
      const body = Buffer.concat(await Array.fromAsync(request as AsyncIterable<Buffer>));
      await cloud.before();
      if (fault.kind === 'silence') return;
      if (fault.kind === 'status') {
        response.writeHead(fault.status, { 'content-type': 'application/json', ...fault.headers });
        response.end('{"message":"fault"}');
        return;
      }
      const mode = request.headers['labwire-acknowledgment'] === 'application' ? 'application' : undefined;
      const { ack, outcome, messageId } = await cloud.take(body, mode);
      if (fault.kind === 'lost-answer') {
        response.destroy();
        return;
      }
      response.writeHead(outcome === 'rejected' ? 400 : 200, {
        'content-type': 'application/hl7-v2',
        'labwire-outcome': outcome,
        'labwire-message-id': messageId,
      });
      response.end(ack);
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  return Object.assign(cloud, {
    url: `http://127.0.0.1:${port}`,
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  });
}

export interface TestGateway extends Gateway {
  readonly events: GatewayEvent[];
  port(channel?: string): number;
  /** Resolves with an event that matches, past or future. */
  event<T extends GatewayEvent['kind']>(
    kind: T,
    matches?: (event: Extract<GatewayEvent, { kind: T }>) => boolean,
  ): Promise<Extract<GatewayEvent, { kind: T }>>;
}

/** A new gateway with events to wait for. `channels` as in the site file. */
export async function aGateway(
  channels: readonly Readonly<Record<string, unknown>>[],
  {
    url,
    spool = {},
    memory,
    timeoutMs = 120_000,
    ...options
  }: Partial<Omit<GatewayOptions, 'spool'>> & {
    readonly url?: string;
    readonly spool?: Readonly<Record<string, unknown>>;
    readonly memory?: Readonly<Record<string, unknown>>;
    readonly directory?: string;
    readonly timeoutMs?: number;
  } = {},
): Promise<TestGateway> {
  const events: GatewayEvent[] = [];
  const waiting = new Set<() => void>();
  const directory = options.directory ?? mkdtempSync(join(tmpdir(), 'labwire-spool-'));
  const isKept = channels.some(({ policy }) => policy === 'store-and-forward');
  const gateway = await startGateway({
    site: anySite(),
    config: gatewaySchema.parse({
      channels: channels.map((one) => (one['kind'] === 'astm-serial' ? one : { port: 0, ...one })),
      spool,
      memory,
    }),
    relay: createHttpRelay({ url: url ?? 'http://127.0.0.1:9', timeoutMs }),
    spool: isKept ? { directory, seal } : undefined,
    ...options,
    onEvent: (event) => {
      events.push(event);
      for (const wake of waiting) wake();
    },
  });
  return {
    ...gateway,
    events,
    port: (channel = 'test') => gateway.ports.get(channel) ?? 0,
    event: (kind, matches = () => true) =>
      new Promise((resolve) => {
        const look = (): void => {
          for (const event of events)
            if (event.kind === kind && matches(event as never)) {
              waiting.delete(look);
              resolve(event as never);
            }
        };
        waiting.add(look);
        look();
      }),
    stop: async () => {
      await gateway.stop();
      if (options.directory === undefined) rmSync(directory, { recursive: true, force: true });
    },
  };
}
