import * as z from 'zod';

const fileSchema = z.string().min(1);

const clientTlsSchema = z.strictObject({
  /** Who signs the other side's certificate; the machine's own authorities where it is not given. */
  authority: fileSchema.optional(),
  /** Shown to the other side, where it asks for one. */
  certificate: fileSchema.optional(),
  key: fileSchema.optional(),
  /** The name in its certificate, where it is not `host`. */
  serverName: z.string().min(1).optional(),
});

/** Where the gateway connects to, over MLLP. */
export const peerSchema = z.strictObject({
  host: z.string().min(1),
  port: z.number().int().min(1).max(65_535),
  tls: clientTlsSchema.optional(),
  /** How long an answer may take, in seconds. */
  timeoutSeconds: z.number().min(0.1).max(600).default(30),
});

export type ClientTls = z.infer<typeof clientTlsSchema>;
export type Peer = z.infer<typeof peerSchema>;
