import type { CodeLine } from './code-map.ts';
import { type CsvProblem, readCsv } from './term-csv.ts';

const columns = ['code', 'system', 'to_code', 'to_display', 'to_system'] as const;

/** Reads a destination's code map. Every problem has its line. */
export function readCodeCsv(text: string): { lines: readonly CodeLine[]; problems: readonly CsvProblem[] } {
  const csv = readCsv(text);
  if (!csv.ok) return { lines: [], problems: [{ line: csv.line, message: csv.message }] };
  const [header, ...records] = csv.records;
  const names = header?.fields.map((name) => name.trim().toLowerCase()) ?? [];
  const unknown = names.filter((name) => !(columns as readonly string[]).includes(name));
  if (unknown.length > 0 || !names.includes('code') || !names.includes('to_code'))
    return {
      lines: [],
      problems: [
        { line: 1, message: `the columns are ${columns.join(', ')}; code and to_code are required` },
      ],
    };
  const lines: CodeLine[] = [];
  const problems: CsvProblem[] = [];
  const seen = new Map<string, number>();
  for (const { fields, line } of records) {
    const cell = (name: (typeof columns)[number]): string | undefined => {
      const text = fields[names.indexOf(name)]?.trim();
      return text === '' ? undefined : text;
    };
    const [code, system, to] = [cell('code'), cell('system'), cell('to_code')];
    const key = `${code}|${system ?? ''}`;
    if (code === undefined || to === undefined)
      problems.push({ line, message: 'has no code, or no to_code' });
    else if (seen.has(key))
      problems.push({ line, message: `has the same code and system as line ${seen.get(key)}` });
    else
      lines.push({ code, system, to: { code: to, display: cell('to_display'), system: cell('to_system') } });
    seen.set(key, seen.get(key) ?? line);
  }
  return { lines, problems };
}
