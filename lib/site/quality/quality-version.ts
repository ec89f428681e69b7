import { createHash } from 'node:crypto';
import type { Quality } from './schema.ts';

/**
 * The version of a site's control materials and test systems. They have one of their own: no message is read by them, and
 * every verdict depends on them.
 */
export const qualityVersionOf = (quality: Quality = { materials: [], systems: [] }): string =>
  createHash('sha256').update(JSON.stringify(quality)).digest('hex').slice(0, 12);
