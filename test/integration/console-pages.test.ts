import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { normalizeMessage } from '../../lib/app/process/normalize-message.ts';
import { aBrowser, launchBrowser, type Window, withWindow } from '../support/browser.ts';
import { aNight, serveConsole } from '../support/console-in-browser.ts';
import { faultsOf, viewsOf, why } from '../support/console-views.ts';
import { serveGatewayPage } from '../support/gateway-page.ts';
import { needing } from '../support/needs.ts';
import { isLong, size } from '../support/size.ts';

/** `LABWIRE_PICTURES=yes` writes a picture of each page for the docs. */
const pictures = process.env['LABWIRE_PICTURES'] === 'yes';
const folder = fileURLToPath(new URL('../../docs/console/', import.meta.url));

let browser: Browser;
/** The pages of the console with a night in memory. */
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

/** Does something with the pages of the night. */
async function inNight(
  run: (window: Window) => Promise<void>,
  options: BrowserContextOptions = {},
): Promise<void> {
  await withWindow(browser, run, { viewport: { width: 1280, height: 800 }, ...options });
  expect(served.failures).toEqual([]);
}

inBrowser('a person', () => {
  test('finds a tube with the keyboard alone', async () => {
    await inNight(async ({ page }) => {
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
    await inNight(
      async ({ page }) => {
        await page.goto(served.url);
        await page.getByRole('link', { name: /^Waiting \d+$/ }).click();
        await page.waitForURL(`${served.url}/waiting`);
        await page.goto(`${served.url}/waiting/${night.placeholder}`);
        expect(await page.locator('main').textContent()).not.toContain('Okafor');
        await why(page, 'I have it');
        expect(await page.getByRole('status').first().textContent()).toContain('You have it since');
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

inBrowser('every page', () => {
  const looks = [
    ['light', { colorScheme: 'light' }],
    ['dark', { colorScheme: 'dark' }],
    ['forced colours', { forcedColors: 'active' }],
    ['scripts off', { javaScriptEnabled: false }],
    ['a narrow window', { viewport: { width: 320, height: 640 } }],
  ] as const;

  test.each(looks)('can be used by everybody: %s', async (look, options) => {
    await inNight(async ({ page }) => {
      const views = viewsOf({ url: served.url, gatewayUrl: `http://localhost:${gateway.port}/`, ...night });
      const seen = pictures
        ? views
        : views.slice(0, size({ short: look === 'light' ? 2 : 1, long: views.length }));
      for (const [name, open] of seen) {
        await open(page);
        expect([name, await page.locator('h1').count()]).toEqual([name, 1]);
        // axe is a script
        if (look !== 'scripts off' && (look !== 'a narrow window' || isLong))
          expect([name, await faultsOf(page)]).toEqual([name, []]);
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
      '/controls',
      '/lots',
      '/due',
      '/look-back',
      '/sources',
      '/audit',
      '/site',
    ]) {
      const length = (await (await fetch(`${served.url}${path}`)).arrayBuffer()).byteLength;
      expect([path, length < 40 * 1024]).toEqual([path, true]);
    }
  });
});

inBrowser('a page that refreshes itself', () => {
  test('shows what is new, keeps the focus where it is, and stops when it is paused', async () => {
    await inNight(async ({ page }) => {
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
