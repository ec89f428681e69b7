import { describe, expect, test } from '@jest/globals';
import type { Patient } from '../../../../lib/model/patient.ts';
import { samePatient } from '../../../../lib/reports/patients/same-patient.ts';
import { anOru } from '../../../support/messages.ts';
import { onlyPart } from '../../../support/normalized.ts';

/** A patient by PID-3, and by other fields of PID. */
function patient(identifiers: string, fields: Readonly<Record<number, string>> = {}): Patient {
  const { patient: read } = onlyPart(anOru({ patient: { 3: identifiers, ...fields } }));
  if (read === undefined) throw new Error('no patient');
  return read;
}

describe('two descriptions are of one person', () => {
  test.each<[boolean, string, string, string]>([
    [true, 'the same number of one list', '1^^^A^MR', '1^^^A^MR'],
    [false, 'the same number of two lists', '1^^^A^MR', '1^^^B^MR'],
    [false, 'two numbers of one list', '1^^^A^MR', '2^^^A^MR'],
    [true, 'a number in common that leads neither', '1^^^A^MR~9^^^C^MR', '2^^^B^MR~9^^^C^MR'],
    [true, 'the kinds of a list of patients are one list', '1^^^A^MR', '1^^^A^PI'],
    [false, 'an account in common', '1^^^A^MR~7^^^A^AN', '2^^^A^MR~7^^^A^AN'],
    [false, 'a visit in common', '1^^^A^MR~7^^^A^VN', '2^^^A^MR~7^^^A^VN'],
    [false, 'a social security number in common', '1^^^A^MR~7^^^US^SS', '2^^^A^MR~7^^^US^SS'],
    [true, 'a national number in common', '1^^^A^MR~7^^^DEU^NNDEU', '2^^^B^MR~7^^^DEU^NNDEU'],
    [false, 'a national number that is another medical record number', '7^^^A^MR', '7^^^A^NI'],
    [true, 'a number of a hostile word', 'constructor^^^A^MR', 'constructor^^^A^MR'],
    [false, 'numbers of two hostile words', 'constructor^^^A^MR', '__proto__^^^A^MR'],
  ])('%s: %s', (expected, _, a, b) => {
    expect(samePatient(patient(a), patient(b))).toBe(expected);
    expect(samePatient(patient(b), patient(a))).toBe(expected);
  });

  test('two children of one birth are two, though their number is one; a child and no word of children are not', () => {
    const [first, second] = ['1', '2'].map((order) => patient('1^^^A^MR', { 24: 'Y', 25: order }));
    if (first === undefined || second === undefined) throw new Error('no children');
    expect(samePatient(first, second)).toBe(false);
    expect(samePatient(first, first)).toBe(true);
    expect(samePatient(first, patient('1^^^A^MR'))).toBe(true);
  });

  test('names do not make two people one', () => {
    const name = { 5: 'Okafor^Amara', 7: '19840317' };
    expect(samePatient(patient('1^^^A^MR', name), patient('2^^^A^MR', name))).toBe(false);
  });
});
