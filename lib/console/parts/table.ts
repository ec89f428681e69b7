import { type Html, html, type Value } from './html.ts';

export interface Column<Row> {
  readonly head: string;
  readonly cell: (row: Row) => Value;
  /** A number or an age is aligned to the right. */
  readonly isNumber?: boolean;
}

export interface Table<Row> {
  /** Names the table for people who do not see it. */
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  /** Shown instead of a table without rows. */
  readonly empty: Value;
}

/** A table. The first column names its row. On a narrow screen each row becomes a block. */
export function table<Row>({ caption, columns, rows, empty }: Table<Row>): Value {
  if (rows.length === 0) return empty;
  return html`<table>
<caption>${caption}</caption>
<thead><tr>${columns.map(({ head, isNumber }) => html`<th scope="col"${numeric(isNumber)}>${head}</th>`)}</tr></thead>
<tbody>${rows.map(
    (row) => html`<tr>${columns.map((column, index) => cellOf(column, row, index === 0))}</tr>
`,
  )}</tbody>
</table>`;
}

function cellOf<Row>({ head, cell, isNumber }: Column<Row>, row: Row, isName: boolean): Html {
  const value = cell(row);
  return isName
    ? html`<th scope="row" data-head="${head}"${numeric(isNumber)}>${value}</th>`
    : html`<td data-head="${head}"${numeric(isNumber)}>${value}</td>`;
}

const numeric = (isNumber: boolean | undefined): Value => isNumber === true && html` class="number"`;
