import { expect, test } from '@jest/globals';
import { joinedByOrders } from '../../../../lib/app/process/joined-by-orders.ts';
import { admitMessage } from '../../../../lib/normalize/admit/admit-message.ts';
import { normalizeOrders } from '../../../../lib/normalize/kinds/normalize-orders.ts';
import { aMemoryCloud } from '../../../support/memory-cloud.ts';
import { msh, obr, obx, pid, segment, toMessage } from '../../../support/messages.ts';
import { aSite } from '../../../support/site.ts';

const site = aSite();
const result = (control: string, numbers: Readonly<Record<number, string>>): Uint8Array =>
  toMessage(msh({ 10: control }), pid(), obr({ ...numbers, 4: 'CHEM^Chem panel^L' }), obx());
const order = toMessage(
  msh({ 9: 'OML^O21', 10: 'O1' }),
  pid(),
  segment('ORC', { 1: 'NW', 2: 'P1', 3: 'F1' }),
  obr({ 2: 'P1', 3: 'F1', 4: 'CHEM^Chem panel^L' }),
);

/** What the order joins after these results, tried twice. */
async function triedTwice(...results: readonly Uint8Array[]): Promise<readonly number[]> {
  const cloud = aMemoryCloud(site);
  for (const one of results) await cloud.run(one);
  const admitted = admitMessage(order, site);
  if (!admitted.ok) throw new Error('an order that is not admitted');
  const { claims } = normalizeOrders(admitted.value, {
    ...{ messageId: 'o1', receivedAt: new Date('2026-03-02T14:00:00Z'), site },
  });
  const { names, reports } = cloud;
  const found: number[] = [];
  for (let tries = 0; tries < 2; tries++) {
    const known = await names.find(claims.flatMap(({ reportNames }) => reportNames));
    const options = { processingId: 'P', known, names, reports, reuseMs: 30 * 86_400_000 };
    found.push((await joinedByOrders(claims, options)).length);
  }
  return found;
}

test.each([
  ['none where one report has both numbers', [result('R1', { 2: 'P1', 3: 'F1' })], 0],
  ['none where one report has one number', [result('R1', { 2: 'P1', 3: '' })], 0],
  [
    'both of two reports with one number each',
    [result('R1', { 2: 'P1', 3: '' }), result('R2', { 2: '', 3: 'F1' })],
    2,
  ],
])('an order recalls, at every try: %s', async (_, results, recalled) => {
  expect(await triedTwice(...results)).toEqual([recalled, recalled]);
});
