import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';

/** Where the pages are, and messages of the night that they show. */
export interface Shown {
  readonly url: string;
  readonly gatewayUrl: string;
  readonly delivered: string;
  readonly correction: string;
  readonly mismatch: string;
  /** The first result of the rejected event. */
  readonly rejected: string;
  /** A result of the kit that is not the expected one. */
  readonly wrong: string;
}

/** Fills in the reason of a form, and sends it. */
export async function why(page: Page, button: string): Promise<void> {
  const form = page.locator('form.reason', { has: page.getByRole('button', { name: button }) });
  await form.getByLabel('Reason').fill('the ward asks');
  await form.getByRole('button', { name: button }).click();
}

/** Chooses an answer for each level of a rapid test, and sends the form. */
export async function chooseAnswers(page: Page, answers: readonly string[], reason: string): Promise<void> {
  const form = page.locator('form:has(input[value="enter"])');
  for (const [index, level] of ['negative', 'positive'].entries())
    await form.getByLabel(`Level ${level}`, { exact: true }).selectOption(answers[index] ?? '');
  await form.getByLabel('Reason').fill(reason);
  await form.getByRole('button').click();
}

/** Every page, and what its actions show. */
export const viewsOf = ({ url, gatewayUrl, delivered, correction, mismatch, rejected, wrong }: Shown) => {
  const at = (path: string) => (page: Page) => page.goto(`${url}${path}`);
  const views: readonly (readonly [name: string, open: (page: Page) => Promise<unknown>])[] = [
    ['today', at('')],
    ['gateway', (page) => page.goto(gatewayUrl)],
    ['waiting', at('/waiting')],
    [
      'change-of-a-release',
      async (page) => {
        await at(`/waiting/${correction}`)(page);
        await why(page, 'Show the change');
      },
    ],
    [
      'whose-result',
      async (page) => {
        await at(`/waiting/${mismatch}`)(page);
        await why(page, 'Show the change');
      },
    ],
    ['held-message', at(`/waiting/${correction}`)],
    ['messages', at('/messages')],
    [
      'found-by-tube',
      async (page) => {
        await at('/messages')(page);
        await page.getByLabel('Find by tube').fill('TUBE-8');
        await page.getByRole('button', { name: 'Find' }).click();
      },
    ],
    ['life-of-a-message', at(`/messages/${delivered}`)],
    [
      'content-of-a-message',
      async (page) => {
        await at(`/messages/${delivered}`)(page);
        await why(page, 'Show the message');
      },
    ],
    ['controls', at('/controls')],
    ['test-system', at('/controls/chemistry-1-glucose')],
    ['control-result', at(`/controls/chemistry-1-glucose/results/${rejected}`)],
    ['test-system-of-answers', at('/controls/rapid')],
    ['result-of-an-answer', at(`/controls/rapid/results/${wrong}`)],
    [
      'question-about-answers',
      async (page) => {
        await at('/controls/rapid')(page);
        await chooseAnswers(page, ['Positive', 'Negative'], 'no interface');
      },
    ],
    ['lots', at('/lots')],
    ['due', at('/due')],
    ['look-backs', at('/look-back')],
    ['look-back', at(`/look-back/chemistry-1-glucose/${rejected}`)],
    [
      'patients-of-a-look-back',
      async (page) => {
        await at(`/look-back/chemistry-1-glucose/${rejected}`)(page);
        await why(page, 'Show the patients');
      },
    ],
    ['deliveries', at('/deliveries')],
    [
      'dry-run',
      async (page) => {
        await at('/deliveries')(page);
        await page.getByRole('button', { name: 'Show what would be sent' }).click();
      },
    ],
    ['dead-letters', at('/dead-letters')],
    ['unmapped', at('/unmapped')],
    ['sources', at('/sources')],
    ['audit', at('/audit')],
    ['site', at('/site')],
    ['what-to-do', at('/runbook/correction-held')],
  ];
  return views;
};

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What axe finds, one line each. */
export async function faultsOf(page: Page): Promise<readonly string[]> {
  const { violations } = await new AxeBuilder({ page }).withTags(rules).analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}
