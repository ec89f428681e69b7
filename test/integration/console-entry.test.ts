import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import type { LotOfSystem, Quality } from '../../lib/site/quality/schema.ts';
import { localPeople } from '../../local/issuer.ts';
import { type LocalCloud, start } from '../../local/start.ts';
import { aBrowser, launchBrowser, openWindow, signIn, type Window } from '../support/browser.ts';
import { drained } from '../support/cloud.ts';
import { kitQuality } from '../support/console-entry.ts';
import { chooseAnswers, faultsOf } from '../support/console-views.ts';
import { needing } from '../support/needs.ts';
import { kitOfAnswers } from '../support/quality/answers.ts';
import { aCheckedSite } from '../support/site.ts';
import { size } from '../support/size.ts';

const picture = fileURLToPath(new URL('../../docs/console/control-question.png', import.meta.url));

/** Controls of a kit without an interface, entered in a real browser at the local cloud. */
let browser: Browser;
let cloud: LocalCloud;
let kit: string;

beforeAll(async () => {
  if (!aBrowser.isHere) return;
  const site = aCheckedSite({
    sources: [
      { id: 'core-lis', kind: 'lis', sender: { application: 'CORELIS' } },
      { id: 'bench', kind: 'analyzer', sender: { application: 'BENCHKIT' }, entry: 'console' },
    ],
  });
  const from = new Date(Date.now() - 86_400_000).toISOString();
  [cloud, browser] = await Promise.all([
    start({ ...site, quality: withRapidTest(kitQuality(from)), withConsole: true }),
    launchBrowser(),
  ]);
  kit = `${cloud.consoleUrl}/controls/kit-crp`;
});
afterAll(async () => {
  await browser?.close();
  await cloud?.stop();
});

/** A rapid test of the same source, whose controls answer in words. */
function withRapidTest({ materials, systems }: Quality): Quality {
  const rapid = kitOfAnswers({ analyzer: undefined }, 'bench');
  const ofRapid = <T extends { readonly material: string }>(one: T): T => ({ ...one, material: 'rapid' });
  return {
    materials: [...materials, ...rapid.materials.map((one) => ({ ...one, id: 'rapid' }))],
    systems: [
      ...systems,
      ...rapid.systems.map((one) => ({
        ...{ ...one, targets: one.targets.map(ofRapid) },
        lots: one.lots.map(ofRapid).map((lot) => (lot.lot === 'K1' ? lot : inParallel(lot))),
      })),
    ],
  };
}
const inParallel = ({ active, ...lot }: LotOfSystem): LotOfSystem => ({ ...lot, parallel: active });

const inBrowser = needing(aBrowser).describe;

async function inWindow(
  run: (window: Window) => Promise<void>,
  options: BrowserContextOptions = {},
): Promise<void> {
  const window = await openWindow(browser, { viewport: { width: 1100, height: 800 }, ...options });
  try {
    await signIn(window, cloud.consoleUrl ?? '', 'technician', '/controls/kit-crp');
    await run(window);
    expect(window.problems).toEqual([]);
  } finally {
    await window.close();
  }
}

/** The form of an action. */
const formOf = (page: Page, action: string) => page.locator(`form:has(input[value="${action}"])`);

async function enter(page: Page, levels: readonly string[], reason: string): Promise<void> {
  const form = formOf(page, 'enter');
  for (const [index, value] of levels.entries())
    await form.getByLabel(`Level ${index + 1}, mg/L`).fill(value);
  await form.getByLabel('Reason').fill(reason);
  await form.getByRole('button').click();
}

const main = (page: Page) => page.locator('main').textContent();

/** The titles of the points on the chart: what each is, and who entered it. */
const titles = (page: Page) => page.locator('.chart .point title').allTextContents();

const settled = async (page: Page): Promise<void> => {
  await drained(cloud);
  await page.goto(kit);
};

const TOM = localPeople.technician;

inBrowser('a technician who enters the controls of a kit', () => {
  test('is told mistakes at their field, is asked about 2500 for 2.500, and sees the judged points with who and when', async () => {
    await inWindow(async ({ page }) => {
      await page.goto(kit);
      expect(await main(page)).toContain('A control counts when all levels (1, 2) are there');
      await enter(page, ['2,5', 'high'], 'no interface');
      expect(await page.getByRole('alert').textContent()).toContain('Nothing was entered.');
      for (const level of [1, 2]) {
        const input = page.getByLabel(`Level ${level}, mg/L`);
        expect(await input.getAttribute('aria-invalid')).toBe('true');
        const error = page.locator(`#${await input.getAttribute('aria-describedby')}`);
        expect(await error.textContent()).toContain('digits and one point');
      }
      expect(await page.getByLabel('Level 1, mg/L').inputValue()).toBe('2,5');
      expect(await page.getByLabel('Reason').inputValue()).toBe('no interface');
      expect(await faultsOf(page)).toEqual([]);

      await enter(page, ['2500', '9.55'], 'no interface');
      const question = page.getByRole('group', { name: 'Question about level 1' });
      expect(await question.textContent()).toContain(
        '2500 is 49950 SD from the target (mean 2.480, SD 0.050)',
      );
      expect(await question.textContent()).toContain('Did you mean 2.500?');
      expect(await faultsOf(page)).toEqual([]);
      if (process.env['LABWIRE_PICTURES'] === 'yes') await page.screenshot({ path: picture, fullPage: true });
      await page.setViewportSize({ width: 320, height: 640 });
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
      await settled(page);
      expect(await main(page)).toContain('No control result since');

      await enter(page, ['2.500', '9.55'], 'no interface');
      expect(await page.getByRole('status').first().textContent()).toContain(
        '2 control results were accepted',
      );
      await settled(page);
      const points = await titles(page);
      expect(points).toHaveLength(2);
      expect(points[0]).toMatch(
        new RegExp(
          `^.+ · 2\\.500 mg/L · z 0\\.40 · entered by ${TOM} at \\d+ \\w+ \\d{4} \\d\\d:\\d\\d:\\d\\d `,
        ),
      );
      expect(await page.locator('dl.fields').textContent()).toContain('in control');
    });
  });

  test('enters an improbable result that the instrument shows, by confirming it; scripts are off', async () => {
    await inWindow(
      async ({ page }) => {
        await page.goto(kit);
        await enter(page, ['2.510', '20.1'], 'no interface');
        expect(await main(page)).toContain('20.1 is 26.25 SD from the target');
        await page.getByLabel('The instrument shows 20.1').check();
        await formOf(page, 'enter').getByRole('button', { name: 'Enter what is confirmed' }).click();
        await settled(page);
        expect(await page.locator('dl.fields').textContent()).toContain('rejected');
        expect((await titles(page)).filter((title) => title.includes('20.1 mg/L'))).toEqual([
          expect.stringContaining('1-3s'),
        ]);
      },
      { javaScriptEnabled: false },
    );
  });

  test('corrects a mistyped result with a reason: both are on the chart, and the wrong one is excluded', async () => {
    await inWindow(async ({ page }) => {
      await page.goto(kit);
      const row = page.locator('table tr', { hasText: '20.1 mg/L' });
      await row.getByRole('link').first().click();
      await page.waitForURL(/\/results\//);
      expect(await main(page)).toContain(`entered by ${TOM} at `);
      const form = formOf(page, 'correct');
      await form.getByLabel('What the instrument showed at level 2, mg/L').fill('9.61');
      await form.getByLabel('Reason').fill('read the wrong line');
      await form.getByRole('button').click();
      await page.waitForURL(/\/controls\/kit-crp$/);
      await settled(page);
      expect(await page.locator('dl.fields').textContent()).toContain('in control');
      const points = await titles(page);
      expect(points.filter((title) => title.includes('20.1 mg/L'))).toEqual([
        expect.stringContaining('excluded'),
      ]);
      expect(points.filter((title) => title.includes('9.61 mg/L'))).toHaveLength(1);
      const action = page.locator('table tr', { hasText: 'result excluded' });
      expect(await action.textContent()).toContain(TOM);
      expect(await action.textContent()).toContain('mistyped, entered again as 9.61: read the wrong line');
    });
  });

  test('is told that one level alone counts for nothing until the other is there', async () => {
    await inWindow(async ({ page }) => {
      await page.goto(kit);
      await enter(page, ['2.490'], 'the second vial thaws');
      expect(await main(page)).toContain('You entered no result of level 2.');
      expect(await main(page)).toContain('until then it is judged and counts for nothing');
      await settled(page);
      expect(await main(page)).toContain('without level 2');
    });
  });
});

inBrowser('a technician who enters the answers of a rapid test', () => {
  const looks = [
    { colorScheme: 'light' },
    { colorScheme: 'dark' },
    { forcedColors: 'active' },
  ] as const satisfies readonly Parameters<Page['emulateMedia']>[0][];

  /** In every look, and without a bar to scroll sideways where the window is small. */
  async function everybodyCanUse(page: Page): Promise<void> {
    for (const look of looks.slice(0, size({ short: 1, long: looks.length }))) {
      await page.emulateMedia({ colorScheme: null, forcedColors: null, ...look });
      expect([look, await faultsOf(page)]).toEqual([look, []]);
    }
    for (const width of [320, 1024, 1100]) {
      await page.setViewportSize({ width, height: 800 });
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    }
  }

  test('chooses them, is asked whether levels were exchanged, and sees right and wrong ones, lots and shares', async () => {
    await inWindow(async ({ page }) => {
      const rapid = `${cloud.consoleUrl}/controls/rapid`;
      await page.goto(rapid);
      expect(await page.getByLabel('Lot').locator('option').allTextContents()).toEqual([
        'rapid/K1',
        'rapid/K2 (parallel: decides nothing)',
      ]);
      await chooseAnswers(page, ['Positive', 'Negative'], 'no interface');
      const question = page.getByRole('group', { name: 'Question about level negative' });
      expect(await question.textContent()).toContain('were the levels exchanged?');
      await everybodyCanUse(page);
      for (const level of ['negative', 'positive'])
        expect(await page.getByLabel(`Level ${level}`, { exact: true }).inputValue()).not.toBe('');

      await chooseAnswers(page, ['Negative', 'Positive'], 'no interface');
      await drained(cloud);
      await page.goto(rapid);
      expect(await page.locator('dl.fields').textContent()).toContain('in control');
      await chooseAnswers(page, ['Negative', 'invalid'], 'no control line');
      await drained(cloud);
      await page.goto(rapid);
      expect(await page.locator('dl.fields').textContent()).toContain('rejected');
      const points = await titles(page);
      expect(points).toHaveLength(4);
      expect(
        points.filter((title) => / · (?:within rules|rejected · invalid-run) · entered by /.test(title)),
      ).toEqual(points);
      expect(await page.locator('.chart .change.target').count()).toBe(2);
      expect(await page.getByRole('row', { name: /positive/ }).allTextContents()).toContainEqual(
        expect.stringContaining('1 (50.0 %)'),
      );
      await everybodyCanUse(page);
      await page
        .getByRole('row', { name: /invalid-run/ })
        .last()
        .getByRole('link')
        .first()
        .click();
      await page.waitForURL(/\/results\//);
      expect(await main(page)).toContain('What the instrument showed at level positive');
      await everybodyCanUse(page);
    });
  });
});
