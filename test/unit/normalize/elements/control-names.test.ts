import { expect, test } from '@jest/globals';
import { isNameOfControl } from '../../../../lib/normalize/elements/control-names.ts';

/** `FAMILY^GIVEN`, with a birth date. */
const isControl = (name: string): boolean => {
  const [family, given] = name.split('^');
  return isNameOfControl({ family, given }, '19700214');
};

test.each([
  ...['CONTROL^LEVEL 1', 'Control^Normal', 'CONTROL^', 'CONTROL^L1', 'CONTROL-HIGH^Serum', 'CONTROL^BIORAD'],
  ...['SURVEY^CAP', 'SURVEY 2026^A', 'Survey-2^Ann', 'CAP^SURVEY', 'Smith^Control', 'QC^LEVEL 1', 'QC^Minh'],
  ...['Kontrolle^Peter', 'Calibrator^Jo', 'Control^Pathologic', 'Control^Seronorm', 'Survey^Labquality'],
])('%s is control material, although it has a birth date', (name) => {
  expect(isControl(name)).toBe(true);
});

test.each([
  ...[
    'Survey^Tom',
    'Control^Maria',
    'CONTROL^JOHN PAUL',
    'Control-Smith^Ann',
    'Survey^Zoë',
    "Control^D'Arcy",
  ],
  'Smith^Cal',
])('%s with a birth date is a person', (name) => {
  expect(isControl(name)).toBe(false);
});

test.each([undefined, '', '1970', '197002', '19700101', '1970021'])(
  'a family name that is such a word is no person with the birth date %j',
  (birthDate) => {
    expect(isNameOfControl({ family: 'Survey', given: 'Tom' }, birthDate)).toBe(true);
  },
);
