import { MemoryControlActions } from './control-actions.ts';
import { MemoryDefinitionStore } from './definition-store.ts';
import { MemoryDeviceStore } from './device-store.ts';
import { MemoryIdentityStore } from './identity-store.ts';
import { memoryIntake } from './intake.ts';
import { MemoryMeasuredResults } from './measured-results.ts';
import { MemoryMessageStore } from './message-store.ts';
import { MemoryOrderStore } from './order-store.ts';
import { MemoryPublishedReports } from './published-reports.ts';
import { MemoryQcStore } from './qc-store.ts';
import { MemoryInboundQueue, MemoryUpdateQueue, MemoryWorkQueue } from './queues.ts';
import { MemoryReportIndex } from './report-index.ts';
import { MemoryReportNames } from './report-names.ts';
import { MemoryReportStore } from './report-store.ts';
import { MemoryUnmappedStore } from './unmapped-store.ts';
import { MemoryUnreadControls } from './unread-controls.ts';
import { MemoryVerdictStore } from './verdict-store.ts';
import { MemoryWaitStore } from './wait-store.ts';

/** All stores that are used to read a message, in memory. Any of them can be replaced. */
export function memoryStores({
  identities = new MemoryIdentityStore(),
  names = new MemoryReportNames(),
  reports = new MemoryReportStore(identities, names),
  updates = new MemoryUpdateQueue(),
}: {
  readonly identities?: MemoryIdentityStore;
  readonly names?: MemoryReportNames;
  readonly reports?: MemoryReportStore;
  readonly updates?: MemoryUpdateQueue;
} = {}) {
  const messages = new MemoryMessageStore();
  const unread = new MemoryUnreadControls(messages);
  return {
    intake: memoryIntake(messages, identities, names, unread),
    messages,
    names,
    reports,
    published: new MemoryPublishedReports(reports),
    index: new MemoryReportIndex(reports),
    identities,
    orders: new MemoryOrderStore(),
    qc: new MemoryQcStore(),
    devices: new MemoryDeviceStore(),
    definitions: new MemoryDefinitionStore(),
    unmapped: new MemoryUnmappedStore(),
    controlActions: new MemoryControlActions(),
    measured: new MemoryMeasuredResults(reports),
    verdicts: new MemoryVerdictStore(),
    unread,
    waits: new MemoryWaitStore(),
    inbound: new MemoryInboundQueue(),
    updates,
    work: new MemoryWorkQueue(),
  };
}
