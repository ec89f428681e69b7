import { expect, test } from '@jest/globals';
import { listUnmapped } from '../../../../lib/app/operate/list-unmapped.ts';
import { readTermCsv } from '../../../../lib/terminology/term-csv.ts';
import { anOru } from '../../../support/messages.ts';
import { anOperatedSystem } from '../../../support/operator.ts';

test('a code is listed until the map of its source, as it is now, knows it', async () => {
  const { system, take } = anOperatedSystem();
  await take(anOru({ results: [{}, { 3: 'NA^Sodium^L', 6: 'mmol/L' }] }));
  const codes = async (site = system.site) =>
    (await listUnmapped({ ...system, site })).map(({ code }) => code).sort();
  expect(await codes()).toEqual(['GLU', 'NA']);
  const { terms } = readTermCsv('code,loinc\nGLU,2345-7\n');
  const sources = system.site.sources.map((source) => ({ ...source, terms }));
  expect(await codes({ ...system.site, sources })).toEqual(['NA']);
});
