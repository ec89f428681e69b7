import * as z from 'zod';

/**
 * The evidence for who sent a message.
 * - `peer-certificate`: a certificate that our authority signed.
 * - `address`: an allowed network.
 * - `msh-3`: only the message itself.
 * - `console`: a person who is signed in entered it.
 */
export const senderSchema = z.object({
  evidence: z.enum(['peer-certificate', 'address', 'msh-3', 'console']),
  /** The certificate's subject, or the address. */
  name: z.string().max(256).optional(),
  /** Further names of the certificate: its alternative names. */
  names: z.array(z.string().max(256)).max(20).optional(),
  /** The gateway's channel that received it. */
  channel: z.string().max(64).optional(),
});

export type Sender = z.infer<typeof senderSchema>;
