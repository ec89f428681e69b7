import type { DeviceEvent } from '../model/device-event.ts';

/** An instrument, within the source that tells of it and production, training or debugging. */
export type DeviceName = Pick<DeviceEvent, 'processingId' | 'source' | 'device'>;

export interface DeviceStore {
  /** Writes events into the logs of their instruments, each once, however often it is asked to. */
  put(events: readonly DeviceEvent[]): Promise<void>;
  /** The newest event that told a state (EQU-3); undefined where none did. */
  state(device: DeviceName): Promise<DeviceEvent | undefined>;
}
