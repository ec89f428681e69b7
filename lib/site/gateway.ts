import { isIP } from 'node:net';
import * as z from 'zod';

const fileSchema = z.string().min(1);

/** Paths of certificates on the gateway's machine, in PEM. Changed files are read again. */
const serverTlsSchema = z.strictObject({
  certificate: fileSchema,
  key: fileSchema,
  /**
   * The authority of the senders' certificates. If given, a sender without a certificate is refused (mutual
   * TLS).
   */
  clientAuthority: fileSchema.optional(),
});

const commonSchema = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]{0,30}$/, 'use lower-case letters, digits and dashes, a letter first'),
  /**
   * `relay`: the channel answers with the answer of the cloud, or with AE if there is none.
   * `store-and-forward`: it answers when the message is on the gateway's disk.
   */
  policy: z.enum(['relay', 'store-and-forward']).default('relay'),
  /** Minutes without a message after which the channel is reported as silent. Default: 0, never. */
  silentAfterMinutes: z.number().min(0).max(525_600).default(0),
});

const listenerSchema = commonSchema.extend({
  /** The local address to listen on; `0.0.0.0` for all. */
  host: z.string().min(1).default('127.0.0.1'),
  /** 0 takes any free port. */
  port: z.number().int().min(0).max(65_535),
  tls: serverTlsSchema.optional(),
  /** Addresses and networks that may connect: `10.2.0.0/16`. Default: all. */
  allow: z
    .array(z.string().refine(isNetwork, 'not an address or a network such as 10.2.0.0/16'))
    .min(1)
    .optional(),
  maxConnections: z.number().int().min(1).max(100_000).default(256),
  /** A connection that sends nothing whole for longer is closed. */
  idleSeconds: z.number().min(1).max(86_400).default(900),
  /** A message that takes longer from its first byte to its last is given up, and its connection closed. */
  frameSeconds: z.number().min(1).max(86_400).default(120),
});

const mllpChannelSchema = listenerSchema.extend({
  kind: z.literal('mllp'),
  /**
   * `sender`: in the mode that MSH-15 and MSH-16 ask for, and always. `conditional`: as `sender`, but no answer where
   * they ask for none (table 0155). `original`: AA, AE, AR. `enhanced`: CA, CE, CR, then the application
   * acknowledgment when it arrives. `commit`: MLLP release 2, a commit block first.
   */
  acknowledge: z.enum(['sender', 'conditional', 'original', 'enhanced', 'commit']).default('sender'),
});

const astmLinkSchema = {
  /**
   * `standard`: LIS01-A2. `simplified`: ENQ, STX, all records, ETX, EOT, without frame numbers and checksums. The
   * framing of an instrument is in its profile.
   */
  framing: z.enum(['standard', 'simplified']).default('standard'),
  /** `optional` also accepts frames without a checksum. A wrong checksum is always refused. */
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

/** The ports and lines of the gateway, and the limits of its spool. */
export const gatewaySchema = z.strictObject({
  channels: z.array(channelSchema).min(1, 'name at least one channel'),
  /** What unfinished and unanswered messages may fill of the memory. */
  memory: z
    .strictObject({
      maxMegabytes: z.number().int().min(16).max(100_000).default(128),
      /** The share of one address. */
      maxMegabytesOfAddress: z.number().int().min(16).max(100_000).default(64),
    })
    .default({ maxMegabytes: 128, maxMegabytesOfAddress: 64 }),
  /** Whether the gateway shows a page about itself to browsers on its machine. */
  page: z.boolean().default(true),
  spool: z
    .strictObject({
      /** Above this size nothing more is accepted. The alarm comes at 80 percent. */
      maxMegabytes: z.number().min(1).max(1_000_000).default(1024),
      /** While a message waits longer than this, nothing more is accepted. The alarm comes at 80 percent. */
      maxAgeHours: z.number().min(0.01).max(8760).default(168),
      /** Messages that the cloud has are kept this long. */
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
