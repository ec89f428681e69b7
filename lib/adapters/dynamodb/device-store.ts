import { type DeviceEvent, deviceEventSchema } from '../../model/device-event.ts';
import { expiresAfter, keptDays, type Retention } from '../../model/retention.ts';
import type { DeviceName, DeviceStore } from '../../ports/device-store.ts';
import type { DynamoStoreOptions } from './dynamo-store.ts';
import { deviceLogKey, deviceStateKey } from './keys.ts';
import { shortened } from './shortened.ts';
import type { Table } from './table.ts';

/** Each instrument's log in the order of its events, and its newest state. */
export class DynamoDeviceStore implements DeviceStore {
  readonly #table: Table;
  readonly #retention: Retention;

  constructor(options: Pick<DynamoStoreOptions, 'table' | 'retention'>) {
    this.#table = options.table;
    this.#retention = options.retention;
  }

  async put(events: readonly DeviceEvent[]): Promise<void> {
    const expiresAt = expiresAfter(this.#table.clock().toISOString(), keptDays.control(this.#retention));
    const items = events.map((event) => ({ ...deviceLogKey(event), ...toItem(event), expiresAt }));
    await this.#table.putAll(items, 'DeviceEventsNotStored');
    for (const event of events) {
      if (event.state === undefined) continue;
      const asOf = new Date(event.time.iso).getTime();
      const item = { ...deviceStateKey(event), asOf, ...toItem(event) };
      await this.#table.putNewer(item, 'DeviceStateNotStored');
    }
  }

  async state(device: DeviceName): Promise<DeviceEvent | undefined> {
    const item = await this.#table.get(deviceStateKey(device), 'DeviceStateNotRead');
    return item === undefined ? undefined : deviceEventSchema.parse(item);
  }
}

/** DynamoDB's limit is 400 KB. Data cut from an event are still in its message. */
const ITEM_BYTES = 300_000;

function toItem(event: DeviceEvent): DeviceEvent {
  const observations = event.observations.map((one) => ({ ...one, values: one.values.flatMap(shortened) }));
  const item = { ...event, observations };
  if (JSON.stringify(item).length <= ITEM_BYTES) return item;
  const [reagents, specimens, commands] = [event.reagents, event.specimens, event.commands];
  return {
    ...item,
    observations: [],
    reagents: reagents.slice(0, MANY),
    specimens: specimens.slice(0, MANY),
    commands: commands.slice(0, MANY),
  };
}

/** No instrument has so many reagents on board. */
const MANY = 200;
