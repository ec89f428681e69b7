import type * as z from 'zod';
import type { RunScript } from '../normalize/transform/script-runner.ts';
import type { Destination } from '../ports/destination.ts';
import type { OutboundQueue } from '../ports/outbound-queue.ts';
import type { ReadSecret } from '../ports/secrets.ts';
import type { Clock } from '../shared/clock.ts';
import type { Peer } from '../shared/peer.ts';
import type { CodeLine } from '../terminology/code-map.ts';

/** The settings of a destination as they are used, with its codes read. */
export type WithCodes<Config> = Config & { readonly translations: readonly CodeLine[] };

/** The function that delivers to one destination. */
export interface WorkerNeeds {
  /** How long one update may take. */
  readonly answerMs: number;
  readonly ratePerSecond: number | undefined;
  /** Names or ARNs in AWS Secrets Manager that it reads. */
  readonly secrets: readonly string[];
  /** The script of the site that it runs. */
  readonly script: string | undefined;
}

/** A queue of HL7 messages that the gateway takes to where the EHR listens. */
export interface GatewayNeeds {
  readonly to: Peer;
  readonly ratePerSecond: number | undefined;
  /** MSA-1 after which the same message is sent again. */
  readonly retryOn: readonly string[];
}

/** The resources that a deployment gives a destination. Each has an update queue besides. */
export interface Needs {
  /** Undefined where the EHR reads its update queue itself. */
  readonly worker?: WorkerNeeds;
  /** Undefined where the worker reaches the EHR itself. */
  readonly gateway?: GatewayNeeds;
}

/** The EHR of the local run, which asks nobody who they are. */
export interface LocalEhr {
  /** The FHIR base address. */
  readonly url: string;
  /** Where HL7 messages are posted to. */
  readonly hl7Url: string;
  readonly mllpPort: number;
}

export interface Laboratory {
  readonly name: string;
  readonly system: string;
}

export interface DeliverDependencies {
  readonly laboratory: Laboratory;
  readonly runScript: RunScript | undefined;
  readonly readSecret: ReadSecret;
  readonly clock: Clock;
  /** Where messages wait for the gateway. */
  readonly outbound: OutboundQueue;
}

export interface CheckDependencies {
  readonly readSecret: ReadSecret;
  readonly clock: Clock;
  /** Opens an MLLP connection and closes it again. */
  readonly connect: (peer: Peer) => Promise<void>;
}

/**
 * One kind of destination. A kind is a folder: `schema.ts`, its settings; `kind.ts`, this; `deliver.ts` and
 * `check.ts`, which are loaded when they are first asked for, so that reading a site loads no HTTP.
 */
export interface DestinationKind<Schema extends z.ZodObject = z.ZodObject> {
  readonly schema: Schema;
  needs(config: z.infer<Schema>): Needs;
  /** The same settings for the EHR of the local run. */
  atLocalEhr(config: z.infer<Schema>, ehr: LocalEhr): z.infer<Schema>;
  /** Opens what hands over. Not there where the EHR reads its update queue itself. */
  open?(config: WithCodes<z.infer<Schema>>, dependencies: DeliverDependencies): Promise<Destination>;
  /**
   * Reaches the destination without sending anything of a patient; gives what was done, in words.
   * @throws where it is not reached
   */
  check(config: z.infer<Schema>, dependencies: CheckDependencies): Promise<string>;
}
