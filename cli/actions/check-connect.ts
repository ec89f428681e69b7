import { readFileSync } from 'node:fs';
import { MllpClient } from '../../gateway/outbound/mllp-client.ts';
import { secretsManager } from '../../lib/adapters/aws/secrets.ts';
import { checkDestination, type DestinationConfig, needsOf } from '../../lib/destinations/kinds.ts';
import type { ReadSecret } from '../../lib/ports/secrets.ts';
import { AdapterError } from '../../lib/shared/adapter-error.ts';
import { systemClock } from '../../lib/shared/clock.ts';
import type { Peer } from '../../lib/shared/peer.ts';
import { readYaml } from '../../lib/shared/read-yaml.ts';
import { UsageError } from '../exit.ts';

export interface Reached {
  readonly destination: string;
  readonly isReached: boolean;
  /** The destination's answer, or the failure. */
  readonly finding: string;
}

/** A secret that a test of the connection reads, and the address for which it is used. */
export interface SecretUse {
  readonly secret: string;
  readonly address: string;
}

/** The site says both the names of the secrets and the addresses: whoever wrote it may be sent any secret. */
export const secretUses = (destinations: readonly DestinationConfig[]): readonly SecretUse[] =>
  destinations.flatMap((destination) => {
    if (!('url' in destination)) return [];
    const { url, auth } = destination;
    const address = auth !== undefined && 'tokenUrl' in auth ? auth.tokenUrl : url;
    return (needsOf(destination).worker?.secrets ?? []).map((secret) => ({ secret, address }));
  });

/** Tests the address, certificate and token of every destination, without sending patient data. */
export async function reachDestinations(
  destinations: readonly DestinationConfig[],
  { secrets }: { readonly secrets?: string | undefined },
): Promise<readonly Reached[]> {
  const dependencies = {
    readSecret: secrets === undefined ? secretsManager() : secretsIn(secrets),
    clock: systemClock,
    connect: connectMllp,
  };
  return Promise.all(
    destinations.map(async (destination): Promise<Reached> => {
      try {
        const finding = await checkDestination(destination, dependencies);
        return { destination: destination.id, isReached: true, finding };
      } catch (cause) {
        return { destination: destination.id, isReached: false, finding: describe(cause) };
      }
    }),
  );
}

/** Opens an MLLP connection as the gateway does. */
async function connectMllp(peer: Peer): Promise<void> {
  const client = await MllpClient.connect(peer);
  client.close();
}

/** Reads secrets by name from a file, to test a site without AWS. */
function secretsIn(file: string): ReadSecret {
  const read = readYaml(textOf(file) ?? '');
  if (!read.ok || typeof read.content !== 'object' || read.content === null)
    throw new UsageError(
      `cannot read the secrets in ${file}: the file must be YAML or JSON, with a value for each name`,
    );
  const secrets = new Map<string, unknown>(Object.entries(read.content));
  return async (name) => {
    const value = secrets.get(name);
    if (typeof value !== 'string') throw new Error(`${file} has no secret ${name}`);
    return value;
  };
}

/** The text of a file. Undefined if it cannot be read. */
function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function describe(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  const inner =
    cause instanceof AdapterError && cause.cause instanceof Error ? `: ${cause.cause.message}` : '';
  const code = 'code' in cause ? `${String(cause.code)} ` : '';
  return `${code}${cause.message}${inner}`;
}
