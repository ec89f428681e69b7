import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { MllpClient } from '../../gateway/outbound/mllp-client.ts';
import { type ReadSecret, secretsManager } from '../../lib/adapters/aws/secrets.ts';
import { reachOverHttp } from '../../lib/adapters/http/reach.ts';
import { AdapterError } from '../../lib/shared/adapter-error.ts';
import { systemClock } from '../../lib/shared/clock.ts';
import type { DestinationConfig } from '../../lib/site/destination.ts';
import { UsageError } from '../exit.ts';

export interface Reached {
  readonly destination: string;
  readonly isReached: boolean;
  /** What was done, or what failed. */
  readonly what: string;
}

/** Tries every destination without sending anything of a patient: its address, its certificate, its token. */
export async function reachDestinations(
  destinations: readonly DestinationConfig[],
  { secrets }: { readonly secrets?: string | undefined },
): Promise<readonly Reached[]> {
  const readSecret = secrets === undefined ? secretsManager() : secretsIn(secrets);
  return Promise.all(
    destinations.map(async (destination): Promise<Reached> => {
      try {
        return { destination: destination.id, isReached: true, what: await reach(destination, readSecret) };
      } catch (cause) {
        return { destination: destination.id, isReached: false, what: describe(cause) };
      }
    }),
  );
}

async function reach(destination: DestinationConfig, readSecret: ReadSecret): Promise<string> {
  switch (destination.kind) {
    case 'queue':
      return 'reads its queue itself';
    case 'mllp': {
      const client = await MllpClient.connect(destination.to);
      client.close();
      return 'listens; the gateway has to reach it from where it is';
    }
    default: {
      const { http, authorization } = await reachOverHttp(destination, { readSecret, clock: systemClock })();
      const header = await authorization.header();
      const token = header === undefined ? '' : ', and lets us in';
      if (destination.kind === 'hl7-http') {
        // HL7 over HTTP has no request that says nothing: any answer to this one shows that it is there
        const { status } = await http({ method: 'GET', url: destination.url, headers: {} });
        return `answers (${status} to a GET)${header === undefined ? '' : ', and there is a token'}`;
      }
      const { status } = await http({
        method: 'GET',
        url: `${destination.url.replace(/\/+$/, '')}/metadata`,
        headers: {
          accept: 'application/fhir+json',
          ...(header === undefined ? {} : { authorization: header }),
        },
      });
      if (status !== 200) throw new Error(`GET metadata was answered with ${status}`);
      return `answers as a FHIR server${token}`;
    }
  }
}

/** A file of secrets by name, for trying a site out without AWS. */
function secretsIn(file: string): ReadSecret {
  let secrets: Record<string, unknown>;
  try {
    secrets = parse(readFileSync(file, 'utf8'));
  } catch {
    throw new UsageError(`cannot read the secrets in ${file}: a YAML or JSON file of name and value`);
  }
  return async (name) => {
    const value = secrets[name];
    if (typeof value !== 'string') throw new Error(`${file} has no secret ${name}`);
    return value;
  };
}

function describe(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  const inner =
    cause instanceof AdapterError && cause.cause instanceof Error ? `: ${cause.cause.message}` : '';
  const code = 'code' in cause ? `${String(cause.code)} ` : '';
  return `${code}${cause.message}${inner}`;
}
