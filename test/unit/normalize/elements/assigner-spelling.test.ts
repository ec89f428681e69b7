import { expect, test } from '@jest/globals';
import { anOru } from '../../../support/messages.ts';
import { onlyPart } from '../../../support/normalized.ts';
import { aSite } from '../../../support/site.ts';

const OID = '2.16.840.1.113883.3.1';

/** The patient with this PID-3.4, at a site with these spellings. */
const patientOf = (assigner: string, assigners: readonly (readonly string[])[]) =>
  onlyPart(anOru({ patient: { 3: `4711^^^${assigner}^MR` } }), {
    site: aSite({ patients: { assigners: assigners.map((list) => [...list]) } }),
  }).patient;

const keyOf = (...[assigner, assigners]: Parameters<typeof patientOf>) => patientOf(assigner, assigners)?.key;

test.each(['HOSP', 'hosp', 'Hospital', `&${OID}&ISO`, `HOSP&${OID}&ISO`, `LAB&${OID}&ISO`])(
  '%s is HOSP where the site says so',
  (assigner) => {
    const lists = [['HOSP', 'Hospital', OID]];
    expect(keyOf(assigner, lists)).toBe(keyOf('HOSP', []));
  },
);

test('the first spelling may be a universal id', () => {
  expect(keyOf('HOSP', [[OID, 'HOSP']])).toBe(keyOf(`&${OID}&ISO`, []));
  const [leading] = patientOf('HOSP', [[OID, 'HOSP']])?.identifiers ?? [];
  expect(leading?.assigner).toEqual({ universalId: OID, universalIdType: 'ISO' }); // PID-3.4
});

test.each(['OTHER', 'HOSP&1.2.3&ISO', ''])('%j keeps its own numbers', (assigner) => {
  expect(keyOf(assigner, [['HOSP', 'Hospital', OID]])).toBe(keyOf(assigner, []));
});

test('a spelling is in one list only', () => {
  expect(() =>
    aSite({
      patients: {
        assigners: [
          ['HOSP', 'Hospital'],
          ['HOSPITAL', 'CLINIC'],
        ],
      },
    }),
  ).toThrow('a spelling is in one list only');
});
