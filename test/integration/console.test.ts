import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { pages } from '../../lib/console/pages.ts';
import { type Role, roleSchema } from '../../lib/model/role.ts';
import { localPeople } from '../../local/issuer.ts';
import { type LocalCloud, start } from '../../local/start.ts';
import { aBrowser, launchBrowser, openWindow, signIn, type Window } from '../support/browser.ts';
import { drained, readTable, sendAll, unique } from '../support/cloud.ts';
import { anOru } from '../support/messages.ts';
import { needing } from '../support/needs.ts';
import { signInAs } from '../support/sign-in.ts';
import { aCheckedSite } from '../support/site.ts';

let cloud: LocalCloud;
let browser: Browser;
let url: string;
/** Log lines of every function. */
const lines: string[] = [];
/** An invented person's result that does not say whether it is of a control: somebody must release it. */
const held = anOru({
  header: { 3: 'CHEM1', 10: unique() },
  patient: { 3: 'QX7719^^^RIVERSIDE^MR', 5: 'Zwirbel^Ottokar' },
  order: { 3: 'F-9931^CORELIS' },
});
beforeAll(async () => {
  if (!aBrowser.isHere) return;
  [cloud, browser] = await Promise.all([
    start({ ...aCheckedSite(), withConsole: true, onLog: (line) => lines.push(line) }),
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

/** The cookie of a person who signed in without a browser. */
async function cookieOf(role: Role): Promise<string> {
  const cookieIn = (answer: Response) =>
    answer.headers
      .getSetCookie()
      .map((cookie) => cookie.split(';')[0])
      .join('; ');
  const begun = await fetch(`${url}/sign-in`, { redirect: 'manual' });
  const callback = await signInAs(role, begun.headers.get('location') ?? '');
  const entered = await fetch(callback, { redirect: 'manual', headers: { cookie: cookieIn(begun) } });
  return cookieIn(entered);
}

/** Pages whose path has no id. */
const plainPages = pages.filter(({ path }) => !path.includes(':'));

/** Does something in a window of its own, in which nothing may go wrong. */
async function inWindow(
  run: (window: Window) => Promise<void>,
  options: Parameters<typeof openWindow>[1] = {},
): Promise<void> {
  const window = await openWindow(browser, options);
  try {
    await run(window);
    expect(window.problems).toEqual([]);
  } finally {
    await window.close();
  }
}

inBrowser('a person', () => {
  test.each(roleSchema.options)('signs in as %s, and is named on the page', async (role) => {
    await inWindow(async (window) => {
      await signIn(window, url, role);
      expect(await window.page.locator('header').textContent()).toContain(localPeople[role]);
      expect(await window.page.locator('h1').textContent()).toBe('Today');
    });
  });

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

  test('comes back to the page that was asked for', async () => {
    await inWindow(async (window) => {
      await signIn(window, url, 'technician', '/messages?source=chemistry');
      expect(window.page.url()).toBe(`${url}/messages?source=chemistry`);
    });
  });

  test('stays signed in by the button', async () => {
    await inWindow(async (window) => {
      await signIn(window, url, 'technician', '/messages?source=chemistry');
      await window.page.getByRole('button', { name: 'Stay signed in' }).click();
      expect(window.page.url()).toBe(`${url}/messages?source=chemistry`);
    });
  });

  test('is not in without the cookie, with a forged one, or with a cut one', async () => {
    await inWindow(async (window) => {
      await signIn(window, url, 'technician');
      const context = window.page.context();
      const cookies = await context.cookies();
      const session = cookies.find(({ name }) => name === '__Host-labwire');
      expect(session).toMatchObject({ httpOnly: true, secure: true, sameSite: 'Lax' });
      const value = session?.value ?? '';
      for (const forged of ['', 'x', value.slice(0, -4), `${value.slice(0, 40)}AAAA${value.slice(44)}`]) {
        const answer = await fetch(url, {
          redirect: 'manual',
          headers: { cookie: `__Host-labwire=${forged}` },
        });
        expect([forged.length, answer.status]).toEqual([forged.length, 303]);
      }
      const genuine = await fetch(url, {
        redirect: 'manual',
        headers: { cookie: `__Host-labwire=${value}` },
      });
      expect(genuine.status).toBe(200);
    });
  });
});

inBrowser('a page', () => {
  test('is shown to each of its roles, and to no other', async () => {
    for (const role of roleSchema.options) {
      const cookie = await cookieOf(role);
      for (const { path, roles } of plainPages) {
        const { status } = await fetch(`${url}${path === '/' ? '' : path}`, { headers: { cookie } });
        expect([role, path, status]).toEqual([role, path, roles.includes(role) ? 200 : 403]);
      }
    }
  });

  test('does nothing that its content policy forbids', async () => {
    await inWindow(async (window) => {
      await signIn(window, url, 'supervisor');
      for (const { path } of plainPages) await window.page.goto(`${url}${path === '/' ? '' : path}`);
    });
  });

  test('shows content of a patient for a reason, keeps it out of addresses and logs, and releases it', async () => {
    await inWindow(async ({ page, ...window }) => {
      const asked: string[] = [];
      page.on('request', (request) => asked.push(`${request.url()} ${request.headers()['referer'] ?? ''}`));
      await signIn({ page, ...window }, url, 'technician', '/waiting');
      expect(await page.content()).not.toContain('Zwirbel');
      await page.locator('main a[href*="/waiting/"]').first().click({ timeout: 5000 });
      await page.waitForURL(/\/waiting\/[0-9a-f]+/, { timeout: 5000 });
      expect(await page.content()).not.toContain('F-9931');
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
    });
    const { messages } = await readTable({
      mllpPort: cloud.mllpPort,
      awsUrl: cloud.aws.url,
      tableName: cloud.tableName,
    });
    expect(messages.map(({ ledger }) => ledger?.held)).toEqual([{}]);
  });

  test('runs no script that was put into it, and sends nothing elsewhere', async () => {
    await inWindow(async ({ page }) => {
      await page.goto(url);
      const { headers } = await fetch(`${url}/signed-out`);
      expect(headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(headers.get('referrer-policy')).toBe('no-referrer');
    });
    const window = await openWindow(browser);
    await signIn(window, url, 'technician');
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
});
