import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { systemEntry } from '../../../../lib/app/operate/system-entry.ts';
import { qualityFileSchema } from '../../../../lib/site/quality/schema.ts';
import { hostileWord } from '../../../support/hostile-words.ts';

const named = (analyzer: string, analyte: string) => ({
  ...{ source: 'chemistry-1', processingId: 'P', analyzer, analyte, messageId: 'm' },
});

test.each([
  ['CHEM2-A', 'GLU', 'chemistry-1-chem2-a-glu'],
  ['chemistry-1', 'GLU', 'chemistry-1-glu'],
  ['A~B', '2345-7', 'chemistry-1-a-b-2345-7'],
  ['x: "y" #', '{a}, [b]', 'chemistry-1-x-y-a-b'],
  [hostileWord, 'No', expect.stringMatching(/^chemistry-1-a-2j/)],
  ['a'.repeat(90), "'", expect.stringMatching(/^chemistry-1-a{19}$/)],
])('the entry of analyzer %p and analyte %p is a test system of these names', (analyzer, analyte, id) => {
  const { systems } = qualityFileSchema.parse(parse(`systems:\n${systemEntry(named(analyzer, analyte))}\n`));
  expect(systems).toMatchObject([{ id, source: 'chemistry-1', analyte, levels: ['1', '2'] }]);
  expect(systems[0]?.analyzer ?? 'chemistry-1').toBe(analyzer);
});
