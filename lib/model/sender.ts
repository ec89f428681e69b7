import * as z from 'zod';

/**
 * How it is known who sent a message. `peer-certificate`: by a certificate that our authority signed;
 * `address`: it came from a network that is allowed; `msh-3`: by its own word alone.
 */
export const senderSchema = z.object({
  evidence: z.enum(['peer-certificate', 'address', 'msh-3']),
  /** The certificate's subject, or the address. */
  name: z.string().max(256).optional(),
  /** Where it came in: the gateway's channel. */
  channel: z.string().max(64).optional(),
});

export type Sender = z.infer<typeof senderSchema>;
