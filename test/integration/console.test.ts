import { randomBytes } from 'node:crypto';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { aesSeal } from '../../lib/adapters/cookies/aes-seal.ts';
import { pages } from '../../lib/console/pages.ts';
import { type Role, roleSchema } from '../../lib/model/role.ts';
import { systemClock } from '../../lib/shared/clock.ts';
import { localPeople } from '../../local/issuer.ts';
import { type LocalCloud, start } from '../../local/start.ts';
import { aBrowser, launchBrowser, openWindow, signIn, type Window, withWindow } from '../support/browser.ts';
import { drained, putDeadLetter, readTable, sendAll, unique } from '../support/cloud.ts';
import { aSession } from '../support/console.ts';
import { nightQuality } from '../support/console-controls.ts';
import { anOru } from '../support/messages.ts';
import { needing } from '../support/needs.ts';
import { aCheckedSite } from '../support/site.ts';
import { size } from '../support/size.ts';

let browser: Browser;
/** The console as it is deployed. */
let cloud: LocalCloud;
let url: string;
/** Log lines of every function. */
const lines: string[] = [];
/** What the browser keeps of each role that signed in. */
const signedIn = new Map<Role, BrowserContextOptions['storageState']>();
/** An invented person's result that does not say whether it is of a control: somebody must release it. */
const held = anOru({
  header: { 3: 'CHEM1', 10: unique() },
  patient: { 3: 'QX7719^^^RIVERSIDE^MR', 5: 'Zwirbel^Ottokar' },
  order: { 3: 'F-9931^CORELIS' },
});
/** A message that is too long for the table, and so are its report and its update. */
const longId = unique();
const long = anOru({
  header: { 10: longId },
  order: { 3: 'F-9932^CORELIS' },
  results: Array.from({ length: 10 }, (_, index) => ({
    ...{ 2: 'TX', 3: `DOC${index}^Text^L` },
    5: randomBytes(45_000).toString('base64'),
  })),
});
beforeAll(async () => {
  if (!aBrowser.isHere) return;
  [cloud, browser] = await Promise.all([
    start({
      ...aCheckedSite({
        destinations: [
          { id: 'ehr', kind: 'fhir', url: 'https://ehr.test/fhir' },
          // nobody reads this feed, and no source that sends here is for it
          { id: 'feed', kind: 'queue', filter: { sources: ['analyzer'] } },
          { id: 'subscribers', kind: 'subscriptions', endpoints: ['https://ehr.test/hooks/'] },
        ],
        access: {},
      }),
      quality: nightQuality(),
      withConsole: true,
      onLog: (line) => lines.push(line),
    }),
    launchBrowser(),
  ]);
  url = cloud.consoleUrl ?? '';
  await sendAll(cloud.mllpPort, [held]);
  await drained(cloud);
});
afterAll(async () => {
  await browser?.close();
  await cloud?.stop();
});

const inBrowser = needing(aBrowser).describe;

const inWindow = (
  run: (window: Window) => Promise<void>,
  options: BrowserContextOptions = {},
): Promise<void> => withWindow(browser, run, options);

const tableOf = () =>
  readTable({ mllpPort: cloud.mllpPort, awsUrl: cloud.aws.url, tableName: cloud.tableName });

const as = (role: Role): BrowserContextOptions => {
  const storageState = signedIn.get(role);
  if (storageState === undefined) throw new Error(`${role} has not signed in`);
  return { storageState };
};

const cookiesOf = ({ headers }: Response): readonly string[] =>
  headers.getSetCookie().map((cookie) => cookie.split(';')[0] ?? '');

/** Sends a form of a session that `sealedCookie` made. */
const post = (
  path: string,
  cookie: string,
  fields: Readonly<Record<string, string>> = {},
): Promise<Response> =>
  fetch(`${url}${path}`, {
    ...{ method: 'POST', redirect: 'manual', headers: { cookie, 'sec-fetch-site': 'same-origin' } },
    body: new URLSearchParams({ csrf: aSession().csrf, ...fields }),
  });

const read = (path: string, cookie: string): Promise<Response> =>
  fetch(`${url}${path}`, { redirect: 'manual', headers: { cookie } });

interface SealedSession {
  readonly role?: Role;
  /** Seconds since the last request, and since the sign-in. */
  readonly ago?: number;
  readonly signedInAgo?: number;
  /** Default: that of the console. */
  readonly key?: string;
}

/** A cookie of the console, sealed as the console does. */
async function sealedCookie({
  ago = 1,
  signedInAgo = ago,
  role = 'supervisor',
  key,
}: SealedSession = {}): Promise<string> {
  const secrets = new SecretsManagerClient(cloud.clientConfig);
  const { SecretString = '' } = await secrets.send(
    new GetSecretValueCommand({ SecretId: 'Labwire/console-cookies' }),
  );
  secrets.destroy();
  const now = Math.floor(Date.now() / 1000);
  const session = aSession(role, { seenAt: now - ago, signedInAt: now - signedInAgo });
  const seal = aesSeal(async () => key ?? SecretString, systemClock);
  return `__Host-labwire=${await seal.seal(session, 'session', new Date(Date.now() + 3_600_000))}`;
}

/** Sends a form of the supervisor, and gives the answer of the page after it. */
async function send(path: string, fields: Readonly<Record<string, string>>): Promise<string> {
  const cookie = await sealedCookie();
  const done = await post(path, cookie, { reason: 'the ward asks', ...fields });
  if (done.status !== 303) return `${done.status} ${await done.text()}`;
  return (await read(path, [cookie, ...cookiesOf(done)].join('; '))).text();
}

/** Pages whose path has no id. */
const plainPages = pages
  .filter(({ path }) => !path.includes(':'))
  .map(({ path, roles }) => ({ path: path === '/' ? '' : path, roles }));

const MINUTE = 60;
const HOUR = 60 * MINUTE;

inBrowser('a person', () => {
  test.each(roleSchema.options)(
    'signs in as %s, is named, and comes to the page that was asked for',
    async (role) => {
      await inWindow(async (window) => {
        const path = '/messages?source=chemistry';
        await signIn(window, url, role, path);
        expect(window.page.url()).toBe(`${url}${path}`);
        expect(await window.page.locator('header').textContent()).toContain(localPeople[role]);
        signedIn.set(role, await window.page.context().storageState());
        const cookies = await window.page.context().cookies();
        expect(cookies.find(({ name }) => name === '__Host-labwire')).toMatchObject({
          ...{ httpOnly: true, secure: true, sameSite: 'Lax' },
        });
      });
    },
  );

  test('signs in and out with scripts off', async () => {
    await inWindow(
      async (window) => {
        await signIn(window, url, 'technician');
        expect(await window.page.locator('form.session').textContent()).toContain('Your session ends at');
        await window.page.getByRole('button', { name: 'Sign out' }).click();
        await window.page.getByRole('button', { name: 'Sign out' }).click();
        await window.page.waitForURL(`${url}/signed-out**`);
        await window.page.goto(url);
        expect(await window.page.title()).toBe('Who are you?');
      },
      { javaScriptEnabled: false },
    );
  });

  test('stays signed in by the button', async () => {
    await inWindow(async ({ page }) => {
      await page.goto(`${url}/messages?source=chemistry`);
      await page.getByRole('button', { name: 'Stay signed in' }).click();
      expect(page.url()).toBe(`${url}/messages?source=chemistry`);
    }, as('technician'));
  });

  test('is not in without the cookie, with a forged, cut or foreign one', async () => {
    const genuine = await sealedCookie();
    for (const forged of [
      '',
      '__Host-labwire=x',
      genuine.slice(0, -4),
      `${genuine.slice(0, 60)}AAAA${genuine.slice(64)}`,
      await sealedCookie({ key: 'k'.repeat(64) }),
    ])
      expect([forged, (await read('', forged)).status]).toEqual([forged, 303]);
    expect((await read('', genuine)).status).toBe(200);
  });

  test('is out after a quarter of an hour without a request, and after 8 hours in any case', async () => {
    for (const [ages, status] of [
      [{ ago: 14 * MINUTE }, 200],
      [{ ago: 15 * MINUTE + 1 }, 303],
      [{ ago: 1, signedInAgo: 8 * HOUR - 5 * MINUTE }, 200],
      [{ ago: 1, signedInAgo: 8 * HOUR + 1 }, 303],
    ] as const)
      expect([ages, (await read('/site', await sealedCookie(ages))).status]).toEqual([ages, status]);
    // a request prolongs a session, but not beyond the 8 hours
    const late = await read('/site', await sealedCookie({ ago: MINUTE, signedInAgo: 8 * HOUR - 5 * MINUTE }));
    const [, seconds] = /Max-Age=(\d+)/.exec(late.headers.getSetCookie().join()) ?? [];
    expect(Number(seconds)).toBeGreaterThan(0);
    expect(Number(seconds)).toBeLessThanOrEqual(5 * MINUTE);
  });

  test('stays out although a page was on its way when signing out', async () => {
    const cookie = await sealedCookie({ ago: MINUTE });
    const late = await read('/site', cookie);
    const out = await post('/sign-out', cookie);
    const [taken, ...kept] = [...cookiesOf(out), ...cookiesOf(late)];
    expect(taken).toBe('__Host-labwire=');
    expect(kept.at(-1)).toMatch(/^__Host-labwire=./);
    expect((await read('/site', kept.join('; '))).status).toBe(303);
  });
});

inBrowser('a page', () => {
  test('is shown to each of its roles, and to no other', async () => {
    for (const role of roleSchema.options) {
      const cookie = await sealedCookie({ role });
      const shown = await Promise.all(plainPages.map(async ({ path }) => (await read(path, cookie)).status));
      expect([role, shown]).toEqual([
        role,
        plainPages.map(({ roles }) => (roles.includes(role) ? 200 : 403)),
      ]);
    }
    const viewer = await sealedCookie({ role: 'viewer' });
    expect(await (await read('/runbook/late', viewer)).text()).toContain('<h2>Resolve</h2>');
  });

  test('of controls has what the function that interprets has read', async () => {
    const cookie = await sealedCookie({ role: 'viewer' });
    expect(await (await read('/controls', cookie)).text()).toContain('<b>5</b> no control');
    expect(await (await read('/lots', cookie)).text()).toContain('of a lot that the site knows');
    const system = await (await read('/controls/chemistry-1-glucose', cookie)).text();
    expect(system).toContain('No control result since');
  });

  test('does nothing that its content policy forbids', async () => {
    await inWindow(async (window) => {
      for (const { path } of plainPages.slice(0, size({ short: 2, long: plainPages.length })))
        await window.page.goto(`${url}${path}`);
    }, as('supervisor'));
  });

  test('shows content of a patient for a reason, keeps it out of addresses and logs, and releases it', async () => {
    await inWindow(async ({ page }) => {
      const asked: string[] = [];
      page.on('request', (request) => asked.push(`${request.url()} ${request.headers()['referer'] ?? ''}`));
      await page.goto(`${url}/waiting`);
      expect(await page.content()).not.toContain('Zwirbel');
      await page.locator('main a[href*="/waiting/"]').first().click({ timeout: 5000 });
      await page.waitForURL(/\/waiting\/[0-9a-f]+/, { timeout: 5000 });
      expect(await page.content()).not.toContain('F-9931');
      const take = page.locator('form:has(input[value=take])');
      await take.getByLabel('Reason').fill('reads the label', { timeout: 5000 });
      await take.locator('button').click();
      expect(await page.content()).toMatch(/You have it since [^<]+: reads the label/);
      const compare = page.locator('form:has(input[value=compare])');
      await compare.getByLabel('Reason').fill('the ward asks', { timeout: 5000 });
      await compare.locator('button').click();
      const shown = await page.content();
      expect(shown).toMatch(/QX7719|Zwirbel/);
      const release = page.locator('form:has(input[value=release])');
      await release.getByLabel('Reason').fill('the laboratory confirmed it', { timeout: 5000 });
      await release.locator('button').click();
      await drained(cloud);
      expect(asked.join()).not.toMatch(/QX7719|Zwirbel|F-9931/);
      expect(lines.join('\n')).not.toMatch(/QX7719|Zwirbel|the ward asks/);
    }, as('technician'));
    const { messages } = await tableOf();
    expect(messages.map(({ ledger }) => ledger?.held)).toEqual([{}]);
  });

  test('reads a message again for an integrator, with the reason', async () => {
    await inWindow(async ({ page }) => {
      await page.goto(`${url}/messages`);
      await page.locator('main a[href*="/messages/"]').first().click({ timeout: 5000 });
      const form = page.locator('form:has(input[value=replay])');
      await form.getByLabel('Reason').fill('the map was corrected', { timeout: 5000 });
      await form.locator('button').click();
      await page.getByText('asked for a replay').first().waitFor({ timeout: 5000 });
      await drained(cloud);
      await page.reload();
      expect(await page.locator('main').textContent()).toContain('the map was corrected');
    }, as('integrator'));
  });

  test('runs no script that was put into it, and sends nothing elsewhere', async () => {
    const { headers } = await fetch(`${url}/signed-out`);
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    const window = await openWindow(browser, as('technician'));
    await window.page.goto(url);
    const ran = await window.page
      .evaluate(() => {
        const script = document.createElement('script');
        script.src = 'data:text/javascript,window.ran=1';
        document.body.append(script);
        return new Promise((resolve) => {
          script.onerror = () => resolve('refused');
          script.onload = () => resolve('ran');
        });
      })
      .catch(() => 'refused');
    expect(ran).toBe('refused');
    await window.close();
  });

  test('of a report that is too long for the table shows it, and sends it again', async () => {
    cloud.ehr.failWith(422);
    await sendAll(cloud.mllpPort, [long]);
    await drained(cloud);
    cloud.ehr.failWith();
    const list = await (await read('/deliveries', await sealedCookie())).text();
    const [, update = ''] = /name="update" value="([^"]+)"/.exec(list) ?? [];
    const { messages } = await tableOf();
    const { id = '' } = messages.find(({ controlId }) => controlId === longId) ?? {};
    expect(await send(`/messages/${id}`, { action: 'reveal' })).toContain('As it was read');
    expect(await send(`/waiting/${id}`, { action: 'compare' })).toContain('10 stored + 0 held');
    expect(await send('/deliveries', { action: 'redeliver', update })).toContain(
      '1 entry is in the queue again',
    );
    await drained(cloud);
    expect((await tableOf()).deliveries.map(({ state }) => state)).not.toContain('parked');
  });

  test.each([
    ['inbound', 'inbound', 'inbound'],
    ['updates/ehr', 'updates', 'ehr'],
    ['updates/feed', 'updates', 'feed'],
    ['notifications/subscribers', 'notifications', 'subscribers'],
    ['exports', 'exports', 'exports'],
  ])('puts dead letters of %s back, and keeps those that cannot be', async (queue, kind, of) => {
    await putDeadLetter(cloud, kind, of, {});
    const restore = cloud.access.revoke('Console', 'sqs:SendMessage');
    expect(await send('/dead-letters', { action: 'redrive', queue })).toMatch(/^503 /);
    restore();
    expect(await send('/dead-letters', { action: 'redrive', queue })).toContain(
      '1 entry is in the queue again',
    );
  });
});
