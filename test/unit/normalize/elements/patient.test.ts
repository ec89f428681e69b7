import { describe, expect, test } from '@jest/globals';
import { anOru } from '../../../support/messages.ts';
import { normalized } from '../../../support/normalized.ts';

type Fields = Readonly<Record<number, string>>;

function read(fields: Fields) {
  const { parts, issues } = normalized(anOru({ patient: fields }));
  const [only] = parts;
  if (only === undefined) throw new Error('no part');
  return { patient: only.part.patient, issues };
}

const patientOf = (fields: Fields = {}) => {
  const { patient } = read(fields);
  if (patient === undefined) throw new Error('no patient');
  return patient;
};

describe('the patient of PID', () => {
  test('the number that leads comes first, and the others stay in their order', () => {
    const { identifiers } = patientOf({ 3: '7^^^A^AN~1^^^A^MR~8^^^US^SS~2^^^B^MR' });
    expect(identifiers.map(({ value }) => value)).toEqual(['1', '7', '8', '2']);
  });

  test('the same number has the same key, whatever else PID says', () => {
    expect(patientOf({ 3: '1^^^A^MR', 5: 'Okafor^Amara' }).key).toBe(
      patientOf({ 3: '8^^^US^SS~1^^^A^MR', 5: 'Other^Name', 7: '' }).key,
    );
    expect(patientOf({ 3: '1^^^A^MR' }).key).not.toBe(patientOf({ 3: '1^^^B^MR' }).key);
  });

  test('a name without a number names nobody: an issue says so', () => {
    const { patient, issues } = read({ 3: '' });
    expect(patient).toBeUndefined();
    expect(issues.map(({ at }) => at)).toEqual(['PID[1]-3']);
  });

  test('names keep their order, middle name and use; PID-9 is what else they were called', () => {
    const { names, aliases } = patientOf({ 5: 'Okafor^Amara^B^Jr^Ms^^L~Obi^Amara^^^^^M', 9: 'Eze^Amara' });
    expect(names).toMatchObject([
      { family: 'Okafor', given: ['Amara', 'B'], suffix: 'Jr', prefix: 'Ms', use: 'L' },
      { family: 'Obi', given: ['Amara'], use: 'M' },
    ]);
    expect(aliases).toMatchObject([{ family: 'Eze', given: ['Amara'] }]);
    expect(patientOf({ 9: '' }).aliases).toBeUndefined();
  });

  test.each([
    ['IS', 'W', [{ codings: [{ code: 'W' }] }]],
    ['CE', '2106-3^White^HL70005', [{ codings: [{ code: '2106-3', system: 'HL70005' }], text: 'White' }]],
    [
      'CWE, twice',
      '2106-3^White^CDCREC^W^White^L^^^white~2028-9',
      [{ codings: [{ code: '2106-3' }, { code: 'W' }], text: 'white' }, { codings: [{ code: '2028-9' }] }],
    ],
  ])('race and ethnic group are read as %s', (_, field, expected) => {
    expect(patientOf({ 10: field }).races).toMatchObject(expected); // PID-10
    expect(patientOf({ 22: field }).ethnicGroups).toMatchObject(expected); // PID-22
  });

  test('business numbers, and the use of numbers and addresses', () => {
    const patient = patientOf({
      11: '1 Elm St^^Troy^NY^12180^USA^H~PO Box 7^^Troy',
      13: '555-0100~^PRN^CP^^1^518^5550101',
      14: '555-0177^WPN^PH~^NET^Internet^amara@work.test',
    });
    expect(patient.addresses.map(({ type }) => type)).toEqual(['H', undefined]); // XAD-7
    expect(patient.phones).toEqual(['555-0100', '1 518 5550101']); // PID-13
    expect(patient.phoneUses).toEqual([{ number: '1 518 5550101', use: 'PRN', equipment: 'CP' }]); // XTN-2
    expect(patient.workPhones).toEqual([
      { number: '555-0177', use: 'WPN', equipment: 'PH' },
      { number: 'amara@work.test', use: 'NET', equipment: 'Internet' },
    ]); // PID-14
  });

  test('PID-19 identifies nobody: the key is that of the other number, and without one there is no patient', () => {
    const patient = patientOf({ 19: '123-45-6780' });
    expect(patient.socialSecurity).toMatchObject({ value: '123-45-6780', type: 'SS' });
    expect(patient.key).toBe(patientOf({ 19: '' }).key);
    expect(patient.identifiers.map(({ value }) => value)).toEqual(['700101']);
    expect(read({ 3: '', 19: '123-45-6780' }).patient).toBeUndefined();
  });

  test.each(['000-00-0000', '999999999', 'UNKNOWN', '""'])('%s in PID-19 is no number', (number) => {
    expect(patientOf({ 19: number })).not.toHaveProperty('socialSecurity');
  });

  test('what is not sent is not there', () => {
    const fields = Object.keys(patientOf({ 10: '', 14: '', 22: '""' }));
    for (const field of ['races', 'ethnicGroups', 'phoneUses', 'workPhones', 'socialSecurity'])
      expect(fields).not.toContain(field);
  });

  test('a birth date is as precise as it was sent, and what is no date is an issue', () => {
    expect(patientOf({ 7: '1984' }).birthDate?.iso).toBe('1984');
    expect(patientOf({ 7: '198403' }).birthDate?.iso).toBe('1984-03');
    const { patient, issues } = read({ 7: '19841399' });
    expect(patient?.birthDate).toBeUndefined();
    expect(issues.map(({ at }) => at)).toEqual(['PID[1]-7']);
  });

  test.each<[string, Fields]>([
    ['a word', { 5: 'Lind^Newborn' }],
    ['a word that may be a name', { 5: 'Lind^Adasgirl' }],
    ['PID-24', { 5: 'Lind^Nora', 24: 'Y' }],
    ['PID-25', { 5: 'Lind^Nora', 25: '1' }],
    ['a word, and a placeholder as birth date', { 5: 'Lind^Baby', 7: '19000101' }],
  ])('without a birth date, a newborn by %s was born in the year of the message', (_, fields) => {
    expect(patientOf({ 7: '', ...fields }).newbornIn).toBe(2026);
    expect(patientOf({ ...fields, 7: '2025' }).newbornIn).toBe(2025);
    expect(patientOf({ ...fields, 7: '2024' }).newbornIn).toBeUndefined();
  });

  test('without a birth date, nobody else was', () => {
    expect(patientOf({ 5: 'Lind^Ada', 7: '', 24: 'N' }).newbornIn).toBeUndefined();
  });

  test.each<[string, Fields, number | undefined]>([
    ['PID-24 Y and a number', { 24: 'Y', 25: '2' }, 2],
    ['a number without PID-24', { 25: '2' }, 2],
    ['a number that PID-24 denies', { 24: 'N', 25: '2' }, 2],
    ['yes in another word', { 24: 'YES', 25: '02' }, 2],
    ['a letter', { 24: 'Y', 25: 'B' }, 2],
    ['a small letter', { 25: 'a' }, 1],
    ['a letter that counts no child', { 24: 'Y', 25: 'X' }, undefined],
    ['PID-24 Y without a number', { 24: 'Y' }, undefined],
    ['a number that is none', { 24: 'Y', 25: 'constructor' }, undefined],
    ['a child before the first', { 24: 'Y', 25: '0' }, undefined],
  ])('which child of a birth: %s', (_, fields, expected) => {
    expect(patientOf(fields).birthOrder).toBe(expected);
  });

  test.each<[string, true | undefined]>([
    ['UNKNOWN^^^A^MR', true],
    ['0000^^^A^MR', true],
    ['9999^^^A^MR', true],
    ['999^^^A^MR', undefined],
    ['constructor^^^A^MR', undefined],
  ])('PID-3 %s stands for nobody: %s', (number, expected) => {
    expect(patientOf({ 3: number }).isPlaceholder).toBe(expected);
  });

  test('addresses, phones and account are kept as sent', () => {
    const patient = patientOf({
      11: '1 Elm St^Apt 2^Springfield^IL^62701^USA',
      13: '555-0100~555-0101',
      18: 'ACC-1',
    });
    expect(patient.addresses).toEqual([
      { lines: ['1 Elm St', 'Apt 2'], city: 'Springfield', state: 'IL', postalCode: '62701', country: 'USA' },
    ]);
    expect(patient.phones).toEqual(['555-0100', '555-0101']);
    expect(patient.account?.value).toBe('ACC-1');
    expect(patientOf().account).toBeUndefined();
  });
});
