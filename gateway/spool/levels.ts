import type { GatewayConfig } from '../../lib/site/gateway.ts';
import type { OnEvent } from '../events.ts';
import type { Spool } from './spool.ts';

const ALARM_PERCENT = 80;

/** The fill level of the spool by bytes and by age, in percent. */
function levels(spool: Spool, { spool: { maxAgeHours } }: GatewayConfig, now: number) {
  const { bytes, maxBytes, oldestWaiting } = spool.status();
  const ageMs = oldestWaiting === undefined ? 0 : now - oldestWaiting.getTime();
  return { bytes: (bytes / maxBytes) * 100, age: (ageMs / (maxAgeHours * 3_600_000)) * 100 };
}

export function alarm(spool: Spool, config: GatewayConfig, now: number, onEvent: OnEvent): void {
  for (const [measure, percent] of Object.entries(levels(spool, config, now)))
    if (percent >= ALARM_PERCENT)
      onEvent({ kind: 'spool-alarm', measure: measure as 'bytes' | 'age', percent: Math.round(percent) });
}

export function fullness(spool: Spool, config: GatewayConfig, now: number): string | undefined {
  const { bytes, age } = levels(spool, config, now);
  if (bytes >= 100) return 'spool-full';
  return age >= 100 ? 'spool-too-old' : undefined;
}
