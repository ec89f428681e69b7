import type * as z from 'zod';
import type { Address } from '../model/address.ts';
import type { Person } from '../model/concept.ts';
import type { RunScript } from '../normalize/transform/script-runner.ts';
import type { Destination } from '../ports/destination.ts';
import type { EventBus } from '../ports/event-bus.ts';
import type { NotificationQueue } from '../ports/notification-queue.ts';
import type { OutboundQueue } from '../ports/outbound-queue.ts';
import type { ReadSecret } from '../ports/secrets.ts';
import type { SubscriptionStore } from '../ports/subscription-store.ts';
import type { Clock } from '../shared/clock.ts';
import type { Peer } from '../shared/peer.ts';
import type { CodeLine } from '../terminology/code-map.ts';

/** The settings of a destination, with its code map read. */
export type WithCodes<Config> = Config & { readonly translations: readonly CodeLine[] };

/** The resources of the function that delivers to one destination. */
export interface WorkerNeeds {
  /** The longest time for one update. */
  readonly answerMs: number;
  readonly ratePerSecond: number | undefined;
  /** Names or ARNs of the secrets in AWS Secrets Manager that it reads. */
  readonly secrets: readonly string[];
  /** The site's script that it runs. */
  readonly script: string | undefined;
  /** Whether it reads original messages, with the settings and scripts of their sources. Default: no. */
  readonly readsOriginals?: boolean | undefined;
  /** The name or ARN of the bus of Amazon EventBridge that it writes to. */
  readonly bus?: string;
  /** The ARN of the data store of AWS HealthLake that it writes to. */
  readonly datastore?: string | undefined;
}

/** Who fetches updates, or their contents, from AWS itself. */
export interface ReaderNeeds {
  /** The ids of other AWS accounts that may read. */
  readonly readers: readonly string[];
}

/** A queue of HL7 messages that the gateway sends to the EHR. */
export interface GatewayNeeds {
  readonly to: Peer;
  readonly ratePerSecond: number | undefined;
  /** MSA-1 codes after which the same message is sent again. */
  readonly retryOn: readonly string[];
}

/** The resources that a deployment creates for a destination, besides its update queue. */
export interface Needs {
  /** Undefined if the EHR reads its update queue itself. */
  readonly worker?: WorkerNeeds;
  /** Undefined if the worker sends to the EHR itself. */
  readonly gateway?: GatewayNeeds;
  /** Undefined if the destination is sent everything. */
  readonly reader?: ReaderNeeds;
  /** The worker queues notifications, which a function of their own sends. */
  readonly notifications?: { readonly answerMs: number };
}

/** The EHR of the local run. It requires no authorization. */
export interface LocalEhr {
  /** The FHIR base address. */
  readonly url: string;
  /** The address for HL7 messages. */
  readonly hl7Url: string;
  readonly mllpPort: number;
}

export interface Laboratory {
  readonly name: string;
  readonly system: string;
  /** For implementation guides: see `lib/site/laboratory.ts`. */
  readonly oid?: string | undefined;
  readonly clia?: string | undefined;
  readonly address?: Address | undefined;
  readonly director?: Person | undefined;
}

export interface DeliverDependencies {
  readonly laboratory: Laboratory;
  readonly runScript: RunScript | undefined;
  readonly readSecret: ReadSecret;
  readonly clock: Clock;
  /** The queue of messages for the gateway. */
  readonly outbound: OutboundQueue;
  /** The buses that are told of updates. */
  readonly events: EventBus;
  readonly subscriptions: SubscriptionStore;
  readonly notifications: NotificationQueue;
}

export interface CheckDependencies {
  readonly readSecret: ReadSecret;
  readonly clock: Clock;
  /** Opens an MLLP connection and closes it again. */
  readonly connect: (peer: Peer) => Promise<void>;
}

/**
 * One kind of destination. A kind is a folder with its settings (`schema.ts`), its description (`kind.ts`),
 * and its code (`deliver.ts`, `check.ts`). The code is loaded on first use, so that reading a site loads no
 * HTTP.
 */
export interface DestinationKind<Schema extends z.ZodObject = z.ZodObject> {
  readonly schema: Schema;
  needs(config: z.infer<Schema>): Needs;
  /** The settings, changed for the EHR of the local run. */
  atLocalEhr(config: z.infer<Schema>, ehr: LocalEhr): z.infer<Schema>;
  /** Opens the connection for updates. Missing if the EHR reads its update queue itself. */
  open?(config: WithCodes<z.infer<Schema>>, dependencies: DeliverDependencies): Promise<Destination>;
  /**
   * Connects to the destination without sending patient data. Returns a description of what was done.
   * @throws if the destination cannot be reached
   */
  check(config: z.infer<Schema>, dependencies: CheckDependencies): Promise<string>;
}
