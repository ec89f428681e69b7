import * as z from 'zod';

/** An object identifier: `2.16.840.1.113883.3.72`. */
export const oidSchema = z
  .string()
  .max(199)
  .regex(/^[0-2](?:\.(?:0|[1-9]\d*))+$/, 'not an OID such as 2.16.840.1.113883.3.72');
