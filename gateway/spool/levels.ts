import { readdirSync, statfsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { GatewayConfig } from '../../lib/site/gateway.ts';
import type { OnEvent } from '../events.ts';
import { SPOOL_OVERHEAD_BYTES } from './database.ts';
import type { SpoolStatus } from './entries.ts';
import type { Spool } from './spool.ts';

const MEGABYTE = 1024 * 1024;

const ALARM_PERCENT = 80;

/** The fill level of the spool by bytes and by age, in percent. */
function levels({ bytes, maxBytes, waitingMs }: SpoolStatus, { spool: { maxAgeHours } }: GatewayConfig) {
  return { bytes: (bytes / maxBytes) * 100, age: (waitingMs / (maxAgeHours * 3_600_000)) * 100 };
}

/** Says so if the disk cannot hold a full spool and all that stands beside it. Call it with the spool open. */
export function checkDisk(directory: string, { spool }: GatewayConfig, onEvent: OnEvent): void {
  const { bavail, bsize } = statfsSync(directory);
  const sizes = readdirSync(directory).map((file) => statSync(join(directory, file)).size);
  const bytes = sizes.reduce((sum, size) => sum + size, bavail * bsize);
  const megabytes = Math.floor(bytes / MEGABYTE);
  const needed = spool.maxMegabytes + SPOOL_OVERHEAD_BYTES / MEGABYTE;
  if (megabytes < needed) onEvent({ kind: 'disk-too-small', megabytes, needed });
}

export function alarm(spool: Spool, config: GatewayConfig, onEvent: OnEvent): void {
  for (const [measure, percent] of Object.entries(levels(spool.status(), config)))
    if (percent >= ALARM_PERCENT)
      onEvent({ kind: 'spool-alarm', measure: measure as 'bytes' | 'age', percent: Math.round(percent) });
}

/** Why no message can be kept now: the last one could not be written, or the spool is full. */
export function fullness(spool: Spool, config: GatewayConfig): string | undefined {
  const status = spool.status();
  if (status.failure !== undefined) return status.failure;
  const { bytes, age } = levels(status, config);
  if (bytes >= 100) return 'spool-full';
  return age >= 100 ? 'spool-too-old' : undefined;
}
