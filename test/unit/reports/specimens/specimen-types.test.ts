import { expect, test } from '@jest/globals';
import type { Concept } from '../../../../lib/model/concept.ts';
import { compareTypes, type TypeRelation } from '../../../../lib/reports/specimens/specimen-types.ts';

/** `SER^Serum^HL70487~119364003^^SCT`: one type in several coding systems. */
const typeOf = (text: string): Concept => ({
  codings: text.split('~').map((coding) => {
    const [code = '', display = '', system = ''] = coding.split('^');
    return { code, ...(display === '' ? {} : { display }), ...(system === '' ? {} : { system }) };
  }),
});

const SERUM = 'SER^Serum^HL70487';
const URINE = 'UR^Urine^HL70487';

test.each<[string, string, TypeRelation]>([
  [SERUM, SERUM, 'one'],
  [SERUM, '119364003^^SCT', 'one'],
  [SERUM, 'X1^SERUM specimen^99LAB', 'one'],
  [SERUM, 'SERPLAS^^99ROC', 'one'],
  [SERUM, 'XXX^^HL70487', 'one'],
  [URINE, 'URC^^HL70487', 'one'],
  [URINE, '258574006^Mid-stream urine specimen^SCT', 'one'],
  ['BLD^Blood^HL70487', '122555007^Venous blood^SCT', 'one'],
  ['FL^Fluid^L', 'KF^Knee fluid^L', 'one'],
  ['122575003^Urine^SCT~U1^Morning urine^L', '122575003^Urine^SCT~U^Urine^L', 'one'],
  [SERUM, 'PLAS^Plasma^HL70487', 'kin'],
  [SERUM, 'BLD^^HL70487', 'kin'],
  ['BLDA^^HL70487', 'BLDV^^HL70487', 'kin'],
  [URINE, '276833005^24 hour urine^SCT', 'kin'],
  ['UR^^HL70487~A^First portion^L', 'UR^^HL70487~B^Second portion^L', 'kin'],
  ['KL^Left knee fluid^L', 'KR^Right knee fluid^L', 'unlike'],
  ['CT^CSF tube^L', 'CT4^CSF tube 4^L', 'unlike'],
  ['A^^L', 'B^^L', 'unlike'],
  [SERUM, URINE, 'other'],
  [SERUM, '258450006^^SCT', 'other'],
  ['SER', 'X9^Urine^99LAB', 'other'],
])('%s and %s are %s', (a, b, expected) => {
  expect(compareTypes(typeOf(a), typeOf(b))).toBe(expected);
  expect(compareTypes(typeOf(b), typeOf(a))).toBe(expected);
});

test('a missing type, or one without a letter or a digit, differs from nothing', () => {
  expect(compareTypes(undefined, typeOf(SERUM))).toBe('one');
  expect(compareTypes(typeOf('*'), typeOf(SERUM))).toBe('one');
});

test('a type in words alone is compared by its words', () => {
  expect(compareTypes({ codings: [], text: 'serum' }, typeOf(SERUM))).toBe('one');
  expect(compareTypes({ codings: [], text: 'Urine' }, typeOf(SERUM))).toBe('other');
});
