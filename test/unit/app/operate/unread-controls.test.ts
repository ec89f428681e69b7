import { expect, test } from '@jest/globals';
import { unreadControls } from '../../../../lib/app/operate/unread-controls.ts';
import { aBench, control, day } from '../../../support/quality/bench.ts';

const before = new Date('2026-03-03T23:00:00Z');

test('a control that was accepted and not read is told with its source and time, and no mark is removed', async () => {
  const { accept, unread, dependencies } = aBench();
  expect(await unreadControls(before, dependencies)).toEqual([]);
  await accept(control('060000'));
  const [mark] = await unread.of('analyzer');
  const since = new Date(mark?.receivedAt ?? 0).toISOString();
  expect(await unreadControls(before, dependencies)).toEqual([{ source: 'analyzer', count: 1, since }]);
  // it is young
  expect(await unreadControls(new Date(mark?.receivedAt ?? 0), dependencies)).toEqual([]);
  // the mark of a message that is not there holds nothing, and whoever looks removes nothing
  await unread.mark('analyzer', { messageId: 'gone', receivedAt: 1 });
  expect(await unreadControls(before, dependencies)).toMatchObject([{ count: 1 }]);
  expect(await unread.of('analyzer')).toHaveLength(2);
});

test('a control that was read is told no more', async () => {
  const { take, dependencies } = aBench();
  await take(control('060000'));
  expect(await unreadControls(before, dependencies)).toEqual([]);
});

test('a source without a gated test system is asked nothing', async () => {
  const { dependencies } = aBench({ gate: { mode: 'watch' } });
  const unread = { standing: () => Promise.reject(new Error(`asked on ${day}`)) };
  expect(await unreadControls(before, { ...dependencies, unread })).toEqual([]);
});
