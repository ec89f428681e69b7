import { expect, test } from '@jest/globals';
import { differences, readableField } from '../../../../lib/console/parts/difference.ts';
import { html } from '../../../../lib/console/parts/html.ts';

test.each([
  ['GLU|L||: values[0].number', 'GLU: value'],
  ['GLU|L||: unit.code', 'GLU: unit code'],
  ['GLU|L||: values[1].text', 'GLU: value 2 text'],
  ['GLU|L||: isUnmarkedCorrection', 'GLU: is unmarked correction'],
  ['patient.names[0].family', 'patient names family'],
  ['status', 'status'],
  ['', ''],
])('the field %s is written as %s', (field, words) => {
  expect(readableField(field)).toBe(words);
});

test('an old value is struck out beside the new one, and a missing one is said to be nothing', async () => {
  const changes = [
    { field: 'status', before: 'P', after: 'F' },
    { field: 'GLU|L||: values[0].number', before: undefined, after: '<9' },
  ];
  const text = String(await html`${differences(changes, 'Changes')}`);
  expect(text).toContain('<del>P</del>');
  expect(text).toContain('<ins>F</ins>');
  expect(text).toContain('<span class="soft">nothing</span></td><td data-head="Then"><ins>&lt;9</ins>');
  expect(String(await html`${differences([], 'Changes')}`)).toContain(
    'Nothing that a reader sees would change.',
  );
});
