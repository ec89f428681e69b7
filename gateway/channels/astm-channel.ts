import { existsSync } from 'node:fs';
import { isAstm } from '@labwire/hl7/astm/read-session';
import { readTransmission } from '@labwire/hl7/astm/transmission';
import type { SerialPort } from 'serialport';
import type { Sender } from '../../lib/model/sender.ts';
import type { AstmChannel, SerialChannel } from '../../lib/site/gateway.ts';
import type { OnEvent } from '../events.ts';
import type { Taking } from '../intake.ts';
import { backoffMs, realTime, type Time } from '../time.ts';
import { AstmLink, type AstmLinkOptions } from './astm-link.ts';
import { type AstmTiming, standardTiming } from './astm-timing.ts';
import type { ByteBudget } from './byte-budget.ts';
import { type Listening, startTcpServer } from './tcp-server.ts';

export interface AstmChannelOptions<Channel> {
  readonly channel: Channel;
  readonly intake: Taking;
  readonly onEvent: OnEvent;
  readonly maxMessageBytes?: number;
  readonly timing?: AstmTiming | undefined;
  readonly time?: Time | undefined;
}

/** Listens for instruments that speak ASTM over TCP. */
export const startAstmChannel = (
  options: AstmChannelOptions<AstmChannel> & { readonly budget: ByteBudget },
): Promise<Listening> =>
  startTcpServer({
    channel: options.channel,
    onEvent: options.onEvent,
    budget: options.budget,
    onLink: ({ socket, sender, account, touch }) => {
      const link = openLink(socket, sender, options, { onHeld: account.hold, onSign: touch });
      void link.done.then(() => socket.end());
      return {
        finish: async () => {
          await link.stop();
          socket.destroySoon();
        },
      };
    },
  });

/** Speaks ASTM over a serial line. A line that breaks is reopened. */
export async function startSerialChannel(options: AstmChannelOptions<SerialChannel>): Promise<Listening> {
  const { channel, onEvent, time = realTime } = options;
  const stopping = new AbortController();
  let link: AstmLink | undefined;
  const port = await openPort(channel);
  const keepOpen = async (first: SerialPort): Promise<void> => {
    let current: SerialPort | undefined = first;
    for (let attempt = 0; !stopping.signal.aborted; ) {
      if (current !== undefined) {
        attempt = 0;
        link = openLink(current, { evidence: 'address', name: channel.path, channel: channel.id }, options);
        onEvent({ kind: 'connection-opened', channel: channel.id });
        const stopLooking = watchDevice(channel.path, link);
        await link.done;
        stopLooking();
        onEvent({ kind: 'connection-closed', channel: channel.id });
        await closePort(current);
      }
      if (stopping.signal.aborted) return;
      attempt++;
      await time.sleep(backoffMs(attempt, time.random()), stopping.signal);
      current = await openPort(channel).catch(() => undefined);
      if (current === undefined)
        onEvent({ kind: 'connection-error', channel: channel.id, code: 'serial-line-not-open' });
    }
  };
  const running = keepOpen(port);
  onEvent({ kind: 'listening', channel: channel.id, port: 0 });
  return {
    port: undefined,
    stop: async () => {
      stopping.abort();
      await link?.stop();
      await running;
    },
  };
}

async function openPort({ path, baudRate, dataBits, parity, stopBits }: SerialChannel): Promise<SerialPort> {
  // native code, which only a gateway with a serial line loads
  const library = await import('serialport');
  return new Promise((resolve, reject) => {
    const port = new library.SerialPort({ path, baudRate, dataBits, parity, stopBits }, (cause) => {
      if (cause === null) resolve(port);
      else reject(cause);
    });
  });
}

const LOOK_EVERY_MS = 1000;

/**
 * Watches the device file: it disappears when a USB adapter is unplugged, which the driver does not always
 * report.
 */
function watchDevice(path: string, link: AstmLink): () => void {
  const timer = setInterval(() => {
    if (path.startsWith('/') && !existsSync(path)) link.abandon();
  }, LOOK_EVERY_MS);
  return () => clearInterval(timer);
}

const CLOSE_WITHIN_MS = 1000;

const closePort = (port: SerialPort): Promise<void> =>
  new Promise((resolve) => {
    if (!port.isOpen) return resolve();
    port.close(() => resolve());
    // a line whose other end is gone may never report that it is closed
    setTimeout(resolve, CLOSE_WITHIN_MS).unref();
  });

function openLink(
  stream: ConstructorParameters<typeof AstmLink>[0],
  sender: Sender,
  options: AstmChannelOptions<AstmChannel | SerialChannel>,
  watching: Pick<AstmLinkOptions, 'onHeld' | 'onSign'> = {},
): AstmLink {
  const { channel, onEvent, timing = standardTiming, time = realTime } = options;
  const link: AstmLink = new AstmLink(stream, {
    timing,
    time,
    ...watching,
    ...(options.maxMessageBytes === undefined ? {} : { maxBytes: options.maxMessageBytes }),
    framing: channel.framing,
    isChecksumOptional: channel.checksum === 'optional',
    onBadFrame: (frame) => onEvent({ kind: 'bad-frame', channel: channel.id, frame }),
    onMessage: async (text) => {
      // each header starts a message, which is stored by itself
      const { messages, issues } = readTransmission(text);
      if (messages.length > 0 && issues.length > 0)
        // lines before the first record belong to no message
        onEvent({ kind: 'bad-frame', channel: channel.id, frame: 'noise' });
      for (const bytes of messages.length === 0 ? [text] : messages) {
        const isTaken = await takeMessage(bytes, sender, link, options);
        if (!isTaken) return false;
      }
      return true;
    },
  });
  return link;
}

async function takeMessage(
  bytes: Uint8Array,
  sender: Sender,
  link: AstmLink,
  { channel, intake, onEvent }: AstmChannelOptions<AstmChannel | SerialChannel>,
): Promise<boolean> {
  const started = performance.now();
  const { outcome, answer, messageId } = await intake({ bytes, sender }, 'original');
  const durationMs = performance.now() - started;
  onEvent({ kind: 'received', channel: channel.id, bytes: bytes.length, outcome, durationMs, messageId });
  // the answer to a query is sent when the line is free
  if (outcome === 'answered' && isAstm(answer)) void link.send(answer);
  return outcome !== 'not-stored';
}
