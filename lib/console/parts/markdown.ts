import { type Html, html, type Value } from './html.ts';

/** Makes a link of a target. Undefined: the words are shown without a link. */
export type LinkTo = (target: string) => string | undefined;

/**
 * Shows a text of our own docs: headings, paragraphs, lists, tables, code, bold words and links. The first heading is left
 * out, because it is the title.
 */
export function markdown(text: string, linkTo: LinkTo): Html {
  const [, ...blocks] = blocksOf(text);
  return html`${blocks.map((block) => blockOf(block, linkTo))}`;
}

/** The first heading, without its mark. */
export const titleOf = (text: string): string => text.split('\n', 1)[0]?.replace(/^# /, '') ?? '';

/** The first paragraph, in one line. */
export const introductionOf = (text: string): string =>
  blocksOf(text)[1]?.join(' ').replaceAll(/[`*]/g, '') ?? '';

/** Blocks are apart by an empty line; a block of code may contain some. */
function blocksOf(text: string): readonly (readonly string[])[] {
  const blocks: string[][] = [];
  let isCode = false;
  let isOpen = false;
  for (const line of text.split('\n')) {
    if (line === '' && !isCode) isOpen = false;
    else if (isOpen) blocks.at(-1)?.push(line);
    else {
      blocks.push([line]);
      isOpen = true;
    }
    if (line.startsWith('```')) isCode = !isCode;
  }
  return blocks;
}

function blockOf(lines: readonly string[], linkTo: LinkTo): Html {
  const [first = ''] = lines;
  if (first.startsWith('```'))
    return html`<pre tabindex="0">${lines.slice(1, -1).map((line) => [line, lineBreak])}</pre>`;
  if (first.startsWith('#')) return html`<h2>${words(first.replace(/^#+ /, ''), linkTo)}</h2>`;
  if (first.startsWith('|')) return tableOf(lines, linkTo);
  if (/^(?:-|\d\.) /.test(first)) return listOf(lines, linkTo);
  return html`<p>${words(lines.join(' '), linkTo)}</p>`;
}

const lineBreak = html`
`;

function tableOf([head = '', , ...rows]: readonly string[], linkTo: LinkTo): Html {
  const cells = (line: string): readonly string[] => line.split('|').slice(1, -1);
  return html`<table><thead><tr>${cells(head).map((cell) => html`<th scope="col">${words(cell.trim(), linkTo)}</th>`)}</tr></thead>
<tbody>${rows.map(
    (row) =>
      html`<tr>${cells(row).map((cell, index) => html`<td data-head="${cells(head)[index]?.replaceAll('`', '').trim()}">${words(cell.trim(), linkTo)}</td>`)}</tr>`,
  )}</tbody></table>`;
}

/** Lines that begin with spaces go on with the item before them. */
function listOf(lines: readonly string[], linkTo: LinkTo): Html {
  const items: string[] = [];
  for (const line of lines)
    if (line.startsWith(' ')) items.push(`${items.pop() ?? ''} ${line.trim()}`);
    else items.push(line.replace(/^(?:-|\d\.) /, ''));
  const shown = items.map((item) => html`<li>${words(item, linkTo)}</li>`);
  return lines[0]?.startsWith('-') === true ? html`<ul>${shown}</ul>` : html`<ol>${shown}</ol>`;
}

const MARKED = /(`[^`]{1,200}`|\*\*[^*]{1,200}\*\*|\[[^\][]{1,200}\]\([^()]{1,200}\))/;

const words = (text: string, linkTo: LinkTo): readonly Value[] =>
  text.split(MARKED).map((piece) => {
    if (piece.startsWith('`')) return html`<code>${piece.slice(1, -1)}</code>`;
    if (piece.startsWith('**')) return html`<strong>${piece.slice(2, -2)}</strong>`;
    const [, said, target] = /^\[([^\]]+)\]\(([^)]+)\)$/.exec(piece) ?? [];
    if (said === undefined || target === undefined) return piece;
    const href = linkTo(target);
    return href === undefined ? said : html`<a href="${href}">${said}</a>`;
  });
