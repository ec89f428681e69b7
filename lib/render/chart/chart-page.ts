import { type ChartContent, type ChartRow, chartRows, leveyJennings, originText } from './levey-jennings.ts';
import { escaped } from './marks.ts';

/** The chart with the table of its points, as a page that prints. */
export function chartPage(content: ChartContent): string {
  const head = [
    'Time',
    'Level',
    'Lot',
    'Result',
    'z or answer',
    'Target',
    'State',
    'Rules or reason',
    'Reagents',
    'Origin',
  ];
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="color-scheme" content="light dark"><title>${escaped(content.title)}</title>
<style>body{font:14px system-ui,sans-serif;margin:1rem}table{border-collapse:collapse}th,td{padding:.2rem .6rem;text-align:left;border-bottom:1px solid #888}thead{display:table-header-group}tr{break-inside:avoid}</style></head>
<body>${leveyJennings(content)}
<table><thead><tr>${head.map((name) => `<th scope="col">${name}</th>`).join('')}</tr></thead>
<tbody>
${chartRows(content)
  .map((row) => tableRow(row, content))
  .join('\n')}
</tbody></table></body></html>
`;
}

function tableRow({ point, tone, z, answer, target, words }: ChartRow, content: ChartContent): string {
  const cells = [
    content.timeText(point.at),
    point.level,
    point.lot,
    `${point.value} ${point.unit ?? ''}`.trim(),
    z ?? answer ?? '',
    target ?? '',
    tone,
    words,
    content.reagentsOf(point.id),
    originText(content.originOf?.(point.id)),
  ];
  return `<tr>${cells.map((cell) => `<td>${escaped(cell)}</td>`).join('')}</tr>`;
}
