import * as z from 'zod';
import type { Destination } from '../ports/destination.ts';
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

/** Every kind of destination. One that is added is a folder beside these, and a name in this list. */
export const kinds = [fhir, hl7Http, mllp, queue] as const;

type SchemasOf<Kinds extends readonly DestinationKind[]> = {
  readonly [Index in keyof Kinds]: Kinds[Index]['schema'];
};

/** The settings of a destination, as a site says them. */
// a list that is mapped keeps its length, which its type does not say
export const destinationSchema = z.discriminatedUnion(
  'kind',
  kinds.map(({ schema }) => schema) as unknown as SchemasOf<typeof kinds>,
);

/** A destination as it is used, with its codes read. */
export type DestinationConfig = WithCodes<z.infer<typeof destinationSchema>>;

const byName: ReadonlyMap<string, DestinationKind> = new Map(
  kinds.map((kind) => [kind.schema.shape.kind.value, kind]),
);

function kindOf({ kind }: DestinationConfig): DestinationKind {
  const found = byName.get(kind);
  if (found === undefined) throw new Error('a destination of a kind that there is not');
  return found;
}

/** The resources that a deployment gives a destination. */
export const needsOf = (config: DestinationConfig): Needs => kindOf(config).needs(config);

/** Whether a function of ours delivers to it; otherwise the EHR reads its update queue itself. */
export const isDelivered = (config: DestinationConfig): boolean => needsOf(config).worker !== undefined;

/** Opens what hands updates to a destination; undefined where the EHR reads its update queue itself. */
export const openDestination = async (
  config: DestinationConfig,
  dependencies: DeliverDependencies,
): Promise<Destination | undefined> => kindOf(config).open?.(config, dependencies);

/**
 * Reaches a destination without sending anything of a patient; gives what was done, in words.
 * @throws where it is not reached
 */
export const checkDestination = (
  config: DestinationConfig,
  dependencies: CheckDependencies,
): Promise<string> => kindOf(config).check(config, dependencies);

/** The same destination at the EHR of the local run. */
export const atLocalEhr = (config: DestinationConfig, ehr: LocalEhr): DestinationConfig => ({
  ...config,
  ...kindOf(config).atLocalEhr(config, ehr),
});
