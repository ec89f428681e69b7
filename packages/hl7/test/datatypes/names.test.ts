import { describe, expect, test } from '@jest/globals';
import { readXcn, readXon, readXpn } from '../../src/datatypes/names.ts';
import { fieldsOf } from '../support/segment.ts';

const field = (text: string) => fieldsOf('PID', { 5: text });

describe('XPN', () => {
  test('has the parts of a name', () => {
    expect(readXpn(field('Lind^Ines^Maria^Jr^Dr^MD^L'), 5)).toEqual({
      family: 'Lind', // XPN.1.1
      given: 'Ines', // XPN.2
      middle: 'Maria', // XPN.3
      suffix: 'Jr', // XPN.4
      prefix: 'Dr', // XPN.5
      use: 'L', // XPN.7
    });
  });

  test('of a family name in parts, the surname is the first', () => {
    expect(readXpn(field('van Dyk&van&Dyk^Ada'), 5)?.family).toBe('van Dyk');
  });

  test('letters outside ASCII and escaped delimiters come out as they are', () => {
    expect(readXpn(field('Müller-Łoś^O\\T\\Neil'), 5)).toMatchObject({
      family: 'Müller-Łoś',
      given: 'O&Neil',
    });
  });

  test('a person may have one name only', () => {
    expect(readXpn(field('^Prince'), 5)).toMatchObject({ given: 'Prince' });
    expect(readXpn(field('^Prince'), 5)?.family).toBeUndefined();
  });

  test('a name that HL7 deletes is none', () => {
    expect(readXpn(field('""'), 5)).toBeUndefined();
  });
});

describe('XCN', () => {
  test('is a person with a number and who gave it', () => {
    expect(readXcn(field('12^Berg&Berg^Olav^K^Jr^Dr^MD^^RIV&1.2&ISO'), 5)).toEqual({
      id: '12', // XCN.1
      family: 'Berg', // XCN.2.1
      given: 'Olav',
      middle: 'K',
      suffix: 'Jr',
      prefix: 'Dr',
      assigner: { namespace: 'RIV', universalId: '1.2', universalIdType: 'ISO' }, // XCN.9
    });
  });

  test('a number or a name is enough', () => {
    expect(readXcn(field('12'), 5)).toMatchObject({ id: '12' });
    expect(readXcn(field('^Berg'), 5)).toMatchObject({ family: 'Berg' });
    expect(readXcn(field('^^^^^^^^RIV'), 5)).toBeUndefined();
  });
});

describe('XON', () => {
  test('has its identifier in XON.10, and before v2.5 in XON.3', () => {
    const organization = (text: string) => readXon(field(text), 5);
    expect(organization('Hill Laboratory^L^^^^CLIA&2.16&ISO^XX^^^05D0')).toEqual({
      name: 'Hill Laboratory',
      id: '05D0',
      assigner: { namespace: 'CLIA', universalId: '2.16', universalIdType: 'ISO' },
    });
    expect(organization('Hill Laboratory^L^77')?.id).toBe('77');
    expect(organization('Hill Laboratory^L^77^^^^^^^05D0')?.id).toBe('05D0');
  });

  test('an assigner alone is no organization', () => {
    expect(readXon(field('^^^^^CLIA'), 5)).toBeUndefined();
  });
});
