import { connect, type Socket } from 'node:net';
import { ByteBudget } from '../../gateway/channels/byte-budget.ts';
import type { GatewayEvent } from '../../gateway/events.ts';
import type { Taken, Taking } from '../../gateway/intake.ts';
import { type Channel, gatewaySchema } from '../../lib/site/gateway.ts';

/** One channel of a gateway, on any free port. */
export function aChannel<Kind extends Channel['kind']>(
  kind: Kind,
  settings: Readonly<Record<string, unknown>> = {},
): Extract<Channel, { kind: Kind }> {
  const listening = kind === 'astm-serial' ? {} : { port: 0 };
  const [channel] = gatewaySchema.parse({
    channels: [{ id: 'test', kind, ...listening, ...settings }],
  }).channels;
  return channel as Extract<Channel, { kind: Kind }>;
}

export const aBudget = (): ByteBudget => new ByteBudget({ maxBytes: 1e9, maxBytesOfAddress: 1e9 });

/** An intake that takes messages as told, and remembers them. */
export function anIntake(answerTo: (text: string) => Partial<Taken> | Promise<Partial<Taken>> = () => ({})) {
  const taken: string[] = [];
  const choices: string[] = [];
  const intake: Taking = async ({ bytes }, choice) => {
    const text = Buffer.from(bytes).toString('latin1');
    taken.push(text);
    choices.push(choice);
    const answer = Buffer.from(`answer to ${text}`);
    return { outcome: 'accepted', answer, followUps: [], messageId: 'm1', ...(await answerTo(text)) };
  };
  return { intake, taken, choices };
}

/** Events that can be waited for. */
export function someEvents() {
  const events: GatewayEvent[] = [];
  const waiting = new Set<() => void>();
  return {
    events,
    onEvent: (event: GatewayEvent): void => {
      events.push(event);
      for (const look of waiting) look();
    },
    /** Resolves when so many events of the kind have come. */
    came: (kind: GatewayEvent['kind'], count = 1): Promise<void> =>
      new Promise((resolve) => {
        const look = () => void (events.filter((one) => one.kind === kind).length >= count && resolve());
        waiting.add(look);
        look();
      }),
  };
}

/** A connection to a port of this machine, whose bytes can be waited for. */
export async function aConnection(port: number | undefined) {
  const socket: Socket = connect({ port: port ?? 0, host: '127.0.0.1' });
  socket.on('error', () => undefined);
  let received = Buffer.alloc(0);
  let look: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  socket.on('data', (chunk) => {
    received = Buffer.concat([received, chunk]);
    look();
  });
  await new Promise<void>((resolve) => socket.once('connect', () => resolve()));
  return {
    socket,
    ended,
    text: () => received.toString('latin1'),
    /** Resolves when so many bytes have come; gives them all. */
    bytes: (count: number): Promise<string> =>
      new Promise((resolve) => {
        look = () => void (received.length >= count && resolve(received.toString('latin1')));
        look();
      }),
  };
}
