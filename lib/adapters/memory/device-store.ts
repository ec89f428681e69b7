import type { DeviceEvent } from '../../model/device-event.ts';
import type { DeviceName, DeviceStore } from '../../ports/device-store.ts';

/** Device events in memory. */
export class MemoryDeviceStore implements DeviceStore {
  readonly #events = new Map<string, DeviceEvent>();

  async put(events: readonly DeviceEvent[]): Promise<void> {
    for (const event of events) this.#events.set(event.id, event);
  }

  async state({ processingId, source, device }: DeviceName): Promise<DeviceEvent | undefined> {
    return this.all()
      .filter(
        (event) =>
          event.state !== undefined &&
          event.processingId === processingId &&
          event.source === source &&
          event.device === device,
      )
      .toSorted((a, b) => new Date(a.time.iso).getTime() - new Date(b.time.iso).getTime())
      .at(-1);
  }

  all(): readonly DeviceEvent[] {
    return [...this.#events.values()];
  }
}
