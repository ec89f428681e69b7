import type { Coding, Concept } from '../model/concept.ts';
import type { Report } from '../model/report.ts';
import { type CsvProblem, readCsv } from './term-csv.ts';

/** One line of a destination's map: the code that it knows something by. */
export interface CodeLine {
  /** A code of a result or a service: as sent, or its LOINC. */
  readonly code: string;
  /** Its coding system; any where it is not given. */
  readonly system?: string | undefined;
  readonly to: Coding;
}

const columns = ['code', 'system', 'to_code', 'to_display', 'to_system'] as const;

/** Reads a destination's map; every problem has its line. */
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
        { line: 1, message: `the columns are ${columns.join(', ')}; code and to_code must be there` },
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
      problems.push({ line, message: 'names no code, or none to send' });
    else if (seen.has(key))
      problems.push({ line, message: `says the same code and system as line ${seen.get(key)}` });
    else
      lines.push({ code, system, to: { code: to, display: cell('to_display'), system: cell('to_system') } });
    seen.set(key, seen.get(key) ?? line);
  }
  return { lines, problems };
}

/** The report with the codes of a destination in front of those that came. */
export function translateCodes(report: Report, lines: readonly CodeLine[]): Report {
  if (lines.length === 0) return report;
  const translate = (concept: Concept): Concept => {
    const line = concept.codings
      .map(
        ({ code, system }) =>
          lines.find((one) => one.code === code && one.system !== undefined && one.system === system) ??
          lines.find((one) => one.code === code && one.system === undefined),
      )
      .find((one) => one !== undefined);
    return line === undefined
      ? concept
      : { ...concept, codings: [{ ...line.to, isMapped: true }, ...concept.codings] };
  };
  return {
    ...report,
    service: report.service && translate(report.service),
    observations: report.observations.map((one) => ({ ...one, code: translate(one.code) })),
  };
}
