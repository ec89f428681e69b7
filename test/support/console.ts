import { readFileSync } from 'node:fs';
import { html } from 'hono/html';
import { aesSeal } from '../../lib/adapters/cookies/aes-seal.ts';
import { MemorySystemQueue } from '../../lib/adapters/memory/system-queue.ts';
import { acceptMessage } from '../../lib/app/accept/accept-message.ts';
import { interpreterWith } from '../../lib/app/operate/interpret.ts';
import { createConsole } from '../../lib/console/app.ts';
import { Door } from '../../lib/console/door.ts';
import type { Page } from '../../lib/console/page.ts';
import { type Session, Sessions } from '../../lib/console/session.ts';
import type { ConsoleSystem } from '../../lib/console/system.ts';
import type { Role } from '../../lib/model/role.ts';
import type { IdentityProvider } from '../../lib/ports/identity-provider.ts';
import type { SystemMonitor } from '../../lib/ports/system-monitor.ts';
import type { Clock } from '../../lib/shared/clock.ts';
import type { ConsoleConfig } from '../../lib/site/console.ts';
import { anOperatedSystem } from './operator.ts';

const quietMonitor: SystemMonitor = {
  alarms: async () => [],
  counts: async (questions) => questions.map(() => 0),
  oldestSeconds: async (names) => names.map(() => 0),
};

/** A system in memory, as the console is connected to it. */
export function aConsoleSystem(...options: Parameters<typeof anOperatedSystem>) {
  const operated = anOperatedSystem(...options);
  const system = {
    ...operated.system,
    runbook: (page) => readFileSync(new URL(`../../docs/runbook/${page}.md`, import.meta.url), 'utf8'),
    interpreter: interpreterWith(operated.system),
    receiver: {
      receive: async (bytes) => {
        const { outcome, messageId } = await acceptMessage(bytes, operated.system, {
          sender: { evidence: 'console' },
        });
        const isIn = outcome === 'accepted' || outcome === 'duplicate';
        return { outcome: isIn ? 'accepted' : 'refused', messageId };
      },
    },
    monitor: quietMonitor,
    queues: [new MemorySystemQueue('inbound', 'inbound'), new MemorySystemQueue('updates', 'ehr')],
  } satisfies ConsoleSystem;
  return { ...operated, system };
}

export const aSession = (role: Role = 'technician', overrides: Partial<Session> = {}): Session => ({
  person: { subject: `${role}-1`, name: `Invented ${role}`, roles: [role] },
  signedInAt: 1_772_460_000,
  seenAt: 1_772_460_000,
  csrf: 'the-token',
  ...overrides,
});

/** A page that can be given any part. */
export const aPage = (overrides: Partial<Page> = {}): Page => ({
  path: '/shelf',
  title: 'Shelf',
  menu: 'Shelf',
  roles: ['technician'],
  render: () => ({ content: html`<p>nothing is on the shelf</p>` }),
  ...overrides,
});

/** The time of every session here. */
export const sessionTime = new Date(1_772_460_010_000);

export const aConfig = (overrides: Partial<ConsoleConfig> = {}): ConsoleConfig => ({
  issuer: 'https://issuer.test',
  clientId: 'console',
  scope: 'profile',
  claim: 'groups',
  roles: { technician: ['LAB-TECH', 'LAB-HEAD'], supervisor: ['LAB-HEAD'] },
  idleMinutes: 15,
  ...overrides,
});

/** An issuer that knows one person and accepts the code `good`. */
export const anIssuer = (claims: Readonly<Record<string, unknown>> = {}): IdentityProvider => ({
  begin: async (redirectUri) => ({
    location: `https://issuer.test/authorize?redirect_uri=${encodeURIComponent(redirectUri)}`,
    secrets: { state: 'state-1', nonce: 'nonce-1', verifier: 'verifier-1' },
  }),
  finish: async (callback, _redirectUri, { state }) =>
    callback.searchParams.get('code') === 'good' && callback.searchParams.get('state') === state
      ? { claims: { sub: 's-1', name: 'Ines Invented', groups: ['LAB-TECH'], ...claims }, idToken: 'e.y.j' }
      : undefined,
  endSession: async (returnTo) => `https://issuer.test/end?to=${encodeURIComponent(returnTo)}`,
});

/** A way in with a key of its own, unless one is given. */
export function aDoor({
  provider = anIssuer(),
  config = aConfig(),
  key = 'k'.repeat(43),
  clock = () => sessionTime,
}: {
  readonly provider?: IdentityProvider;
  readonly config?: ConsoleConfig;
  readonly key?: string;
  readonly clock?: Clock;
} = {}): Door {
  const seal = aesSeal(async () => key, clock);
  const sessions = new Sessions({ seal, clock, idleSeconds: config.idleMinutes * 60 });
  return new Door({ provider, sessions, seal, clock, config, newToken: () => 'new-token' });
}

/** The console with some pages, for one person; requests go to it as from a browser. */
export function aConsole(
  pages: readonly Page[],
  {
    session = aSession(),
    system = aConsoleSystem().system,
    door = aDoor(),
  }: {
    /** Null: nobody is signed in. */
    readonly session?: Session | null;
    readonly system?: ConsoleSystem;
    readonly door?: Door;
  } = {},
) {
  const failures: unknown[] = [];
  const signIns: string[] = [];
  const app = createConsole({
    pages,
    system,
    assets: [{ name: 'console.css', type: 'text/css', text: 'body { margin: 0 }' }],
    door,
    addressOf: () => 'https://console.test/live/console',
    onFailure: (failure) => failures.push(failure),
    onSignIn: (outcome) => signIns.push(outcome),
    newNonce: () => 'n0nce',
    formTargets: ['https://issuer.test'],
  });
  const cookie = async (): Promise<Record<string, string>> =>
    session === null ? {} : { cookie: (await door.sessions.cookie(session)).split(';')[0] ?? '' };
  const get = async (path: string, headers: Readonly<Record<string, string>> = {}) =>
    app.request(`https://console.test/console${path}`, { headers: { ...(await cookie()), ...headers } });
  const post = async (
    path: string,
    fields: Readonly<Record<string, string>>,
    headers: Readonly<Record<string, string>> = {},
  ) =>
    app.request(`https://console.test/console${path}`, {
      method: 'POST',
      headers: { 'sec-fetch-site': 'same-origin', ...(await cookie()), ...headers },
      body: new URLSearchParams({ csrf: session?.csrf ?? '', ...fields }),
    });
  /** Goes where an answer leads, with the cookies that it sets besides that of the session. */
  const follow = async (answer: Response) => {
    const set = answer.headers.getSetCookie().map((one) => one.split(';')[0] ?? '');
    const path = answer.headers.get('location')?.replace('/live/console', '') ?? '';
    return get(path, { cookie: [(await cookie())['cookie'] ?? '', ...set].join('; ') });
  };
  return { app, get, post, follow, failures, signIns, system };
}
