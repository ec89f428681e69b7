import { MemoryAuditLog } from '../../lib/adapters/memory/audit-log.ts';
import { MemoryDeliveryStore } from '../../lib/adapters/memory/delivery-store.ts';
import type { Reader } from '../../lib/app/operate/audited-read.ts';
import { aMemoryCloud } from './memory-cloud.ts';

/** Somebody who says why. */
export const ines: Reader = { actor: 'ines', reason: 'to answer the ward', channel: 'command-line' };

/** A system in memory, as an operator is connected to it. */
export function anOperatedSystem(...[site, options]: Parameters<typeof aMemoryCloud>) {
  const cloud = aMemoryCloud(site, options);
  let ids = 0;
  const system = {
    ...cloud.dependencies,
    audit: new MemoryAuditLog(),
    deliveries: new MemoryDeliveryStore(),
    newId: () => `request-${++ids}`,
  };
  /** Takes a message to its end, before what waits for it is tried again; gives its id. */
  const take = async (bytes: Uint8Array): Promise<string> => {
    const record = await cloud.run(bytes, { alone: true });
    if (record === undefined) throw new Error('not taken');
    return record.id;
  };
  /** The key of the only report. */
  const onlyReport = (): string => {
    const [version, ...others] = cloud.reports.all();
    if (version === undefined || others.length > 0) throw new Error('not one report');
    return version.report.key;
  };
  return { cloud, system, take, onlyReport };
}
