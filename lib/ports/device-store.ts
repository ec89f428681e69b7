import type { DeviceEvent } from '../model/device-event.ts';

/** The key of an instrument: its source, and production, training or debugging (MSH-11). */
export type DeviceName = Pick<DeviceEvent, 'processingId' | 'source' | 'device'>;

export interface DeviceStore {
  /** Adds events to the logs of their instruments. Adding an event again has no effect. */
  put(events: readonly DeviceEvent[]): Promise<void>;
  /** The newest event with a state (EQU-3); undefined if there is none. */
  state(device: DeviceName): Promise<DeviceEvent | undefined>;
}
