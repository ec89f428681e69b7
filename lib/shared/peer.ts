import * as z from 'zod';

const fileSchema = z.string().min(1);

const clientTlsSchema = z.strictObject({
  /** The authority that signed the other side's certificate. Default: the machine's authorities. */
  authority: fileSchema.optional(),
  /** Shown to the other side if it asks for a certificate. */
  certificate: fileSchema.optional(),
  key: fileSchema.optional(),
  /** The name in the other side's certificate. Default: `host`. */
  serverName: z.string().min(1).optional(),
});

/** An address to which the gateway connects over MLLP. */
export const peerSchema = z.strictObject({
  host: z.string().min(1),
  port: z.number().int().min(1).max(65_535),
  tls: clientTlsSchema.optional(),
  /** The longest time for an answer, in seconds. */
  timeoutSeconds: z.number().min(0.1).max(600).default(30),
});

export type ClientTls = z.infer<typeof clientTlsSchema>;
export type Peer = z.infer<typeof peerSchema>;
