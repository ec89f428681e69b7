import { describe, expect, test } from '@jest/globals';
import { type Message, parseMessage } from '@labwire/hl7/message/message';
import {
  patientsNamedIn,
  retiredGroupsOf,
  sequenceGroupOf,
  sequenceKeysOf,
} from '../../../../lib/normalize/admit/sequence-group.ts';
import { msh, obr, obx, pid, segment, toMessage } from '../../../support/messages.ts';

const rules = { senderScope: 'core-lis' };

function messageOf(...segments: readonly string[]): Message {
  const parsed = parseMessage(toMessage(msh(), ...segments));
  if (!parsed.ok) throw new Error('no message');
  return parsed.value;
}

const groupOf = (...segments: readonly string[]): string => sequenceGroupOf(messageOf(...segments), rules);
const keysOf = (...segments: readonly string[]): readonly string[] =>
  sequenceKeysOf(messageOf(...segments), rules);

const patient = (number: string): string => pid({ 3: number });
const merge = (retired: string): string => segment('MRG', { 1: retired });
const nobody = pid({ 3: '' });

/** Whether two messages must keep their order. */
const keepOrder = (a: readonly string[], b: readonly string[]): boolean => {
  const keys = new Set(keysOf(...a));
  return keysOf(...b).some((key) => keys.has(key));
};

describe('the sequence of a message', () => {
  test('is its patient’s, whatever else it names, wherever their number stands', () => {
    expect(groupOf(patient('1^^^A^MR'), obr())).toBe(
      groupOf(patient('7^^^A^AN~1^^^A^MR'), obr({ 3: 'F-2' })),
    );
    expect(groupOf(patient('1^^^A^MR'))).not.toBe(groupOf(patient('2^^^A^MR')));
    expect(groupOf(patient('1^^^A^MR'))).not.toBe(groupOf(patient('1^^^B^MR')));
  });

  test('is its order’s or its specimen’s where it names no patient', () => {
    expect(groupOf(obr({ 3: 'F-1' }), obx())).toBe(groupOf(nobody, obr({ 3: 'F-1', 25: 'P' })));
    expect(groupOf(obr({ 3: 'F-1' }))).not.toBe(groupOf(obr({ 3: 'F-2' })));
    expect(groupOf(obr({ 3: '' }), segment('SPM', { 2: 'S-1' }))).toBe(
      groupOf(obr({ 3: '', 25: 'P' }), segment('SPM', { 2: 'S-1' })),
    );
  });

  test('is its own where it names nothing, and the same for the same bytes', () => {
    expect(groupOf(obr({ 3: '' }), obx({ 5: '1' }))).not.toBe(groupOf(obr({ 3: '' }), obx({ 5: '2' })));
    expect(groupOf(obr({ 3: '' }), obx())).toBe(groupOf(obr({ 3: '' }), obx()));
  });

  test('is a digest: no number can be read in it', () => {
    for (const segments of [[patient('700101^^^A^MR')], [obr({ 3: '700101' })], [obr({ 3: '' })]])
      expect(groupOf(...segments)).toMatch(/^[0-9a-f]{32}$/);
  });
});

describe('what messages keep their order behind', () => {
  test('is each patient, order and specimen that both name', () => {
    expect(
      keepOrder([patient('1^^^A^MR'), obr({ 3: 'F-1' })], [patient('1^^^A^MR'), obr({ 3: 'F-2' })]),
    ).toBe(true);
    expect(keepOrder([patient('1^^^A^MR'), obr({ 3: 'F-1' })], [nobody, obr({ 3: 'F-1' })])).toBe(true);
    expect(keepOrder([nobody, obr({ 2: 'P-1', 3: 'F-1' })], [segment('ORC', { 2: 'P-1' })])).toBe(true);
    expect(keepOrder([segment('SPM', { 2: '^S-1' })], [segment('SAC', { 3: 'S-1' })])).toBe(true);
    expect(
      keepOrder([patient('1^^^A^MR'), obr({ 3: 'F-1' })], [patient('2^^^A^MR'), obr({ 3: 'F-2' })]),
    ).toBe(false);
  });

  test('is everybody whom a merge retires', () => {
    const merged = [patient('2^^^A^MR'), merge('1^^^A^MR')];
    expect(keepOrder(merged, [patient('1^^^A^MR')])).toBe(true);
    expect(keepOrder(merged, [patient('2^^^A^MR')])).toBe(true);
    expect(keepOrder(merged, [patient('3^^^A^MR')])).toBe(false);
  });

  test('is itself where it names nothing', () => {
    expect(keepOrder([obx({ 5: '1' })], [obx({ 5: '1' })])).toBe(true);
    expect(keepOrder([obx({ 5: '1' })], [obx({ 5: '2' })])).toBe(false);
  });

  test('is bounded, however many orders a message names', () => {
    const orders = Array.from({ length: 500 }, (_, index) => obr({ 2: `P-${index}`, 3: `F-${index}` }));
    const keys = keysOf(patient('1^^^A^MR'), ...orders);
    expect(keys.length).toBeGreaterThanOrEqual(50);
    expect(keys.length).toBeLessThan(60);
    expect(keys[0]).toBe(groupOf(patient('1^^^A^MR')));
  });
});

describe('whom a message is about', () => {
  const merged = messageOf(
    patient('2^^^A^MR'),
    merge('1^^^A^MR~9^^^A^AN'),
    patient('4^^^A^MR'),
    merge('3^^^A^MR'),
  );

  test('the retired of every PID with its MRG, and no account', () => {
    expect(retiredGroupsOf(merged, rules)).toEqual([
      groupOf(patient('1^^^A^MR')),
      groupOf(patient('3^^^A^MR')),
    ]);
  });

  test('everybody, once', () => {
    expect(patientsNamedIn(merged, rules)).toEqual(
      ['1', '3', '2', '4'].map((n) => groupOf(patient(`${n}^^^A^MR`))),
    );
    expect(patientsNamedIn(messageOf(patient('1^^^A^MR'), merge('1^^^A^MR')), rules)).toHaveLength(1);
    expect(patientsNamedIn(messageOf(nobody, obr()), rules)).toEqual([]);
  });
});
