import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import type { Role } from '../../lib/model/role.ts';
import type { Quality } from '../../lib/site/quality/schema.ts';
import { type LocalCloud, start } from '../../local/start.ts';
import { aBrowser, launchBrowser, openWindow, signIn, type Window } from '../support/browser.ts';
import { drained, sendAll, unique } from '../support/cloud.ts';
import { nightQuality } from '../support/console-controls.ts';
import { aNight, serveConsole } from '../support/console-in-browser.ts';
import { msh, obr, obx, pid, segment, toMessage } from '../support/messages.ts';
import { needing } from '../support/needs.ts';
import { aCheckedSite } from '../support/site.ts';

let browser: Browser;
let cloud: LocalCloud;
let url: string;
let night: Awaited<ReturnType<typeof aNight>>;
let served: Awaited<ReturnType<typeof serveConsole>>;
const lines: string[] = [];

beforeAll(async () => {
  if (!aBrowser.isHere) return;
  [cloud, browser, night] = await Promise.all([
    start({
      ...aCheckedSite(),
      quality: quality(),
      withConsole: true,
      onLog: (line) => lines.push(line),
    }),
    launchBrowser(),
    aNight(),
  ]);
  served = await serveConsole(night.system);
  url = cloud.consoleUrl ?? '';
});
afterAll(async () => {
  await browser?.close();
  await served?.stop();
  await cloud?.stop();
});

const inBrowser = needing(aBrowser).describe;

async function inWindow(run: (window: Window) => Promise<void>, javaScriptEnabled = true): Promise<void> {
  const window = await openWindow(browser, { javaScriptEnabled, viewport: { width: 1280, height: 800 } });
  try {
    await run(window);
    expect(window.problems).toEqual([]);
  } finally {
    await window.close();
  }
}

/** Fills in the form of an action, and sends it. */
async function act(page: Page, action: string, reason: string): Promise<void> {
  const form = page.locator(`form:has(input[value="${action}"])`);
  await form.getByLabel('Reason').fill(reason);
  await form.locator('button').click();
}

const aResult = () =>
  toMessage(
    msh({ 3: 'CHEM1', 10: unique() }),
    pid({ 3: 'QX8820^^^RIVERSIDE^MR', 5: 'Wexford^Ludmila' }),
    segment('ORC', { 1: 'RE' }),
    obr({ 3: 'F-8820^CORELIS' }),
    obx({ 3: 'GLU^Glucose^L', 5: '97', 18: 'CHEM1-A' }),
    segment('SPM', { 1: '1', 4: 'SER', 11: 'P' }),
  );

/** The test systems of the night, of the source that the site of the cloud has. */
const quality = (): Quality => {
  const { materials, systems } = nightQuality();
  return { materials, systems: systems.map((one) => ({ ...one, source: 'chemistry' })) };
};

inBrowser('pages of controls', () => {
  test('fit into windows of any width', async () => {
    served.as('supervisor');
    await inWindow(async ({ page }) => {
      for (const path of [
        '/controls/chemistry-1-glucose',
        '/controls/rapid',
        '/controls',
        '/due',
        '/look-back',
        `/look-back/chemistry-1-glucose/${night.rejected}`,
        '/waiting',
        '/sources',
      ]) {
        await page.goto(`${served.url}${path}`);
        for (const width of [320, 641, 840, 1024, 1100, 1160]) {
          await page.setViewportSize({ width, height: 800 });
          const needed = await page.evaluate(() => document.documentElement.scrollWidth);
          expect([path, width, needed]).toEqual([path, width, width]);
        }
      }
    });
  });
});

inBrowser('a technician', () => {
  test('stops a test system with scripts off; a result is held, and read again after the start', async () => {
    const system = '/controls/chemistry-1-glucose';
    await inWindow(async (window) => {
      const { page } = window;
      const asked: string[] = [];
      page.on('request', (request) => asked.push(`${request.url()} ${request.headers()['referer'] ?? ''}`));
      await signIn(window, url, 'technician', system);
      await act(page, 'stop', 'the lamp of module A flickers');
      expect(page.url()).toBe(`${url}${system}`);
      expect(await page.locator('dl.fields').textContent()).toContain('stopped');
      await sendAll(cloud.mllpPort, [aResult()]);
      await drained(cloud);
      await page.goto(`${url}/waiting`);
      expect(await page.locator('main').textContent()).toContain('stopped');
      await page.goto(`${url}${system}`);
      await act(page, 'start', 'the lamp was changed');
      await drained(cloud);
      expect(page.url()).toBe(`${url}${system}`);
      expect(await page.locator('h3', { hasText: 'Stop' }).count()).toBe(1);
      expect(asked.join()).not.toMatch(/QX8820|Wexford|lamp/);
      expect(lines.join('\n')).not.toMatch(/QX8820|Wexford|lamp/);
    }, false);
  });

  test('works through a look-back with the keyboard alone', async () => {
    served.as('technician');
    await inWindow(async ({ page }) => {
      await page.goto(served.url);
      const reach = async (isThere: (page: Page) => Promise<boolean>, key = 'Tab'): Promise<void> => {
        for (let step = 0; step < 120; step++) {
          await page.keyboard.press(key);
          if (await isThere(page)) return;
        }
        throw new Error('it cannot be reached');
      };
      const isAt = (words: RegExp) => async (on: Page) =>
        words.test(
          await on.evaluate(() => {
            const { activeElement: one } = document;
            if (one instanceof HTMLInputElement || one instanceof HTMLSelectElement)
              return `${one.name}=${one.value}`;
            return (one?.textContent ?? '').trim();
          }),
        );
      const activate = async (words: RegExp): Promise<void> => {
        await reach(isAt(words));
        await page.keyboard.press('Enter');
      };
      await activate(/^Due \d+$/);
      await page.waitForURL(`${served.url}/due`);
      await activate(/^Look-back 1$/);
      await page.waitForURL(`${served.url}/look-back`);
      await activate(/^\d\d:\d\d$/);
      await page.waitForURL(/look-back\/chemistry-1-glucose\//);
      await reach(isAt(/^row=/));
      await page.keyboard.press('Space');
      await reach(isAt(/^disposition=/));
      await page.keyboard.press('ArrowDown');
      await reach(isAt(/^reason=/));
      await page.keyboard.type('the meter is not affected');
      await page.keyboard.press('Enter');
      await page.getByText('3, of which 2 to decide').waitFor();
      await activate(/^chemistry-1-glucose$/);
      await page.waitForURL(/controls\/chemistry-1-glucose$/);
      await reach(isAt(/^kind=/));
      await page.keyboard.press('ArrowDown');
      await reach(isAt(/^reason=/));
      await page.keyboard.type('calibrated');
      await page.keyboard.press('Enter');
      await page.getByRole('cell', { name: 'calibrated' }).waitFor();
      expect(served.failures).toEqual([]);
    });
  });

  test.each<Role>(['viewer', 'auditor', 'integrator'])(
    'alone is offered the forms: %s is not',
    async (role) => {
      served.as(role);
      await inWindow(async ({ page }) => {
        for (const path of [
          '/controls/chemistry-1-glucose',
          `/look-back/chemistry-1-glucose/${night.rejected}`,
        ]) {
          await page.goto(`${served.url}${path}`);
          expect([path, await page.locator('input[value=dispose], input[value=document]').count()]).toEqual([
            path,
            0,
          ]);
        }
      });
    },
  );
});
