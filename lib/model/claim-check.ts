import * as z from 'zod';

/** A reference to an object that is too long for a queue (the claim check pattern). */
export const claimCheckSchema = z.object({
  bucket: z.string(),
  key: z.string(),
  /** SHA-256 of the object, lower-case hex. */
  sha256: z.string(),
  bytes: z.number().int().positive(),
});

export type ClaimCheck = z.infer<typeof claimCheckSchema>;
