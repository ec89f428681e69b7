import { expect, test } from '@jest/globals';
import { listHeld } from '../../../../lib/app/operate/list-held.ts';
import { anOru } from '../../../support/messages.ts';
import { anOperatedSystem } from '../../../support/operator.ts';

test('held messages are listed by reason, the oldest first, or for one reason alone', async () => {
  const { system, take } = anOperatedSystem();
  const training = await take(anOru({ header: { 10: '1', 11: 'T' }, order: { 3: 'F-1' } }));
  const first = await take(anOru({ header: { 10: '2' }, patient: { 3: '' }, order: { 3: 'F-2' } }));
  const second = await take(anOru({ header: { 10: '3' }, patient: { 3: '' }, order: { 3: 'F-3' } }));
  await take(anOru({ header: { 10: '4' }, order: { 3: 'F-4' } }));
  const all = await listHeld(undefined, system);
  expect(all.map(({ reason, messageId }) => [reason, messageId])).toEqual([
    ['no-patient', first],
    ['no-patient', second],
    ['processing-id', training],
  ]);
  expect(await listHeld('processing-id', system)).toMatchObject([{ messageId: training, observations: 1 }]);
  expect(await listHeld('unit-mismatch', system)).toEqual([]);
  const some = await listHeld(undefined, system, 1);
  expect(some.map(({ messageId }) => messageId)).toEqual([first, training]);
});
