import { expect, test } from '@jest/globals';
import { difference, readableField } from '../../../../lib/console/parts/difference.ts';
import { html } from '../../../../lib/console/parts/html.ts';

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
  const lines = [{ field: 'GLU', before: '93 mg/dL, final', after: '39< mg/dL, corrected' }];
  const fields = [{ field: 'GLU|L||: values[0].number', before: '93', after: undefined }];
  const text = String(await html`${difference({ lines, fields })}`);
  expect(text).toContain('<del>93 mg/dL, final</del>');
  expect(text).toContain('<ins>39&lt; mg/dL, corrected</ins>');
  expect(text).toContain('<summary>Every field that differs (1)</summary>');
  expect(text).toContain('GLU: values number');
  expect(String(await html`${difference({ lines: [], fields: [] })}`)).toContain(
    'Nothing that a reader sees would change.',
  );
});
