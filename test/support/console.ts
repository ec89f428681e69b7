import { html } from 'hono/html';
import { MemorySystemQueue } from '../../lib/adapters/memory/system-queue.ts';
import { createConsole } from '../../lib/console/app.ts';
import type { Page } from '../../lib/console/page.ts';
import type { Session } from '../../lib/console/session.ts';
import type { ConsoleSystem } from '../../lib/console/system.ts';
import type { Role } from '../../lib/model/role.ts';
import type { SystemMonitor } from '../../lib/ports/system-monitor.ts';
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

/** The console with some pages, for one person; requests go to it as from a browser. */
export function aConsole(
  pages: readonly Page[],
  {
    session = aSession(),
    system = aConsoleSystem().system,
  }: { readonly session?: Session | null; readonly system?: ConsoleSystem } = {},
) {
  const failures: unknown[] = [];
  const app = createConsole({
    pages,
    system,
    assets: [{ name: 'console.css', type: 'text/css', text: 'body { margin: 0 }' }],
    sessionOf: async () => session ?? undefined,
    addressOf: () => 'https://console.test/live/console',
    onFailure: (failure) => failures.push(failure),
    newNonce: () => 'n0nce',
  });
  const get = async (path: string) => app.request(`https://console.test/console${path}`);
  const post = async (
    path: string,
    fields: Readonly<Record<string, string>>,
    headers: Readonly<Record<string, string>> = {},
  ) =>
    app.request(`https://console.test/console${path}`, {
      method: 'POST',
      headers: { 'sec-fetch-site': 'same-origin', ...headers },
      body: new URLSearchParams({ csrf: session?.csrf ?? '', ...fields }),
    });
  return { app, get, post, failures, system };
}
