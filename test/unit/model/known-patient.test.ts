import { describe, expect, test } from '@jest/globals';
import { isNumberOnly, type KnownPatient, patientAsKnown } from '../../../lib/model/known-patient.ts';

const by = { rank: 3, statusTime: 1, messageTime: 1, receivedTime: 1, messageId: 'm' };
const id = (value: string, scope = 's') => ({ value, assigner: {}, scope });
const aKnown = (overrides: Partial<KnownPatient> = {}): KnownPatient => ({
  ...{ key: 'p', leading: id('1'), numbers: {}, accepted: [], birthOrders: [], revision: 1 },
  ...overrides,
});

describe('a patient as known', () => {
  test('has the number that leads first, and each once', () => {
    const numbers = {
      'PI|t': { value: [id('2', 't'), id('1', 't')], by },
      'MR|s': { value: [id('3'), id('1')], by },
      constructor: { by },
    };
    expect(patientAsKnown(aKnown({ numbers })).identifiers).toEqual([
      id('1'),
      id('3'),
      id('2', 't'),
      id('1', 't'),
    ]);
  });

  test('is described by the word that counts for each field', () => {
    const known = aKnown({
      names: { value: [{ family: 'Okafor', given: ['Amara'] }], by },
      sex: { value: 'F', by },
      birthOrder: { value: 2, by },
    });
    expect(patientAsKnown(known)).toMatchObject({
      key: 'p',
      names: [{ family: 'Okafor' }],
      sex: 'F',
      birthOrder: 2,
      addresses: [],
    });
  });

  test('has no field that the best word says is empty', () => {
    const { names, sex } = patientAsKnown(aKnown({ names: { by }, sex: { by } }));
    expect([names, sex]).toEqual([[], undefined]);
  });
});

test('a patient of whom only numbers are known says nothing that an EHR does not know', () => {
  expect(isNumberOnly(patientAsKnown(aKnown()))).toBe(true);
  expect(isNumberOnly(patientAsKnown(aKnown({ sex: { value: 'F', by } })))).toBe(false);
  expect(isNumberOnly(patientAsKnown(aKnown({ phones: { value: ['1'], by } })))).toBe(false);
});
