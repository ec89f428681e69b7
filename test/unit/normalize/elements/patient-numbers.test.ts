import { describe, expect, test } from '@jest/globals';
import { mayLead } from '../../../../lib/model/identity.ts';
import {
  isPlaceholderNumber,
  type NumberRules,
  readPatientNumbers,
} from '../../../../lib/normalize/elements/patient-numbers.ts';

/** Numbers as `value#type`, of one assigner. */
const read = (sent: readonly string[], rules: Partial<NumberRules> = {}) =>
  readPatientNumbers(
    sent.map((one) => {
      const [id = '', type] = one.split('#');
      return { id, assigner: { namespace: 'A' }, ...(type === undefined ? {} : { type }) };
    }),
    { senderScope: 'sender', ...rules },
  );

const leadingOf = (sent: readonly string[], rules?: Partial<NumberRules>) => read(sent, rules).leading?.value;
const linking = (sent: readonly string[], rules?: Partial<NumberRules>): string[] =>
  read(sent, rules)
    .identifiers.filter(mayLead)
    .map(({ value }) => value);

describe('a number that stands for nobody', () => {
  test.each([
    'UNKNOWN',
    'unknown',
    'Unk',
    'N/A',
    'NONE',
    'null',
    'TEST',
    '0',
    '0000',
    '00-00',
    '9999',
    '99999',
    '',
    '---',
    ' ',
  ])('“%s” does', (value) => {
    expect(isPlaceholderNumber(value)).toBe(true);
  });

  test.each([
    '9',
    '99',
    '999',
    '9998',
    '10',
    '0001',
    'TEST1',
    'UNKNOWN7',
    'constructor',
    '__proto__',
    '٣',
    '王',
  ])('“%s” does not', (value) => {
    expect(isPlaceholderNumber(value)).toBe(false);
  });

  test('a list of words replaces ours, and zeros and nines stay', () => {
    expect(isPlaceholderNumber('unknown', ['temp'])).toBe(false);
    expect(isPlaceholderNumber('TEMP', ['temp'])).toBe(true);
    expect([isPlaceholderNumber('000', []), isPlaceholderNumber('9999', [])]).toEqual([true, true]);
  });
});

describe('the number that names a person', () => {
  test('is the best of its kinds, wherever it stands', () => {
    expect(leadingOf(['1#NI', '2#PI', '3#MR'])).toBe('3');
    expect(leadingOf(['1#JHN', '2#NNDEU'])).toBe('2');
    expect(leadingOf(['1#PI', '2#PI'])).toBe('1');
  });

  test('is of the kinds that the source names, in their order', () => {
    const rules = { patientIdentifiers: ['EPI', 'MR'] };
    expect(leadingOf(['1#MR', '2#EPI'], rules)).toBe('2');
    expect(linking(['1#MR', '2#EPI', '3#PI'], rules)).toEqual(['1', '2']);
  });

  test('is the first without a type only where none has one that names people', () => {
    expect(leadingOf(['1', '2'])).toBe('1');
    expect(linking(['1', '2'])).toEqual(['1']);
    expect(linking(['1', '2#MR'])).toEqual(['2']);
    expect(linking(['1#AN', '2', '3'])).toEqual(['2']);
  });

  test.each(['SS', 'DL', 'AN', 'VN', 'constructor', 'nn', 'NN1'])('%s links nobody', (type) => {
    expect(linking([`1#${type}`, '2#MR'])).toEqual(['2']);
    expect(linking([`1#${type}`])).toEqual([]);
  });

  test('is no placeholder where another number names a person', () => {
    expect(read(['0000#MR', '2#PI'])).toMatchObject({ leading: { value: '2' }, isPlaceholder: false });
    expect(linking(['0000#MR', '2#PI'])).toEqual(['2']);
    expect(leadingOf(['UNKNOWN', '2'])).toBe('2');
  });

  test('is a placeholder where every number that could name them is one', () => {
    expect(read(['0000#MR'])).toMatchObject({ leading: { value: '0000' }, isPlaceholder: true });
    expect(read(['0000#MR', '7#AN']).isPlaceholder).toBe(true);
    expect(linking(['0000#MR', 'UNKNOWN#PI'])).toEqual([]);
  });

  test('is an account where nothing else is there, which links nobody', () => {
    expect(read(['7#AN'])).toMatchObject({ leading: { value: '7' }, isPlaceholder: false });
  });

  test('of nobody is none, and every number is kept as sent, in its order', () => {
    expect(read([])).toEqual({ identifiers: [], leading: undefined, isPlaceholder: false });
    expect(read(['7#AN', '1#MR', '0000#PI', '9']).identifiers.map(({ value }) => value)).toEqual([
      '7',
      '1',
      '0000',
      '9',
    ]);
  });
});
