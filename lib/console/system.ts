import type { CountingDependencies } from '../app/operate/count-controls.ts';
import type { DeadLetterDependencies } from '../app/operate/dead-letters.ts';
import type { StatusDependencies } from '../app/operate/gather-status.ts';
import type { DeliveryDependencies } from '../app/operate/list-deliveries.ts';
import type { LifeDependencies } from '../app/operate/message-life.ts';
import type { SearchDependencies } from '../app/operate/search-messages.ts';
import type { ActDependencies } from '../app/quality/act-on-system.ts';
import type { LookBackDependencies } from '../app/quality/look-back.ts';
import type { RunbookPage } from '../model/runbook-pages.ts';
import type { AuditLog, AuditTrail } from '../ports/audit-log.ts';
import type { InboundQueue } from '../ports/inbound-queue.ts';
import type { Interpreter } from '../ports/interpreter.ts';
import type { MessageReceiver } from '../ports/message-receiver.ts';
import type { MessageIndex, MessageStore } from '../ports/message-store.ts';
import type { QcStore } from '../ports/qc-store.ts';
import type { ReportNames } from '../ports/report-names.ts';

/** What the use cases of the console need of the running system; the same as at the command line. */
export type ConsoleSystem = StatusDependencies &
  SearchDependencies &
  LifeDependencies &
  DeliveryDependencies &
  DeadLetterDependencies &
  CountingDependencies &
  ActDependencies &
  LookBackDependencies & {
    readonly audit: AuditLog & AuditTrail;
    readonly names: Pick<ReportNames, 'find'>;
    readonly qc: Pick<QcStore, 'ofNoSystem'>;
    readonly siteVersion: string;
    /** The text of a page of the runbook. */
    readonly runbook: (page: RunbookPage) => string;
    readonly interpreter: Interpreter;
    readonly receiver: MessageReceiver;
    readonly inbound: InboundQueue;
    readonly messages: MessageStore & MessageIndex;
  };
