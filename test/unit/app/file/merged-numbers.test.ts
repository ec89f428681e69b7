import { expect, test } from '@jest/globals';
import { aMemoryCloud } from '../../../support/memory-cloud.ts';
import { msh, obr, obx, pid, segment, toMessage } from '../../../support/messages.ts';
import { aSite } from '../../../support/site.ts';

const site = aSite({ sources: [{ id: 'core-lis', kind: 'lis', sender: { application: 'CORELIS' } }] });

const ada = { 5: 'Lind^Ada', 7: '19700101' };
const bo = { 5: 'Berg^Bo', 7: '19550505' };

const registers = (time: string, event: string, ...segments: string[]) =>
  toMessage(
    msh({ 7: time, 9: `ADT^${event}`, 10: `${event}${time}` }),
    segment('EVN', { 1: event }),
    ...segments,
  );

const old = { 3: 'B^^^RIVERSIDE^MR' };
const merge = registers(
  '20260210093000',
  'A40',
  pid({ 3: 'A^^^RIVERSIDE^MR', ...ada }),
  segment('MRG', { 1: old[3] }),
);
const result = (time: string, person: Record<number, string>) =>
  toMessage(
    msh({ 7: time, 10: `R${time}` }),
    pid({ ...old, ...person }),
    obr({ 3: `F${time}`, 22: time }),
    obx(),
  );

test.each([
  {
    name: 'somebody else, after the merge',
    time: '20260225090000',
    person: bo,
    held: { 'patient-mismatch': 1 },
  },
  { name: 'the survivor, after the merge', time: '20260225090000', person: ada, held: {} },
  { name: 'somebody else, before the merge', time: '20260210090000', person: bo, held: {} },
])('a result under a number that was merged away: of $name', async ({ time, person, held }) => {
  const cloud = aMemoryCloud(site);
  await cloud.run(merge);
  expect(await cloud.run(result(time, person))).toMatchObject({ ledger: { held } });
});

test.each([
  { time: '20260210080000', held: {} },
  { time: '20260225080000', held: { 'patient-mismatch': 1 } },
])(
  'a number that registration describes at $time is its former holder’s or the next one’s',
  async ({ time, held }) => {
    const cloud = aMemoryCloud(site);
    await cloud.run(registers(time, 'A04', pid({ ...old, ...bo })));
    await cloud.run(merge);
    expect(await cloud.run(result('20260225090000', bo))).toMatchObject({ ledger: { held } });
  },
);

test('a merge that was ended holds nothing', async () => {
  const cloud = aMemoryCloud(site);
  await cloud.run(merge);
  const again = registers(
    '20260210094000',
    'A37',
    pid({ 3: 'A^^^RIVERSIDE^MR', ...ada }),
    pid({ ...old, 5: '', 7: '' }),
  );
  await cloud.run(again);
  expect(await cloud.run(result('20260225090000', bo))).toMatchObject({ ledger: { held: {} } });
});
