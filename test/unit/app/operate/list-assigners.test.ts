import { expect, test } from '@jest/globals';
import { listAssigners } from '../../../../lib/app/operate/list-assigners.ts';
import { registration } from '../../../support/arrivals/messages.ts';
import { anOru, pid } from '../../../support/messages.ts';
import { anOperatedSystem } from '../../../support/operator.ts';

/** The spellings that are warned of, after numbers came under these assigners. */
async function warned(assigners: readonly string[], listed?: string[][]) {
  const { system, take } = anOperatedSystem();
  for (const assigner of assigners)
    await take(anOru({ patient: { 3: `4711^^^${assigner}^MR` }, order: { 3: `F${assigner}` } }));
  const patients = { ...system.site.patients, ...(listed === undefined ? {} : { assigners: listed }) };
  return (await listAssigners({ ...system, site: { ...system.site, patients } })).map((one) => one.spellings);
}

test.each<[string, readonly string[], readonly (readonly string[])[]]>([
  ['in other capitals', ['HOSP', 'hosp', 'CLINIC'], [['HOSP', 'hosp']]],
  ['by a name, and by the universal id beside it', ['HOSP&1.2.3&ISO', 'HOSP'], [['1.2.3', 'HOSP']]],
  [
    'by a universal id alone, and a name that stands beside it',
    ['HOSP', '&1.2.3&ISO', 'hosp&1.2.3&ISO'],
    [['1.2.3', 'HOSP']],
  ],
  ['in one spelling', ['HOSP', 'HOSP', 'CLINIC'], []],
  ['by a universal id with and without its name', ['HOSP&1.2.3&ISO', '&1.2.3&ISO'], []],
  ['by a name of two hospitals', ['CITY&1.2.3&ISO', 'CITY&1.2.4&ISO', 'CITY'], []],
  ['not at all', ['', ''], []],
])(
  'an assigner %s: the spellings that lead patients of their own are named',
  async (_, assigners, spellings) => {
    expect(await warned(assigners)).toEqual(spellings);
  },
);

test('spellings that the site lists are not named', async () => {
  expect(await warned(['HOSP', 'hosp', 'HOSP&1.2.3&ISO'], [['HOSP', '1.2.3']])).toEqual([]);
});

test('a registration names assigners, too, and the sources are told', async () => {
  const { system, take } = anOperatedSystem();
  await take(anOru({ patient: { 3: '4711^^^HOSP^MR' } }));
  await take(registration('', 'A04', '20260210090000', pid({ 3: '4711^^^Hosp^MR' })));
  const { id } = system.site.sources[0] ?? {};
  expect(await listAssigners(system)).toEqual([{ spellings: ['HOSP', 'Hosp'], sources: [id] }]);
});
