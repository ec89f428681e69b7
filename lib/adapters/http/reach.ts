import type { ReadSecret } from '../../ports/secrets.ts';
import type { Clock } from '../../shared/clock.ts';
import { signedHttp } from '../aws/signed-http.ts';
import { authorize, type Credentials, noAuthorization } from './authorization.ts';
import type { AuthorizedHttp } from './authorized-post.ts';
import { createHttpClient, type HttpClientOptions } from './http-client.ts';

/** How a destination is reached. Secrets are given by name. */
export interface ReachOptions extends HttpClientOptions {
  readonly auth?: Credentials | Signature | undefined;
}

/** Requests are signed with the role of the function. */
interface Signature {
  readonly kind: 'sigv4';
  readonly service: string;
  /** An ARN. */
  readonly datastore: string;
}

/** Secrets and certificates are read again after this time, so that changes take effect. */
const RELOAD_MS = 3_600_000;

/** The connection to a destination, with its secrets read. */
export function reachOverHttp(
  { timeoutMs, auth, tls, insecure }: ReachOptions,
  { readSecret, clock }: { readonly readSecret: ReadSecret; readonly clock: Clock },
): () => Promise<AuthorizedHttp> {
  let known: { readonly way: Promise<AuthorizedHttp>; readonly until: number } | undefined;
  const value = async (name: string | undefined) => (name === undefined ? undefined : readSecret(name));
  const open = async (): Promise<AuthorizedHttp> => {
    const plain = createHttpClient({
      timeoutMs,
      insecure,
      tls: tls && {
        certificate: await value(tls.certificate),
        key: await value(tls.key),
        authority: await value(tls.authority),
      },
    });
    if (auth?.kind === 'sigv4') {
      const [, , , region = ''] = auth.datastore.split(':');
      const http = signedHttp(plain, { service: auth.service, region, clock });
      return { http, clock, authorization: noAuthorization };
    }
    const credentials = auth && (await withSecrets(auth, readSecret));
    const authorization = credentials === undefined ? noAuthorization : authorize(credentials, plain, clock);
    return {
      http: plain,
      clock,
      authorization: {
        header: () => authorization.header(),
        // a secret may have changed: the next update reads it again
        forget: () => {
          authorization.forget();
          known = undefined;
        },
      },
    };
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

async function withSecrets(auth: Credentials, read: ReadSecret): Promise<Credentials> {
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
