import { describe, expect, test } from '@jest/globals';
import { readPl, readXad, readXtn } from '../../src/datatypes/contact.ts';
import { fieldsOf } from '../support/segment.ts';

const field = (text: string) => fieldsOf('PID', { 11: text });

describe('XAD', () => {
  test('has the parts of an address', () => {
    expect(readXad(field('1 Mill Lane&Mill Lane&1^Flat 2^Riverside^NY^10999^USA^H^^Kings'), 11)).toEqual({
      line: '1 Mill Lane', // XAD.1.1
      otherLine: 'Flat 2', // XAD.2
      city: 'Riverside', // XAD.3
      state: 'NY', // XAD.4
      postalCode: '10999', // XAD.5
      country: 'USA', // XAD.6
      type: 'H', // XAD.7
      county: 'Kings', // XAD.9
    });
  });

  test('a postal code keeps its zeros', () => {
    expect(readXad(field('^^^^01234'), 11)?.postalCode).toBe('01234');
  });
});

describe('XTN', () => {
  test('has the number as people write it, before its parts', () => {
    expect(readXtn(field('(555)0100^PRN^PH^^1^555^0199'), 11)).toMatchObject({
      number: '(555)0100',
      use: 'PRN',
      equipment: 'PH',
    });
  });

  test('the number is joined from its parts where XTN.1 is empty, XTN.12 first to be asked where it is the only one', () => {
    expect(readXtn(field('^PRN^PH^^47^555^0100'), 11)?.number).toBe('47 555 0100');
    expect(readXtn(field('^PRN^PH^^^^^^^^^+47 555 0100'), 11)?.number).toBe('+47 555 0100');
  });

  test.each([
    ['^PRN^PH^^1^555^0100^22', '1 555 0100 x22'],
    ['(555)0100^WPN^PH^^^^^22', '(555)0100 x22'],
    ['(555)0100X22^WPN^PH^^^^^22', '(555)0100X22'],
    ['^PRN^PH^^^^^22', undefined],
  ])('the extension belongs to the number: %s', (text, number) => {
    expect(readXtn(field(text), 11)?.number).toBe(number); // XTN.8
  });

  test('an address of e-mail has no number', () => {
    expect(readXtn(field('^NET^Internet^ines@lab.test'), 11)).toEqual({
      number: undefined,
      use: 'NET',
      equipment: 'Internet',
      email: 'ines@lab.test',
    });
  });
});

describe('PL', () => {
  test('is a bed in a room of a ward', () => {
    expect(readPl(field('4W^412^A^RIV&1.2&ISO^^^B2^4^by the window'), 11)).toEqual({
      pointOfCare: '4W',
      room: '412',
      bed: 'A',
      facility: { namespace: 'RIV', universalId: '1.2', universalIdType: 'ISO' }, // PL.4
      building: 'B2', // PL.7
      floor: '4', // PL.8
      description: 'by the window', // PL.9
    });
  });

  test('a facility alone is a location', () => {
    expect(readPl(field('^^^RIV'), 11)).toEqual({ facility: { namespace: 'RIV' } });
    expect(readPl(field('^^^&&'), 11)).toBeUndefined();
  });
});
