import { randomUUID } from 'node:crypto';
import * as z from 'zod';

/** An event that a bus has taken. */
export interface BusEvent {
  readonly bus: string;
  readonly source: string;
  readonly detailType: string;
  /** The JSON of its detail, read. */
  readonly detail: unknown;
}

const putEventsSchema = z.object({
  Entries: z
    .array(
      z.object({
        EventBusName: z.string().default('default'),
        Source: z.string(),
        DetailType: z.string(),
        Detail: z.string(),
      }),
    )
    .min(1)
    .max(10),
});

/** The longest entry of `PutEvents`, in bytes. */
const MAX_ENTRY_BYTES = 256 * 1024;

/** The buses of Amazon EventBridge: they take every event, and keep the newest ones to be looked at. */
export class EventBuses {
  readonly #events: BusEvent[] = [];

  /** The events that were taken, oldest first. */
  get events(): readonly BusEvent[] {
    return this.#events;
  }

  /** Answers `PutEvents`, the only request to Amazon EventBridge here. */
  answer(members: unknown): { readonly status: number; readonly body: object } {
    const asked = putEventsSchema.safeParse(members);
    if (!asked.success) return { status: 400, body: { __type: 'ValidationException' } };
    const entries = asked.data.Entries;
    // AWS refuses the whole request
    if (entries.reduce((sum, one) => sum + sizeOf(one), 0) > MAX_ENTRY_BYTES)
      return { status: 400, body: { __type: 'ValidationException', message: 'Total size is too large' } };
    const answers = entries.map((entry) => {
      const detail = objectIn(entry.Detail);
      if (detail === undefined) return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
      const { EventBusName: bus, Source: source, DetailType: detailType } = entry;
      this.#events.push({ bus, source, detailType, detail });
      if (this.#events.length > MOST_KEPT) this.#events.shift();
      return { EventId: randomUUID() };
    });
    const failed = answers.filter((answer) => 'ErrorCode' in answer).length;
    return { status: 200, body: { FailedEntryCount: failed, Entries: answers } };
  }
}

const MOST_KEPT = 10_000;

const sizeOf = ({ Source, DetailType, Detail }: { Source: string; DetailType: string; Detail: string }) =>
  Buffer.byteLength(Source) + Buffer.byteLength(DetailType) + Buffer.byteLength(Detail);

function objectIn(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
