import type { EventBridgeClient, EventBridgeClientConfig } from '@aws-sdk/client-eventbridge';
import type { EventBus } from '../../ports/event-bus.ts';
import { AdapterError } from '../../shared/adapter-error.ts';
import type { Clock } from '../../shared/clock.ts';
import { updateObjectKey } from '../dynamodb/keys.ts';
import type { ClaimCheckStore } from '../s3/claim-check-store.ts';
import { awsCall } from './aws-call.ts';

/** The `source` of our events, by which rules select them. */
const SOURCE = 'labwire';

/** Announces updates on buses of Amazon EventBridge, with their content in the bucket: docs/feed.md. */
export class EventBridgeBus implements EventBus {
  readonly #claims: ClaimCheckStore;
  readonly #clock: Clock;
  readonly #config: EventBridgeClientConfig;
  #client: EventBridgeClient | undefined;

  constructor(claims: ClaimCheckStore, clock: Clock, config: EventBridgeClientConfig = {}) {
    this.#claims = claims;
    this.#clock = clock;
    this.#config = config;
  }

  async send(bus: string, { content, ...head }: Parameters<EventBus['send']>[1]): Promise<void> {
    const bytes = Buffer.from(JSON.stringify(content));
    const claim = await this.#claims.put((sha256) => updateObjectKey(head, sha256), bytes);
    // loaded on first use: few sites have a bus
    const { EventBridgeClient, PutEventsCommand } = await import('@aws-sdk/client-eventbridge');
    // kept, so that the next event needs no new connection
    this.#client ??= new EventBridgeClient(this.#config);
    const client = this.#client;
    const entry = {
      EventBusName: bus,
      Source: SOURCE,
      DetailType: head.schema,
      Time: this.#clock(),
      Detail: JSON.stringify({ ...head, claim }),
    };
    const { Entries } = await awsCall('EventNotSent', () =>
      client.send(new PutEventsCommand({ Entries: [entry] })),
    ).catch((failure: unknown) => {
      throw isMisconfigured(failure) ? notTaken(failure.cause) : failure;
    });
    // the request succeeds although the bus refuses its only entry
    const refusal = Entries?.[0]?.ErrorCode;
    if (refusal !== undefined)
      throw notTaken(new Error(refusal), aboutTheEvent.has(refusal) ? 'permanent' : 'transient');
  }
}

const notTaken = (cause: unknown, disposition: 'transient' | 'permanent' = 'transient'): AdapterError =>
  new AdapterError('EventNotSent', disposition, 'The bus did not take the event', { cause });

/** Refusals of one event, which no retry changes. */
const aboutTheEvent = new Set(['InvalidArgument', 'MalformedDetail']);

/**
 * Faults that concern the bus or our permission, and not this patient. As after HTTP 403 and 404, all updates wait until the
 * configuration is corrected.
 */
const misconfigured = new Set([
  'AccessDeniedException',
  'InvalidClientTokenId',
  'NotAuthorized',
  'ResourceNotFoundException',
  'UnrecognizedClientException',
]);

const isMisconfigured = (failure: unknown): failure is AdapterError & { readonly cause: Error } =>
  failure instanceof AdapterError && failure.cause instanceof Error && misconfigured.has(failure.cause.name);
