import { existsSync } from 'node:fs';
import { expect } from '@jest/globals';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import type { Role } from '../../lib/model/role.ts';
import { localPeople } from '../../local/issuer.ts';
import type { Need } from './needs.ts';

/** The browser of the machine; Debian's package has it there. */
const executablePath = '/usr/bin/chromium';

/** The need of tests that look at pages in a browser. */
export const aBrowser: Need = {
  isHere: existsSync(executablePath),
  orElse: `${executablePath} is not installed (Debian: apt-get install chromium)`,
};

export const launchBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });

/** A window, with what went wrong in it: violations of the content policy, errors of scripts, failed requests. */
export interface Window {
  readonly page: Page;
  readonly problems: readonly string[];
  close(): Promise<void>;
}

export async function openWindow(browser: Browser, options: BrowserContextOptions = {}): Promise<Window> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      problems.push(message.text());
  });
  page.on('pageerror', (error) => problems.push(String(error)));
  return { page, problems, close: () => context.close() };
}

/** Does something in a window of its own, in which nothing may go wrong. */
export async function withWindow(
  browser: Browser,
  run: (window: Window) => Promise<void>,
  options: BrowserContextOptions = {},
): Promise<void> {
  const window = await openWindow(browser, options);
  try {
    await run(window);
    expect(window.problems).toEqual([]);
  } finally {
    await window.close();
  }
}

/** Signs in at the local issuer, from any page of the console on, as a person does. */
export async function signIn({ page }: Window, consoleUrl: string, role: Role, path = ''): Promise<void> {
  await page.goto(`${consoleUrl}${path}`);
  await page.getByRole('button', { name: localPeople[role] }).click();
  await page.waitForURL((url) => url.href.startsWith(consoleUrl));
}
