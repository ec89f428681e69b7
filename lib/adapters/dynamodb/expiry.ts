/** The table's TTL, in seconds since 1970: `keepMs` after `asOf`, both in milliseconds. */
export const expiryOf = (asOf: number, keepMs: number): number => Math.ceil((asOf + keepMs) / 1000);
