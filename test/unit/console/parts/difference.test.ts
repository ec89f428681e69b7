import { expect, test } from '@jest/globals';
import { difference, readableField } from '../../../../lib/console/parts/difference.ts';
import { html } from '../../../../lib/console/parts/html.ts';
import { anOru } from '../../../support/messages.ts';
import { anOperatedSystem } from '../../../support/operator.ts';

test.each([
  ['GLU|L||: values[0].number', 'GLU: values number'],
  ['GLU|L||: unit.codings[1].code', 'GLU: unit codings 2 code'],
  ['GLU|L||: isUnmarkedCorrection', 'GLU: is unmarked correction'],
  ['patient.names[0].family', 'patient names family'],
  ['', ''],
])('the field %s is written as %s', (field, words) => {
  expect(readableField(field)).toBe(words);
});

test('an old value is struck out beside the new one, and every field that differs is there to open', async () => {
  const { take, system, onlyReport } = anOperatedSystem();
  await take(anOru({ results: [{ 5: '93' }] }));
  await take(anOru({ header: { 10: '2' }, order: { 25: 'C' }, results: [{ 5: '39<', 2: 'ST', 11: 'C' }] }));
  const [before, after] = [
    await system.reports.version(onlyReport(), 1),
    await system.reports.version(onlyReport(), 2),
  ];
  if (before === undefined || after === undefined) throw new Error('no versions');
  const text = String(await html`${difference(before.report, after.report)}`);
  expect(text).toContain('<del>93 mg/dL, final</del>');
  expect(text).toContain('<ins>39&lt; mg/dL, corrected</ins>');
  expect(text).toMatch(/<summary>Every field that differs \(\d+\)<\/summary>/);
  expect(String(await html`${difference(after.report, after.report)}`)).toContain(
    'Nothing that a reader sees would change.',
  );
});
