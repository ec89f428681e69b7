import type { ReadSecret } from '../lib/adapters/aws/secrets.ts';
import { authorize, type Credentials, noAuthorization } from '../lib/adapters/http/authorization.ts';
import type { AuthorizedHttp } from '../lib/adapters/http/authorized-post.ts';
import { createFhirDestination } from '../lib/adapters/http/fhir-destination.ts';
import { createHl7Destination } from '../lib/adapters/http/hl7-destination.ts';
import { createHttpClient } from '../lib/adapters/http/http-client.ts';
import { renderFhirUpdate, renderHl7Update } from '../lib/app/render-update.ts';
import { acknowledgmentCodeOf } from '../lib/hl7/ack.ts';
import type { OutboundEntry } from '../lib/model/outbound.ts';
import type { RunScript } from '../lib/normalize/transform/script-runner.ts';
import type { Destination } from '../lib/ports/destination.ts';
import { oruControlId } from '../lib/render/hl7/oru.ts';
import type { Clock } from '../lib/shared/clock.ts';
import type { Auth, DestinationConfig } from '../lib/site/destination.ts';
import type { Site } from '../lib/site/site.ts';

export interface DestinationDependencies {
  readonly laboratory: Site['laboratory'];
  readonly runScript: RunScript | undefined;
  readonly readSecret: ReadSecret;
  readonly clock: Clock;
  /** Where messages wait for the gateway. */
  readonly sendOutbound: (entry: OutboundEntry, order: { group: string; id: string }) => Promise<void>;
}

/** Secrets and certificates are read again after so long, so that a changed one is found. */
const RELOAD_MS = 3_600_000;

/** What hands updates to a destination, by its kind. */
export function createDestination(
  config: Exclude<DestinationConfig, { kind: 'queue' }>,
  dependencies: DestinationDependencies,
): Destination {
  const { laboratory } = dependencies;
  if (config.kind === 'mllp')
    return {
      deliver: async (version, { redelivery }) => {
        const message = await renderHl7Update(version, config, dependencies);
        const { key } = version.report;
        await dependencies.sendOutbound(
          {
            schema: 'labwire.outbound.v1',
            destination: config.id,
            message: Buffer.from(message).toString('base64'),
            report: { key, version: version.version },
          },
          {
            group: version.sequenceGroup,
            id: `${oruControlId(version)}${redelivery === undefined ? '' : `-${redelivery}`}`,
          },
        );
        return { state: 'handed-over' };
      },
    };
  const reach = reachOverHttp(config, dependencies);
  return {
    deliver: async (version, options) => {
      const way = await reach();
      const destination =
        config.kind === 'fhir'
          ? createFhirDestination({
              ...way,
              url: config.url,
              render: (one) => renderFhirUpdate(one, config, laboratory),
            })
          : createHl7Destination({
              ...way,
              url: config.url,
              retryOn: config.hl7.retryOn,
              render: (one) => renderHl7Update(one, config, dependencies),
              readCode: acknowledgmentCodeOf,
            });
      return destination.deliver(version, options);
    },
  };
}

export type OverHttp = Extract<DestinationConfig, { kind: 'fhir' | 'hl7-http' }>;

/** The way to a destination, with its secrets read. */
export function reachOverHttp(
  { timeoutMs, auth, tls }: Pick<OverHttp, 'timeoutMs' | 'auth' | 'tls'>,
  { readSecret, clock }: Pick<DestinationDependencies, 'readSecret' | 'clock'>,
): () => Promise<AuthorizedHttp> {
  let known: { readonly way: Promise<AuthorizedHttp>; readonly until: number } | undefined;
  const value = async (name: string | undefined) => (name === undefined ? undefined : readSecret(name));
  const open = async (): Promise<AuthorizedHttp> => {
    const http = createHttpClient({
      timeoutMs,
      tls: tls && {
        certificate: await value(tls.certificate),
        key: await value(tls.key),
        authority: await value(tls.authority),
      },
    });
    const credentials = auth && (await withSecrets(auth, readSecret));
    const authorization = credentials === undefined ? noAuthorization : authorize(credentials, http, clock);
    return { http, clock, authorization };
  };
  return () => {
    const now = clock().getTime();
    if (known === undefined || known.until <= now) {
      const way = open();
      known = { way, until: now + RELOAD_MS };
      way.catch(() => {
        known = undefined;
      });
    }
    return known.way;
  };
}

async function withSecrets(auth: Auth, read: ReadSecret): Promise<Credentials> {
  switch (auth.kind) {
    case 'bearer':
      return { ...auth, token: await read(auth.token) };
    case 'basic':
      return { ...auth, password: await read(auth.password) };
    case 'oauth2':
      return { ...auth, clientSecret: await read(auth.clientSecret) };
    default:
      return { ...auth, privateKey: await read(auth.privateKey) };
  }
}
