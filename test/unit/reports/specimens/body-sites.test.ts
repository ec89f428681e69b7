import { expect, test } from '@jest/globals';
import type { Concept } from '../../../../lib/model/concept.ts';
import { areTwoSites, siteOfResult } from '../../../../lib/reports/specimens/body-sites.ts';

const conceptOf = (text: string): Concept => {
  const [code = '', display = '', system = ''] = text.split('^');
  if (code === '') return { codings: [], text: display };
  return {
    codings: [{ code, ...(display === '' ? {} : { display }), ...(system === '' ? {} : { system }) }],
  };
};

/** `72696002^Knee^SCT~L^Left^HL70495`: the place, then its modifiers. */
const siteOf = (text: string) =>
  siteOfResult({ bodySites: text === '' ? [] : text.split('~').map(conceptOf) } as Parameters<
    typeof siteOfResult
  >[0]);

const KNEE = '72696002^Knee^SCT';

test.each<[string, string, boolean]>([
  ['LKN^Left knee^L', 'RKN^Right knee^L', true],
  ['LKN^Left knee^L', 'RKN^Right elbow^99X', true],
  [`${KNEE}~L^Left^HL70495`, `${KNEE}~24028007^^SCT`, true],
  [`${KNEE}~7771000^^SCT`, '^Right knee', true],
  [`${KNEE}~BIL^Bilateral^HL70495`, `${KNEE}~L^Left^HL70495`, true],
  ['LA^^HL70163', 'LT^^HL70163', true],
  [KNEE, '16953009^Elbow^SCT', true],
  [`${KNEE}~1^First^L`, `${KNEE}~2^Second^L`, true],
  ['^Left foot', '^Right foot', true],
  [KNEE, KNEE, false],
  [KNEE, '', false],
  [KNEE, `${KNEE}~L^Left^HL70495`, false],
  [`${KNEE}~7771000^^SCT`, 'LKN^Left knee^L', false],
  [`${KNEE}~UPP^Upper^L~OUT^Outer^L`, `${KNEE}~OUT^Outer^L`, false],
  [KNEE, 'ELB^Elbow^L', false],
  ['ARM^Arm^L', 'UARM^Upper arm^L', false],
  ['^Foot, left', 'LF^Left foot^L', false],
  ['OTH^Other^L', 'ARM^Arm^L', false],
  ['UNK', KNEE, false],
  ['__proto__', 'constructor', true],
])('whether %s and %s are two places: %s', (a, b, expected) => {
  expect(areTwoSites(siteOf(a), siteOf(b))).toBe(expected);
  expect(areTwoSites(siteOf(b), siteOf(a))).toBe(expected);
});
