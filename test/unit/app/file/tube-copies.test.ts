import { expect, test } from '@jest/globals';
import { aMemoryCloud } from '../../../support/memory-cloud.ts';
import { msh, obr, obx, pid, segment, toMessage } from '../../../support/messages.ts';
import { aSite } from '../../../support/site.ts';

const lis = { id: 'core-lis', kind: 'lis', numbersOf: 'lab', sender: { application: 'CORELIS' } } as const;
const analyzer = {
  id: 'an',
  kind: 'analyzer',
  numbersOf: 'lab',
  sender: { application: 'ANALYZER' },
} as const;
const site = aSite({ sources: [{ ...lis, unmarkedCorrections: 'hold' }, analyzer] });
const tube = segment('SPM', { 1: '1', 2: 'T1' });
const run = toMessage(
  ...[msh({ 3: 'ANALYZER', 7: '20260302083000', 10: 'A' }), pid()],
  obr({ 2: '', 3: '', 4: 'GAS^Gas^L' }),
  obx({ 3: 'K^K^L', 5: '4.1' }),
  obx({ 1: '2', 3: 'PH^PH^L', 5: '7.3' }),
  tube,
);
const panel = (hour: string, value: string, status = 'F') =>
  toMessage(
    ...[msh({ 3: 'CORELIS', 7: `20260302${hour}0000`, 10: `L${hour}` }), pid()],
    obr({ 2: 'P1', 3: 'F1', 4: 'CHEM^Chem^L', 22: `20260302${hour}0000`, 25: status }),
    obx({ 3: 'K^K^L', 5: value, 11: status }),
    tube,
  );

test('the report of an analyzer is sent without the value that the LIS reports', async () => {
  const cloud = aMemoryCloud(site);
  await cloud.run(run);
  const record = await cloud.run(panel('09', '4.4'));
  const sent = cloud.updates.updates
    .map(({ update }) => update)
    .filter((one) => one.messageId === record?.id);
  expect(sent.map(({ content }) => content?.report.observations.map(({ status }) => status))).toEqual([
    ['F'],
    ['W', 'F'],
  ]); // OBX-11
  expect(record?.ledger).toMatchObject({ received: 1, stored: 1, held: {} });
});

test('a preliminary value of the LIS makes no version of the report of an analyzer', async () => {
  const cloud = aMemoryCloud(site);
  await cloud.run(run);
  const record = await cloud.run(panel('09', '4.4', 'P'));
  expect(record?.reports).toHaveLength(1);
});

test('a message of the LIS that comes twice changes the report of an analyzer once', async () => {
  const cloud = aMemoryCloud(site);
  for (const message of [run, panel('09', '4.4')]) await cloud.run(message);
  const before = cloud.updates.updates.length;
  const id = await cloud.accept(panel('09', '4.4'));
  await cloud.normalize(id, { occasion: 'again' });
  expect(cloud.reports.all().map(({ version }) => version)).toEqual([2, 1]);
  expect(cloud.updates.updates.slice(before).map(({ update }) => update.reason)).not.toContain('corrected');
});

const valuesOf = (cloud: ReturnType<typeof aMemoryCloud>) =>
  cloud.reports
    .all()
    .flatMap(({ report }) => report.observations.map(({ status, values }) => `${values[0]?.text} ${status}`))
    .sort();

test.each([
  ['before', [run, panel('09', '4.4'), panel('10', '4.9')]],
  ['after', [panel('09', '4.4'), panel('10', '4.9'), run]],
])('what a report of a LIS said before it was held stands beside a run that came %s', async (_, messages) => {
  const cloud = aMemoryCloud(site);
  for (const message of messages) await cloud.run(message);
  expect(valuesOf(cloud)).toEqual(['4.1 W', '4.9 F', '7.3 F']);
  expect(cloud.reports.all().flatMap(({ report }) => report.holds)).toEqual(['unmarked-correction']);
});

test('a report of a LIS that was never shown takes no value of an analyzer out', async () => {
  const cloud = aMemoryCloud(aSite({ sources: [{ ...lis, unmapped: 'hold' }, analyzer] }));
  for (const message of [run, panel('09', '4.4')]) await cloud.run(message);
  expect(valuesOf(cloud)).toEqual(['4.1 F', '4.4 F', '7.3 F']);
});

test('a result of a LIS that an order gives to somebody else brings back the value that it took out of a run', async () => {
  const cloud = aMemoryCloud(site);
  for (const message of [run, panel('09', '4.4')]) await cloud.run(message);
  await cloud.run(
    toMessage(
      ...[
        msh({ 3: 'CORELIS', 7: '20260302070000', 9: 'OML^O21', 10: 'O' }),
        pid({ 3: '999^^^RIVERSIDE^MR' }),
      ],
      segment('ORC', { 1: 'NW', 2: 'P1', 3: 'F1' }),
      obr({ 2: 'P1', 3: 'F1', 4: 'CHEM^Chem^L' }),
    ),
  );
  const last = cloud.updates.updates.at(-1)?.update.content?.report;
  expect(last?.observations.map(({ status, values }) => `${values[0]?.text} ${status}`)).toEqual([
    '4.1 F',
    '7.3 F',
  ]); // OBX-11
});
