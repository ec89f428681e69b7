import { expect, test } from '@jest/globals';
import { todayPage } from '../../../../lib/console/pages/today.ts';
import { AdapterError } from '../../../../lib/shared/adapter-error.ts';
import { aConsole, aConsoleSystem, aSession } from '../../../support/console.ts';
import { anOru } from '../../../support/messages.ts';

async function shown(change: (system: ReturnType<typeof aConsoleSystem>) => object = () => ({}), path = '/') {
  const operated = aConsoleSystem();
  const system = { ...operated.system, ...(await change(operated)) };
  const { get } = aConsole([todayPage], { system, session: aSession('viewer') });
  const answer = await get(path);
  return answer.text();
}

test('a quiet system is said to be so in one sentence', async () => {
  const text = await shown();
  expect(text).toContain('Nothing is wrong');
  expect(text).toContain('nothing waits for a person');
  expect(text).toContain('No message is held.');
});

test('a refused update and a held message are counted, and each number leads to its list', async () => {
  const text = await shown(async ({ take, system, onlyReport }) => {
    await take(anOru({ patient: { 3: '' } }));
    await system.deliveries.put({
      destination: 'ehr',
      reportKey: onlyReport(),
      version: 1,
      state: 'parked',
      changedAt: '2026-03-02T14:05:00.000Z',
    });
    return {};
  });
  expect(text).toContain('Something is wrong');
  expect(text).toContain('<a href="/live/console/deliveries">1 update was refused</a> (ehr)');
  expect(text).toContain('<a href="/live/console/waiting">1 message waits for a person</a>');
  expect(text).toContain('href="/live/console/waiting?reason=no-patient"');
});

test('a part that cannot be read is named, and the rest is shown', async () => {
  const text = await shown(({ system }) => ({
    monitor: {
      ...system.monitor,
      alarms: () => Promise.reject(new AdapterError('AlarmsNotRead', 'transient', 'no')),
    },
  }));
  expect(text).toContain('1 part of the system cannot be read');
  expect(text).toContain('core-lis');
});

test('counts begin with the shift, and the words of the address are kept', async () => {
  expect(await shown(undefined, '/?since=06:00')).toContain('name="since" value="06:00"');
  expect(await shown(undefined, '/?since=06:00')).toContain('/messages?since=06%3A00&amp;state=failed');
});

test('refreshing can be paused, and the address says so', async () => {
  const live = await shown(undefined, '/?since=1h');
  expect(live).toContain('hx-trigger="every 60s"');
  expect(live).toContain('href="/live/console?since=1h&amp;live=off"');
  const paused = await shown(undefined, '/?since=1h&live=off');
  expect(paused).not.toContain('hx-trigger');
  expect(paused).toContain('Refresh every 60 s');
});

test('what failed or is late leads to a list of the same period, which is there', async () => {
  const text = await shown(
    ({ system }) => ({
      monitor: {
        ...system.monitor,
        counts: async (questions: readonly { readonly name: string }[]) =>
          questions.map(({ name }) => (name === 'MessagesFailed' ? 2 : 0)),
        oldestSeconds: async (names: readonly string[]) => names.map(() => 3600),
      },
    }),
    '/?since=06:00',
  );
  expect(text).toContain(
    '<a href="/live/console/messages?since=06%3A00&amp;state=failed">2 messages failed</a>',
  );
  expect(text).toMatch(
    /<a href="\/live\/console\?since=06%3A00#queues">\d+ (?:entry is|entries are) late<\/a>/,
  );
  expect(text).toContain('<h2 id="queues">');
});

test('a message that waits needs a person, and nothing is wrong with the system', async () => {
  const text = await shown(async ({ take }) => {
    await take(anOru({ patient: { 3: '' } }));
    return {};
  });
  expect(text).toContain('A person is needed');
  expect(text).not.toMatch(/Nothing is wrong|Something is wrong/);
});
