import * as z from 'zod';

/** An id that is used in queue names and keys: lower case, digits and dashes. */
export const idSchema = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,30}$/, 'use lower-case letters, digits and dashes, at most 31, a letter first');
