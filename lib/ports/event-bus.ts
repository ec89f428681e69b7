import type { QueuedUpdate } from './update-queue.ts';

export interface EventBus {
  /**
   * Announces an update on a bus. The event names the report version and where its content is; it has no patient data.
   * @throws AdapterError transient or permanent
   */
  send(bus: string, update: QueuedUpdate): Promise<void>;
}
