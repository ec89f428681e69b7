import { expect, test } from '@jest/globals';
import { html } from '../../../../lib/console/parts/html.ts';
import { table } from '../../../../lib/console/parts/table.ts';

const columns = [
  { head: 'Source', cell: (row: { id: string; count: number }) => row.id },
  { head: 'Messages', isNumber: true, cell: (row: { id: string; count: number }) => row.count },
];

test('a table has a caption, heads, and a name for each row', async () => {
  const text = String(
    await html`${table({ caption: 'Sources', columns, rows: [{ id: 'a<b', count: 0 }], empty: 'none' })}`,
  );
  expect(text).toContain('<caption>Sources</caption>');
  expect(text).toContain('<th scope="col" class="number">Messages</th>');
  expect(text).toContain('<th scope="row" data-head="Source">a&lt;b</th>');
  expect(text).toContain('<td data-head="Messages" class="number">0</td>');
});

test('instead of a table without rows the page says why', async () => {
  expect(String(await html`${table({ caption: 'Sources', columns, rows: [], empty: 'none' })}`)).toBe('none');
});
