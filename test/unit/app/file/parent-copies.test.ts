import { expect, test } from '@jest/globals';
import { aMemoryCloud } from '../../../support/memory-cloud.ts';
import { msh, obr, obx, pid, toMessage } from '../../../support/messages.ts';

const isolate = (subId: string, name: string, status = 'F') =>
  obx({ 2: 'CWE', 3: 'ORG^Organism^L', 4: subId, 5: `${name}^${name}^L`, 6: '', 11: status });

const culture = (hour: number, status: string, ...isolates: readonly string[]) => {
  const time = `20260302${String(hour).padStart(2, '0')}0000`;
  return toMessage(
    ...[msh({ 7: time, 10: `C${hour}` }), pid()],
    obr({ 3: 'F1', 4: 'CULT^Culture^L', 22: time, 25: status }),
    ...isolates,
  );
};
const panel = toMessage(
  ...[msh({ 7: '20260302100000', 10: 'P' }), pid()],
  obr({ 3: 'S1', 4: 'SUSC^Susceptibility^L', 22: '20260302100000', 26: 'ORG&Organism&L^2', 29: '^F1' }),
  obx({ 2: 'ST', 3: 'AMP^Ampicillin^L', 5: 'R', 6: '' }),
);

/** A cloud that counts the versions of reports that it is asked for. */
function aCountingCloud() {
  const cloud = aMemoryCloud();
  const read: string[] = [];
  const { latest } = cloud.reports;
  cloud.reports.latest = (key) => {
    read.push(key);
    return latest.call(cloud.reports, key);
  };
  return { ...cloud, read };
}

const whole = culture(9, 'F', isolate('1', 'ECO'), isolate('2', 'KPN'));
const dropped = culture(12, 'C', isolate('1', 'ECO', 'C'));

test('a report that was sent is taken back with the message that leaves its isolate out', async () => {
  const cloud = aMemoryCloud();
  for (const message of [whole, panel]) await cloud.run(message);
  const record = await cloud.run(dropped);
  const sent = cloud.updates.updates.slice(-1).map(({ update }) => update);
  expect(sent).toMatchObject([{ reason: 'cancelled', messageId: record?.id }]);
  expect(sent[0]?.content?.report.observations).toMatchObject([{ status: 'W', values: [{ text: 'R' }] }]);
  expect(record?.reports).toHaveLength(2);
});

test('a report whose isolate is gone before it comes is stored and never sent', async () => {
  const cloud = aMemoryCloud();
  for (const message of [whole, dropped]) await cloud.run(message);
  const before = cloud.updates.updates.length;
  const record = await cloud.run(panel);
  expect(record).toMatchObject({ state: 'processed', ledger: { received: 1, stored: 1 } });
  expect(cloud.updates.updates).toHaveLength(before);
});

test('a message that comes twice changes the report of an isolate once', async () => {
  const cloud = aMemoryCloud();
  for (const message of [whole, panel, dropped]) await cloud.run(message);
  const before = cloud.updates.updates.length;
  const id = await cloud.accept(dropped);
  await cloud.normalize(id, { occasion: 'again' });
  expect(cloud.updates.updates.slice(before).map(({ update }) => update.version)).toEqual([2]);
});

test('no other report is read for a message without a parent and isolates', async () => {
  const cloud = aCountingCloud();
  await cloud.run(toMessage(msh({ 10: '1' }), pid(), obr({ 3: 'F1', 29: '' }), obx({ 4: '1', 5: '4.1' })));
  expect(cloud.read).toHaveLength(1);
  // the panel of a culture that says something for the first time needs the culture
  await cloud.run(whole);
  cloud.read.length = 0;
  await cloud.run(panel);
  expect(new Set(cloud.read).size).toBe(3);
});
