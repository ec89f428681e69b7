import * as z from 'zod';
import { versionFor } from '../model/social-security.ts';
import type { Destination } from '../ports/destination.ts';
import { eventbridge } from './eventbridge/kind.ts';
import { fhir } from './fhir/kind.ts';
import { hl7Http } from './hl7-http/kind.ts';
import type {
  CheckDependencies,
  DeliverDependencies,
  DestinationKind,
  LocalEhr,
  Needs,
  WithCodes,
} from './kind.ts';
import { mllp } from './mllp/kind.ts';
import { queue } from './queue/kind.ts';
import { subscriptions } from './subscriptions/kind.ts';

/** All kinds of destinations. To add a kind, add a folder here and its name to this list. */
export const kinds = [fhir, hl7Http, mllp, queue, eventbridge, subscriptions] as const;

type SchemasOf<Kinds extends readonly DestinationKind[]> = {
  readonly [Index in keyof Kinds]: Kinds[Index]['schema'];
};

/** The settings of a destination, as a site says them. */
// a list that is mapped keeps its length, which its type does not say
export const destinationSchema = z.discriminatedUnion(
  'kind',
  kinds.map(({ schema }) => schema) as unknown as SchemasOf<typeof kinds>,
);

/** A destination's settings, with its code map read. */
export type DestinationConfig = WithCodes<z.infer<typeof destinationSchema>>;

const byName: ReadonlyMap<string, DestinationKind> = new Map(
  kinds.map((kind) => [kind.schema.shape.kind.value, kind]),
);

function kindOf({ kind }: DestinationConfig): DestinationKind {
  const found = byName.get(kind);
  if (found === undefined) throw new Error('a destination of a kind that there is not');
  return found;
}

/** The resources that a deployment creates for a destination. */
export const needsOf = (config: DestinationConfig): Needs => kindOf(config).needs(config);

/** Opens the connection to a destination. Undefined if the EHR reads its update queue itself. */
export async function openDestination(
  config: DestinationConfig,
  dependencies: DeliverDependencies,
): Promise<Destination | undefined> {
  const opened = await kindOf(config).open?.(config, dependencies);
  // a long content comes from the store, with everything
  return (
    opened && {
      ...opened,
      deliver: (version, ...more) => opened.deliver(versionFor(version, config), ...more),
    }
  );
}

/**
 * Connects to a destination without sending patient data. Returns a description of what was done.
 * @throws if the destination cannot be reached
 */
export const checkDestination = (
  config: DestinationConfig,
  dependencies: CheckDependencies,
): Promise<string> => kindOf(config).check(config, dependencies);

/** The destination with the address of the local run's EHR. */
export const atLocalEhr = (config: DestinationConfig, ehr: LocalEhr): DestinationConfig => ({
  ...config,
  ...kindOf(config).atLocalEhr(config, ehr),
});
