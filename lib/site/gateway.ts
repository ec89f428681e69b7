import { isIP } from 'node:net';
import * as z from 'zod';

const fileSchema = z.string().min(1);

/** Certificates are files beside the gateway, in PEM; they are read again when they change. */
const serverTlsSchema = z.strictObject({
  certificate: fileSchema,
  key: fileSchema,
  /** Who signs the certificates of senders. With it a sender without one is not let in (mutual TLS). */
  clientAuthority: fileSchema.optional(),
});

const commonSchema = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]{0,30}$/, 'use lower-case letters, digits and dashes, a letter first'),
  /**
   * `relay`: the answer is the cloud's, and without the cloud there is none but AE.
   * `store-and-forward`: the answer says that the message is on the gateway's disk.
   */
  policy: z.enum(['relay', 'store-and-forward']).default('relay'),
  /** Senders are to be heard of at least so often; 0 asks for nothing. */
  silentAfterMinutes: z.number().min(0).max(525_600).default(0),
});

const listenerSchema = commonSchema.extend({
  /** The address of this machine to listen at; `0.0.0.0` for all of them. */
  host: z.string().min(1).default('127.0.0.1'),
  /** 0 takes any free one. */
  port: z.number().int().min(0).max(65_535),
  tls: serverTlsSchema.optional(),
  /** Who may connect: addresses and networks, `10.2.0.0/16`. Everybody where it is not given. */
  allow: z
    .array(z.string().refine(isNetwork, 'not an address or a network such as 10.2.0.0/16'))
    .min(1)
    .optional(),
  maxConnections: z.number().int().min(1).max(100_000).default(1000),
  /** A connection that says nothing for longer is closed. */
  idleSeconds: z.number().min(1).max(86_400).default(900),
});

const mllpChannelSchema = listenerSchema.extend({
  kind: z.literal('mllp'),
  /**
   * `sender`: as MSH-15 and MSH-16 ask. `original`: AA, AE, AR. `enhanced`: CA, CE, CR, and the
   * application's acknowledgment when it is there. `commit`: MLLP release 2, a commit block first.
   */
  acknowledge: z.enum(['sender', 'original', 'enhanced', 'commit']).default('sender'),
});

const astmLinkSchema = {
  /** `optional` for instruments that are set to send frames without one; a wrong one is refused always. */
  checksum: z.enum(['required', 'optional']).default('required'),
};

const astmChannelSchema = listenerSchema.extend({ kind: z.literal('astm'), ...astmLinkSchema });

const serialChannelSchema = commonSchema.extend({
  kind: z.literal('astm-serial'),
  /** The device: `/dev/ttyUSB0`, `COM3`. */
  path: z.string().min(1),
  baudRate: z.number().int().min(50).max(4_000_000).default(9600),
  dataBits: z.union([z.literal(7), z.literal(8)]).default(8),
  parity: z.enum(['none', 'even', 'odd']).default('none'),
  stopBits: z.union([z.literal(1), z.literal(2)]).default(1),
  ...astmLinkSchema,
});

export const channelSchema = z.discriminatedUnion('kind', [
  mllpChannelSchema,
  astmChannelSchema,
  serialChannelSchema,
]);

/** What the edge process listens to, and how much it may keep. */
export const gatewaySchema = z.strictObject({
  channels: z.array(channelSchema).min(1, 'name at least one channel'),
  spool: z
    .strictObject({
      /** No more is taken above this; the alarm comes at four fifths of it. */
      maxMegabytes: z.number().min(1).max(1_000_000).default(1024),
      /** No more is taken while a message waits for longer; the alarm comes at four fifths of it. */
      maxAgeHours: z.number().min(0.01).max(8760).default(168),
      /** How long messages stay that have reached the cloud. */
      keepHours: z.number().min(0).max(8760).default(72),
    })
    .default({ maxMegabytes: 1024, maxAgeHours: 168, keepHours: 72 }),
});

export type ServerTls = z.infer<typeof serverTlsSchema>;
export type Channel = z.infer<typeof channelSchema>;
export type ListenerChannel = Extract<Channel, { host: string }>;
export type MllpChannel = Extract<Channel, { kind: 'mllp' }>;
export type AstmChannel = Extract<Channel, { kind: 'astm' }>;
export type SerialChannel = Extract<Channel, { kind: 'astm-serial' }>;
export type GatewayConfig = z.infer<typeof gatewaySchema>;

function isNetwork(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/');
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
}
