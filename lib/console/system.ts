import type { DeadLetterDependencies } from '../app/operate/dead-letters.ts';
import type { StatusDependencies } from '../app/operate/gather-status.ts';
import type { DeliveryDependencies } from '../app/operate/list-deliveries.ts';
import type { LifeDependencies } from '../app/operate/message-life.ts';
import type { SearchDependencies } from '../app/operate/search-messages.ts';
import type { NormalizeDependencies } from '../app/process/normalize-dependencies.ts';
import type { AuditLog, AuditTrail } from '../ports/audit-log.ts';
import type { MessageIndex } from '../ports/message-store.ts';
import type { UnmappedStore } from '../ports/unmapped-store.ts';

/** What the use cases of the console need of the running system; the same as at the command line. */
export type ConsoleSystem = NormalizeDependencies &
  StatusDependencies &
  SearchDependencies &
  LifeDependencies &
  DeliveryDependencies &
  DeadLetterDependencies & {
    readonly audit: AuditLog & AuditTrail;
    readonly messages: Pick<MessageIndex, 'record'>;
    readonly unmapped: UnmappedStore;
  };
