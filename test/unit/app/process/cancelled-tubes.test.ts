import { expect, test } from '@jest/globals';
import { aMemoryCloud } from '../../../support/memory-cloud.ts';
import { msh, obr, obx, pid, segment, toMessage } from '../../../support/messages.ts';
import { aSite } from '../../../support/site.ts';

const site = aSite({
  sources: [
    { id: 'core-lis', kind: 'lis', numbersOf: 'lab', sender: { application: 'CORELIS' } },
    { id: 'analyzer', kind: 'analyzer', numbersOf: 'lab', sender: { application: 'ANALYZER' } },
  ],
});
const tube = segment('SPM', { 1: '1', 2: 'T1' });
const run = toMessage(
  ...[msh({ 3: 'ANALYZER', 7: '20260302083000', 10: 'A' }), pid()],
  ...[obr({ 2: '', 3: '', 4: 'RUN', 7: '' }), obx({ 3: 'K^K^L', 5: '8.1' }), tube],
);
const cancellation = toMessage(
  ...[msh({ 3: 'CORELIS', 7: '20260302090000', 10: 'X' }), pid()],
  ...[obr({ 2: 'P1', 3: 'F1', 4: 'CHEM', 7: '', 22: '20260302090000', 25: 'X' }), tube],
);
const order = (placer: string) =>
  toMessage(
    ...[msh({ 3: 'CORELIS', 7: '20260302070000', 9: 'OML^O21^OML_O21', 10: placer }), pid()],
    segment('ORC', { 1: 'NW', 2: placer }),
    ...[obr({ 2: placer, 3: '', 4: 'HEM', 7: '', 25: '' }), tube],
  );

test('an order that comes after the cancellation of another order of the tube brings the value back to a person', async () => {
  const cloud = aMemoryCloud(site);
  for (const message of [run, cancellation]) await cloud.run(message);
  const holds = () => cloud.reports.all().flatMap(({ report }) => report.holds);
  expect(holds()).toEqual([]);
  await cloud.run(order('P2'));
  expect(holds()).toEqual(['cancelled-with-results']);
});

test('an order reads no message again where nothing of its tube was cancelled', async () => {
  const cloud = aMemoryCloud(site);
  await cloud.run(run);
  const before = cloud.inbound.entries.length;
  await cloud.run(order('P2'));
  expect(cloud.inbound.entries).toHaveLength(before + 1);
});

test('a person who releases the cancellation takes the value out', async () => {
  const cloud = aMemoryCloud(site);
  for (const message of [order('P2'), run]) await cloud.run(message);
  const record = await cloud.run(cancellation);
  expect(Object.keys(record?.ledger?.held ?? {})).toEqual(['cancelled-with-results']);
  await cloud.replay({ messageId: record?.id ?? '', release: ['cancelled-with-results'] });
  const reports = cloud.reports.all().map(({ report }) => report);
  expect(reports.flatMap(({ holds }) => holds)).toEqual([]);
  expect(reports.flatMap(({ observations }) => observations.map(({ status }) => status))).toEqual(['X']);
});
