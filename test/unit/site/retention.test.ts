import { expect, test } from '@jest/globals';
import { retentionSchema } from '../../../lib/site/retention.ts';

test('the defaults are those of 42 CFR 493.1105, 21 CFR 606.160(d) and 45 CFR 164.316(b)(2)', () => {
  const { classes, ...years } = retentionSchema.parse({});
  expect(years).toEqual({ reports: 2, messages: 2, controls: 2, audit: 6 });
  expect(classes.map(({ sections, years: kept }) => [sections.includes('BLB'), kept])).toEqual([
    [false, 10],
    [true, 10],
  ]);
});

test.each<[string, object, (string | number)[]]>([
  ['less than a year', { reports: 0 }, ['reports']],
  ['part of a year', { messages: 1.5 }, ['messages']],
  ['more than a century', { audit: 101 }, ['audit']],
  ['a number in words', { controls: 'two' }, ['controls']],
  ['a class without sections', { classes: [{ sections: [], years: 2 }] }, ['classes', 0, 'sections']],
  ['a section without a name', { classes: [{ sections: [''], years: 2 }] }, ['classes', 0, 'sections', 0]],
  ['a word that is not known', { constructor: 2 }, []],
])('%s is a problem with its place', (_, value, path) => {
  expect(retentionSchema.safeParse(value).error?.issues[0]?.path).toEqual(path);
});
