import { beforeAll, expect, test } from '@jest/globals';
import type { Page } from '../../../../lib/console/page.ts';
import { controlResultPage } from '../../../../lib/console/pages/control-result.ts';
import { deliveriesPage } from '../../../../lib/console/pages/deliveries.ts';
import { holdPage } from '../../../../lib/console/pages/hold.ts';
import { lookBackPage } from '../../../../lib/console/pages/look-back.ts';
import { messagePage } from '../../../../lib/console/pages/message.ts';
import { messagesPage } from '../../../../lib/console/pages/messages.ts';
import { testSystemPage } from '../../../../lib/console/pages/test-system.ts';
import { type Role, roleSchema } from '../../../../lib/model/role.ts';
import { aConsole, aSession } from '../../../support/console.ts';
import { aNight } from '../../../support/console-in-browser.ts';

let night: Awaited<ReturnType<typeof aNight>>;
beforeAll(async () => {
  night = await aNight();
});

const shown: readonly (readonly [name: string, page: Page, path: () => string])[] = [
  ['a test system', testSystemPage, () => '/controls/chemistry-1-glucose'],
  [
    'a control result',
    controlResultPage,
    () => `/controls/chemistry-1-glucose/results/${encodeURIComponent(night.rejected)}`,
  ],
  ['a look-back', lookBackPage, () => `/look-back/chemistry-1-glucose/${encodeURIComponent(night.rejected)}`],
  ['a held message', holdPage, () => `/waiting/${night.placeholder}`],
  ['a message', messagePage, () => `/messages/${night.delivered}`],
  ['the messages', messagesPage, () => '/messages'],
  ['the deliveries', deliveriesPage, () => '/deliveries'],
];

const either = (roles: readonly Role[]): string =>
  new Intl.ListFormat('en-GB', { type: 'disjunction' }).format(roles);

test.each(shown)('%s says to each role what it cannot do, and whom it needs', async (_, page, path) => {
  const needed = [...new Map((page.actions ?? []).map(({ roles }) => [either(roles), roles]))];
  expect(needed.length).toBeGreaterThan(0);
  for (const role of roleSchema.options) {
    const answer = await aConsole([page], { system: night.system, session: aSession(role) }).get(path());
    expect([role, answer.status]).toEqual([role, 200]);
    const text = await answer.text();
    const said = needed.map(([words]) =>
      text.includes(`It needs the role ${words}; you have the role ${role}.`),
    );
    expect([role, said]).toEqual([role, needed.map(([, roles]) => !roles.includes(role))]);
  }
});
