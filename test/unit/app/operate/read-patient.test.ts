import { describe, expect, test } from '@jest/globals';
import {
  currentPatientKey,
  everyKeyOf,
  historyOfAnalyte,
  keysInReports,
  patientKeyFrom,
  reportsOfPatient,
} from '../../../../lib/app/operate/read-patient.ts';
import { aMemoryCloud } from '../../../support/memory-cloud.ts';
import { msh, pid, segment, toMessage } from '../../../support/messages.ts';
import { aReport } from '../../../support/readable.ts';

const keyOf = (number: string): string => patientKeyFrom(`${number}^^^RIVERSIDE^MR`) ?? '';

const merge = (from: string, to: string, day: string): Uint8Array =>
  toMessage(
    msh({ 9: 'ADT^A40', 10: `M-${from}-${to}-${day}`, 7: `202603${day}` }),
    segment('EVN', { 2: `202603${day}` }),
    pid({ 3: `${to}^^^RIVERSIDE^MR`, 5: 'Test^Test' }),
    segment('MRG', { 1: `${from}^^^RIVERSIDE^MR` }),
  );

async function withMessages(...messages: readonly Uint8Array[]) {
  const cloud = aMemoryCloud();
  for (const message of messages) await cloud.run(message);
  return cloud;
}

describe('the key of a patient is read from PID-3', () => {
  test('the assigner’s universal id counts before its name', () => {
    expect(patientKeyFrom('1^^^RIVERSIDE&1.2.3&ISO^MR')).toBe(patientKeyFrom('1^^^1.2.3^MR'));
    expect(patientKeyFrom('1^^^RIVERSIDE&1.2.3&ISO')).not.toBe(patientKeyFrom('1^^^RIVERSIDE'));
  });

  test('an empty type is no type, and another number another key', () => {
    expect(patientKeyFrom('1^^^RIVERSIDE^')).toBe(patientKeyFrom('1^^^RIVERSIDE'));
    expect(patientKeyFrom('1^^^RIVERSIDE')).not.toBe(patientKeyFrom('2^^^RIVERSIDE'));
    expect(patientKeyFrom('1^^^RIVERSIDE^SS')).not.toBe(patientKeyFrom('1^^^RIVERSIDE^MR'));
  });

  test.each(['', '1', '1^^^', '^^^RIVERSIDE^MR', '1^^^&1.2', '^^^^', '1^^RIVERSIDE'])(
    '%j without a number or an authority is none',
    (text) => {
      const isUniversal = text === '1^^^&1.2';
      expect(patientKeyFrom(text) === undefined).toBe(!isUniversal);
    },
  );

  test('is that under which reports are filed', async () => {
    const { reports } = await withMessages(aReport('A', 'F-1'));
    expect(reports.all()[0]?.report.patient?.key).toBe(keyOf('A'));
  });
});

test('of a patient with very many reports the newest are read, and it is said that there are more', async () => {
  const cloud = aMemoryCloud();
  const read: string[] = [];
  const reports = {
    reportsOf: async () => Array.from({ length: 5000 }, (_, index) => `r${index}`),
    latest: async (report: string) => {
      read.push(report);
      return undefined;
    },
  };
  expect(await keysInReports('p', 100, { ...cloud, reports })).toEqual({ keys: ['p'], isCut: true });
  expect([read.length, read[0], read.at(-1)]).toEqual([100, 'r4900', 'r4999']);
  expect(await keysInReports('p', 5000, { ...cloud, reports })).toMatchObject({ isCut: false });
});

describe('a patient who was merged', () => {
  test('is the survivor, through a chain', async () => {
    const { identities } = await withMessages(
      aReport('A', 'F-1'),
      merge('A', 'B', '01'),
      merge('B', 'C', '02'),
    );
    for (const number of ['A', 'B', 'C'])
      expect(await currentPatientKey(keyOf(number), identities)).toBe(keyOf('C'));
  });

  test('is themselves again after the merge was undone', async () => {
    const { identities } = await withMessages(merge('A', 'B', '01'), merge('B', 'A', '02'));
    for (const number of ['A', 'B'])
      expect(await currentPatientKey(keyOf(number), identities)).toBe(keyOf('A'));
  });

  test('and who was never heard of is themselves', async () => {
    const { identities } = await withMessages();
    expect(await currentPatientKey('nobody', identities)).toBe('nobody');
  });

  test('has the reports and results of both numbers, under either', async () => {
    const cloud = await withMessages(
      aReport('A', 'F-1', { day: '01', results: [{ 5: '90' }] }),
      aReport('B', 'F-2', { day: '02', results: [{ 5: '91' }] }),
      merge('A', 'B', '02'),
    );
    for (const number of ['A', 'B']) {
      expect(await reportsOfPatient(keyOf(number), cloud)).toHaveLength(2);
      expect(await historyOfAnalyte(keyOf(number), 'GLU', cloud)).toHaveLength(2);
      expect(await historyOfAnalyte(keyOf(number), 'NONE', cloud)).toEqual([]);
    }
  });

  test('has every key: of the survivor and of those merged into them', async () => {
    const cloud = await withMessages(aReport('A', 'F-1'), aReport('B', 'F-2'), merge('A', 'B', '02'));
    for (const number of ['A', 'B'])
      expect((await everyKeyOf(keyOf(number), cloud)).toSorted()).toEqual(
        [keyOf('A'), keyOf('B')].toSorted(),
      );
  });

  test('of a patient alone there is one key', async () => {
    const cloud = await withMessages(aReport('A', 'F-1'), aReport('B', 'F-2'));
    expect(await everyKeyOf(keyOf('A'), cloud)).toEqual([keyOf('A')]);
  });
});
