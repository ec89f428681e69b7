import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDeliveryStore } from '../lib/adapters/dynamodb/delivery-store.ts';
import { DynamoMessageStore } from '../lib/adapters/dynamodb/message-store.ts';
import { Table } from '../lib/adapters/dynamodb/table.ts';
import { PayloadStore } from '../lib/adapters/s3/payload-store.ts';
import type { DestinationConfig } from '../lib/destinations/kinds.ts';
import { type MessageRecord, updateCount } from '../lib/model/message.ts';
import { systemClock } from '../lib/shared/clock.ts';
import { isDelivered } from '../lib/site/delivered-destinations.ts';
import type { Site } from '../lib/site/site.ts';
import type { Answered } from '../local/http-api.ts';
import type { LocalCloud } from '../local/start.ts';

/** The progress of one message. */
export interface Journey {
  readonly messageId: string;
  readonly outcome: string;
  /** The number of OBX segments in the bytes, counted without the parser. */
  readonly observationsSent: number;
  readonly record: MessageRecord | undefined;
  readonly delivered: number;
  readonly parked: number;
}

/** A message that takes longer from the answer to the EHR counts as lost. */
const DEADLINE_MS = 60_000;

/** Follows messages from their acknowledgment to the EHR, in the order of their answers. */
export class Journeys {
  readonly #cloud: LocalCloud;
  readonly #destinations: readonly DestinationConfig[];
  readonly #messages: DynamoMessageStore;
  readonly #deliveries: DynamoDeliveryStore;
  readonly #onEnd: (journey: Journey) => void;
  #isStopped = false;
  /** Ends the wait of the current journey. */
  #wake: () => void = () => undefined;
  #tail: Promise<void> = Promise.resolve();

  constructor(options: {
    readonly cloud: LocalCloud;
    readonly site: Site;
    readonly onEnd: (journey: Journey) => void;
  }) {
    this.#cloud = options.cloud;
    this.#destinations = options.site.destinations;
    this.#onEnd = options.onEnd;
    const client = new DynamoDBClient(options.cloud.clientConfig);
    const table = new Table({ client, name: options.cloud.tableName, clock: systemClock });
    const payloads = new PayloadStore(options.cloud.bucketName, options.cloud.clientConfig);
    const store = { table, payloads, retention: options.site.retention };
    this.#messages = new DynamoMessageStore(store);
    this.#deliveries = new DynamoDeliveryStore(store);
  }

  follow(answered: Answered): void {
    this.#tail = this.#tail.then(async () => {
      const journey = await this.#toEnd(answered);
      if (journey !== undefined) this.#onEnd(journey);
    });
  }

  /** Resolves when all messages followed so far have arrived or are given up. */
  ended(): Promise<void> {
    return this.#tail;
  }

  /**
   * Gives up all unfinished journeys. Resolves when nothing reads from the cloud any more, so that it can
   * stop.
   */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#wake();
    await this.#tail;
  }

  /** Undefined if the journey was given up. */
  async #toEnd({ messageId, outcome, bytes }: Answered): Promise<Journey | undefined> {
    const deadline = Date.now() + DEADLINE_MS;
    const observationsSent =
      Buffer.from(bytes)
        .toString('latin1')
        .match(/(?<=^|[\r\n])OBX\b/g)?.length ?? 0;
    while (!this.#isStopped) {
      // requested before the state is read, so that no event in between is missed
      const next = this.#cloud.nextInvocation();
      const record = (await this.#messages.get(messageId))?.record;
      const { delivered, parked } = await this.#countDeliveries(record);
      const isOver =
        outcome !== 'accepted' ||
        (record !== undefined &&
          record.state !== 'received' &&
          delivered + parked >= updateCount(record.reports));
      if (isOver || Date.now() > deadline)
        return { messageId, outcome, observationsSent, record, delivered, parked };
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        void next.then(resolve);
      });
    }
    return undefined;
  }

  async #countDeliveries(record: MessageRecord | undefined): Promise<{ delivered: number; parked: number }> {
    const counts = { delivered: 0, parked: 0 };
    const queued = (record?.reports ?? []).filter(({ updates }) => updates > 0);
    for (const { key, version } of queued)
      for (const destination of this.#destinations) {
        const delivery = await this.#deliveries.get(destination.id, key);
        // for a destination that reads its queue, a queued update counts as delivered; for the gateway, a
        // handed-over one does
        if (!isDelivered(destination)) counts.delivered++;
        else if (delivery !== undefined && delivery.version >= version)
          counts[delivery.state === 'parked' ? 'parked' : 'delivered']++;
      }
    return counts;
  }
}
