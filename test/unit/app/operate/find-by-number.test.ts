import { expect, test } from '@jest/globals';
import { findByNumber, messagesOfPatient } from '../../../../lib/app/operate/find-by-number.ts';
import { patientKeyFrom } from '../../../../lib/app/operate/read-patient.ts';
import { carryOutReplay } from '../../../../lib/app/replay/replay-message.ts';
import { searchNameOf } from '../../../../lib/normalize/admit/search-names.ts';
import { anOru, msh, obr, obx, pid, segment, toMessage } from '../../../support/messages.ts';
import { anOperatedSystem } from '../../../support/operator.ts';

async function aSystem() {
  const operated = anOperatedSystem();
  const first = await operated.take(anOru({ header: { 10: '1' }, order: { 2: 'P-1', 3: 'F-1^CORELIS' } }));
  const second = await operated.take(anOru({ header: { 10: '2' }, order: { 3: 'F-1^CORELIS', 25: 'C' } }));
  const other = await operated.take(
    toMessage(
      msh({ 10: '3' }),
      pid(),
      segment('ORC', { 1: 'RE' }),
      obr({ 3: 'F-2' }),
      obx(),
      segment('SPM', { 1: '1', 2: '^TUBE-9', 4: 'SER' }),
    ),
  );
  const find = async (text: string) =>
    (await findByNumber(text, operated.system)).messages.map(({ id }) => id);
  return { ...operated, find, first, second, other };
}

test('messages are found by the number of their order or tube, newest first', async () => {
  const { find, first, second, other } = await aSystem();
  expect(await find('F-1')).toEqual([second, first]);
  expect(await find('P-1')).toEqual([second, first]);
  expect(await find(' TUBE-9 ')).toEqual([other]);
});

test('a number with its assigner is found by both', async () => {
  const { find, first, second } = await aSystem();
  expect(await find('F-1^CORELIS')).toEqual([second, first]);
});

test('a message that is held before its report is known is found by its order, tube and patient, until it is filed', async () => {
  const { take, system, cloud } = anOperatedSystem();
  const held = await take(
    toMessage(
      msh({ 3: 'CHEM1', 10: '1' }),
      pid({ 3: '42^^^RIVERSIDE^MR' }),
      segment('SPM', { 1: '1', 2: 'TUBE-7&LIS^LAB-7&LIS', 4: 'SER' }),
      segment('SAC', { 3: 'BOX-7' }),
      obr({ 2: 'P-7', 3: 'F-7^CORELIS' }),
      obx(),
    ),
  );
  const key = patientKeyFrom('42^^^RIVERSIDE^MR') ?? '';
  expect((await system.messages.record(held))?.ledger?.held).not.toEqual({});
  expect(cloud.reports.all()).toEqual([]);
  for (const text of ['TUBE-7', 'LAB-7', 'BOX-7', 'P-7', 'F-7', 'F-7^CORELIS'])
    expect([text, (await findByNumber(text, system)).messages.map(({ id }) => id)]).toEqual([text, [held]]);
  expect((await messagesOfPatient(key, system)).messages.map(({ id }) => id)).toEqual([held]);
  expect((await findByNumber('TUBE-8', system)).messages).toEqual([]);
  await carryOutReplay({ messageId: held, by: 'ines' }, system);
  expect((await findByNumber('TUBE-7', system)).messages.map(({ id }) => id)).toEqual([held]);
  await carryOutReplay({ messageId: held, by: 'ines', release: ['unknown-role'] }, system);
  expect(await system.messages.heldUnder(searchNameOf('TUBE-7'), 10)).toEqual([]);
  expect((await findByNumber('F-7^CORELIS', system)).messages.map(({ id }) => id)).toEqual([held]);
});

test('another number, or none, finds nothing', async () => {
  const { find } = await aSystem();
  for (const text of ['F-3', '', ' ', '^', '^CORELIS', '__proto__']) expect(await find(text)).toEqual([]);
});

test('a number of many reports is read in part, and it is said that there are more', async () => {
  const { take, system } = anOperatedSystem();
  for (let test = 0; test < 22; test++)
    await take(
      anOru({
        header: { 10: String(test) },
        order: { 3: 'F-9', 4: `T${test}^Test ${test}^L` },
        results: [{ 3: `T${test}^Test ${test}^L` }],
      }),
    );
  const found = await findByNumber('F-9', system);
  expect(found).toMatchObject({ reports: 22, isCut: true });
  expect(found.messages).toHaveLength(20);
});

test('the messages of a patient are found with every key that must be in the audit log', async () => {
  const { system, take, first, second, other } = await aSystem();
  await take(anOru({ header: { 10: '9' }, patient: { 3: '42^^^RIVERSIDE^MR' }, order: { 3: 'F-42' } }));
  const key = patientKeyFrom('700101^^^RIVERSIDE^MR') ?? '';
  const found = await messagesOfPatient(key, system);
  expect(found.messages.map(({ id }) => id).sort()).toEqual([first, second, other].sort());
  expect(found.patients).toEqual([key]);
});
