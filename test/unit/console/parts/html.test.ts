import { expect, test } from '@jest/globals';
import { html } from '../../../../lib/console/parts/html.ts';
import { anyText, fc } from '../../../support/property.ts';

test('text is escaped, and a piece that was made before is written as it is', async () => {
  const piece = html`<b>${'<i>"&\''}</b>`;
  expect(String(await html`<p title="${'"'}">${piece}${[piece, 3]}</p>`)).toBe(
    '<p title="&quot;"><b>&lt;i&gt;&quot;&amp;&#39;</b><b>&lt;i&gt;&quot;&amp;&#39;</b>3</p>',
  );
});

test('what is undefined or false is nothing, and zero is a number', async () => {
  expect(String(await html`${undefined}${false}${0}${[]}`)).toBe('0');
});

test('no word from outside hides, turns the direction of writing, or opens an element', async () => {
  await fc.assert(
    fc.asyncProperty(anyText, async (word) => {
      const text = String(await html`${word}`);
      expect(text).not.toMatch(/[<>"']|[\p{Cc}\p{Default_Ignorable_Code_Point}\u2028\u2029]/u);
    }),
  );
  expect(String(await html`${'a\u202eb\u0000c'}`)).toBe('a\\u{202e}b␀c');
});
