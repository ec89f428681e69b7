import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import Provider from 'oidc-provider';
import { type Role, roleSchema } from '../lib/model/role.ts';
import type { SignInConfig } from '../lib/site/console.ts';
import { IssuerStore } from './issuer-store.ts';
import { close, listen } from './listen.ts';

const CLIENT = 'labwire-console';

/** An invented person for each role. */
export const localPeople: Readonly<Record<Role, string>> = {
  viewer: 'Vera Viewer',
  technician: 'Tom Technician',
  supervisor: 'Sue Supervisor',
  integrator: 'Ivo Integrator',
  auditor: 'Ada Auditor',
};

/** An OpenID Connect issuer on this machine. */
export interface LocalIssuer {
  /** What the site says about the console when people sign in here. */
  readonly console: SignInConfig;
  /** Lets the console at this address ask for sign-ins. */
  serve(consoleAddress: string): void;
  stop(): Promise<void>;
}

/**
 * Starts an issuer that signs anybody in who chooses one of the invented people; nobody has a password. It listens on
 * this machine alone.
 */
export async function startIssuer(): Promise<LocalIssuer> {
  let answer: RequestListener = (_request, response) => response.writeHead(503).end();
  const server = createServer((request, response) => answer(request, response));
  const issuer = `http://localhost:${await listen(server)}`;
  return {
    console: {
      issuer,
      clientId: CLIENT,
      scope: 'profile',
      claim: 'groups',
      roles: Object.fromEntries(roleSchema.options.map((role) => [role, [role]])),
      idleMinutes: 15,
    },
    serve: (consoleAddress) => {
      answer = answersOf(issuer, consoleAddress);
    },
    stop: () => close(server),
  };
}

function answersOf(issuer: string, consoleAddress: string): RequestListener {
  const provider = createProvider(issuer, consoleAddress);
  const others = provider.callback();
  return (request, response) => {
    if (request.url?.startsWith('/people/') === true)
      askWho(provider, request, response).catch(() => response.writeHead(400).end());
    else others(request, response);
  };
}

function createProvider(issuer: string, consoleAddress: string): Provider {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const provider: Provider = new Provider(issuer, {
    adapter: IssuerStore,
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), kid: 'local', alg: 'RS256', use: 'sig' }] },
    cookies: { keys: [randomBytes(32).toString('hex')] },
    clients: [
      {
        client_id: CLIENT,
        token_endpoint_auth_method: 'none',
        redirect_uris: [`${consoleAddress}/callback`],
        post_logout_redirect_uris: [`${consoleAddress}/signed-out`],
      },
    ],
    claims: { openid: ['sub'], profile: ['name', 'groups'] },
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false }, rpInitiatedLogout: { enabled: true, logoutSource } },
    interactions: { url: (_context: unknown, { uid }: { uid: string }) => `/people/${uid}` },
    findAccount: (_context: unknown, id: string) => {
      const role = roleSchema.safeParse(id);
      return role.success ? accountOf(role.data) : undefined;
    },
    loadExistingGrant: async ({ oidc }: { oidc: { session: { accountId: string } } }) => {
      const grant = new provider.Grant({ accountId: oidc.session.accountId, clientId: CLIENT });
      grant.addOIDCScope('openid profile');
      await grant.save();
      return grant;
    },
    ttl: { Session: 3600, Interaction: 600, Grant: 3600, IdToken: 3600, AccessToken: 3600 },
  });
  return provider;
}

const accountOf = (role: Role) => ({
  accountId: role,
  claims: async () => ({ sub: role, name: localPeople[role], groups: [role] }),
});

/** The page on which one of the people is chosen. */
async function askWho(provider: Provider, request: IncomingMessage, response: ServerResponse): Promise<void> {
  await provider.interactionDetails(request, response);
  if (request.method === 'POST') {
    const chosen = roleSchema.safeParse(new URL(request.url ?? '', 'http://local').searchParams.get('as'));
    if (!chosen.success) throw new Error('nobody of this machine');
    await provider.interactionFinished(request, response, { login: { accountId: chosen.data } });
    return;
  }
  const buttons = roleSchema.options.map(
    (role) =>
      `<form method="post" action="?as=${role}"><button>${localPeople[role]} (${role})</button></form>`,
  );
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
  response.end(page('Who are you?', buttons.join('')));
}

/** Asks before a person is signed out here, as issuers do. */
function logoutSource(context: { body: string }, form: string): void {
  context.body = page(
    'Sign out?',
    `${form}<button form="op.logoutForm" name="logout" value="yes">Sign out</button>`,
  );
}

const page = (title: string, content: string): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title></head><body><main><h1>${title}</h1><p>These people are invented and have no password. This page is on your machine alone.</p>${content}</main></body></html>`;
