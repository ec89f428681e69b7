import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { normalizeMessage } from '../../lib/app/process/normalize-message.ts';
import { aBrowser, launchBrowser, openWindow, type Window } from '../support/browser.ts';
import { aNight, serveConsole } from '../support/console-in-browser.ts';
import { serveGatewayPage } from '../support/gateway-page.ts';
import { needing } from '../support/needs.ts';
import { size } from '../support/size.ts';

/** `LABWIRE_PICTURES=yes` writes a picture of each page for the docs. */
const pictures = process.env['LABWIRE_PICTURES'] === 'yes';
const folder = fileURLToPath(new URL('../../docs/console/', import.meta.url));

let browser: Browser;
let night: Awaited<ReturnType<typeof aNight>>;
let served: Awaited<ReturnType<typeof serveConsole>>;
let gateway: Awaited<ReturnType<typeof serveGatewayPage>>;
beforeAll(async () => {
  if (!aBrowser.isHere) return;
  [browser, night] = await Promise.all([launchBrowser(), aNight()]);
  served = await serveConsole(night.system);
  gateway = await serveGatewayPage();
});
afterAll(async () => {
  await browser?.close();
  await served?.stop();
  await gateway?.stop();
});

const inBrowser = needing(aBrowser).describe;

/** Does something in a window of its own, in which nothing may go wrong. */
async function inWindow(
  run: (window: Window) => Promise<void>,
  options: Parameters<typeof openWindow>[1] = {},
): Promise<void> {
  const window = await openWindow(browser, { viewport: { width: 1280, height: 800 }, ...options });
  try {
    await run(window);
    expect(window.problems).toEqual([]);
    expect(served.failures).toEqual([]);
  } finally {
    await window.close();
  }
}

const why = async (page: Page, button: string): Promise<void> => {
  const form = page.locator('form.reason', { has: page.getByRole('button', { name: button }) });
  await form.getByLabel('Reason').fill('the ward asks');
  await form.getByRole('button', { name: button }).click();
};

/** Every page, and what its actions show. */
const views: readonly (readonly [name: string, open: (page: Page) => Promise<unknown>])[] = [
  ['today', (page) => page.goto(served.url)],
  ['gateway', (page) => page.goto(`http://localhost:${gateway.port}/`)],
  ['waiting', (page) => page.goto(`${served.url}/waiting`)],
  ['held-message', (page) => page.goto(`${served.url}/waiting/${night.correction}`)],
  [
    'change-of-a-release',
    async (page) => {
      await page.goto(`${served.url}/waiting/${night.correction}`);
      await why(page, 'Show the change');
    },
  ],
  ['messages', (page) => page.goto(`${served.url}/messages`)],
  [
    'found-by-tube',
    async (page) => {
      await page.goto(`${served.url}/messages`);
      await page.getByLabel('Find by tube').fill('TUBE-8');
      await page.getByRole('button', { name: 'Find' }).click();
    },
  ],
  ['life-of-a-message', (page) => page.goto(`${served.url}/messages/${night.delivered}`)],
  [
    'content-of-a-message',
    async (page) => {
      await page.goto(`${served.url}/messages/${night.delivered}`);
      await why(page, 'Show the message');
    },
  ],
  ['deliveries', (page) => page.goto(`${served.url}/deliveries`)],
  [
    'dry-run',
    async (page) => {
      await page.goto(`${served.url}/deliveries`);
      await page.getByRole('button', { name: 'Show what would be sent' }).click();
    },
  ],
  ['dead-letters', (page) => page.goto(`${served.url}/dead-letters`)],
  ['unmapped', (page) => page.goto(`${served.url}/unmapped`)],
  ['sources', (page) => page.goto(`${served.url}/sources`)],
  ['audit', (page) => page.goto(`${served.url}/audit`)],
  ['site', (page) => page.goto(`${served.url}/site`)],
];

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What axe finds, one line each. */
async function faultsOf(page: Page): Promise<readonly string[]> {
  const { violations } = await new AxeBuilder({ page }).withTags(rules).analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}

inBrowser('every page', () => {
  const looks = [
    ['light', { colorScheme: 'light' }],
    ['dark', { colorScheme: 'dark' }],
    ['forced colours', { forcedColors: 'active' }],
    ['scripts off', { javaScriptEnabled: false }],
    ['a narrow window', { viewport: { width: 320, height: 640 } }],
  ] as const;

  test.each(looks)('can be used by everybody: %s', async (look, options) => {
    await inWindow(async ({ page }) => {
      const seen = pictures
        ? views
        : views.slice(0, size({ short: look === 'light' ? 3 : 1, long: views.length }));
      for (const [name, open] of seen) {
        await open(page);
        expect([name, await page.locator('h1').count()]).toEqual([name, 1]);
        // axe is a script
        if (look !== 'scripts off') expect([name, await faultsOf(page)]).toEqual([name, []]);
        if (look === 'a narrow window')
          expect([name, await page.evaluate(() => document.documentElement.scrollWidth)]).toEqual([
            name,
            320,
          ]);
        if (pictures && (look === 'light' || (look === 'dark' && name === 'today'))) {
          mkdirSync(folder, { recursive: true });
          const file = look === 'light' ? name : `${name}-dark`;
          await page.screenshot({ path: `${folder}${file}.png`, fullPage: true });
        }
      }
    }, options);
  });

  test('is small: no page of this night is longer than 40 kB', async () => {
    for (const path of [
      '',
      '/waiting',
      '/messages',
      '/deliveries',
      '/unmapped',
      '/sources',
      '/audit',
      '/site',
    ]) {
      const length = (await (await fetch(`${served.url}${path}`)).arrayBuffer()).byteLength;
      expect([path, length < 40 * 1024]).toEqual([path, true]);
    }
  });
});

inBrowser('a person', () => {
  test('finds a tube with the keyboard alone', async () => {
    await inWindow(async ({ page }) => {
      await page.goto(served.url);
      await page.keyboard.press('Tab');
      expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to the content');
      const reach = async (words: string) => {
        for (let step = 0; step < 60; step++) {
          await page.keyboard.press('Tab');
          const at = await page.evaluate(() => {
            const { activeElement: element } = document;
            return element instanceof HTMLInputElement ? element.name : (element?.textContent ?? '').trim();
          });
          if (at === words) return;
        }
        throw new Error(`${words} cannot be reached`);
      };
      await reach('Messages');
      await page.keyboard.press('Enter');
      await page.waitForURL(`${served.url}/messages`);
      await reach('word');
      await page.keyboard.type('TUBE-8');
      await page.keyboard.press('Enter');
      await page.getByText('1 message', { exact: true }).waitFor();
      expect(page.url()).not.toContain('TUBE');
    });
  });

  test('compares and releases with scripts off, and sees what came of it', async () => {
    await inWindow(
      async ({ page }) => {
        await page.goto(`${served.url}/waiting/${night.placeholder}`);
        expect(await page.locator('main').textContent()).not.toContain('Okafor');
        await why(page, 'Show the change');
        expect(await page.locator('ins').allTextContents()).toContain('93 mg/dL, final');
        await why(page, 'Release');
        expect(await page.locator('main').textContent()).toContain(
          'asked for the release of placeholder-number',
        );
        for (const entry of night.cloud.inbound.entries.filter(({ occasion }) => occasion === 'asked'))
          await normalizeMessage(entry.messageId, night.system, entry);
        await page.reload();
        expect(await page.locator('main').textContent()).toContain('Nothing of this message is held.');
      },
      { javaScriptEnabled: false },
    );
  });
});

inBrowser('a page that refreshes itself', () => {
  test('shows what is new, keeps the focus where it is, and stops when it is paused', async () => {
    await inWindow(async ({ page }) => {
      await page.clock.install();
      await page.goto(`${served.url}/waiting?reason=charset`);
      const pause = page.getByRole('link', { name: 'Pause refreshing' });
      await pause.focus();
      const refreshed = page.waitForResponse((answer) => answer.request().headers()['hx-request'] === 'true');
      await page.clock.fastForward(16_000);
      expect((await refreshed).status()).toBe(200);
      expect(await pause.evaluate((link) => link === document.activeElement)).toBe(true);
      await pause.click();
      expect(page.url()).toBe(`${served.url}/waiting?reason=charset&live=off`);
      expect(await page.locator('[hx-get]').count()).toBe(0);
    });
  });
});
