import { isLoincCode } from '@labwire/hl7/datatypes/loinc';
import { parse } from 'csv-parse/sync';
import type { Term } from './term.ts';
import { conversionOf, isUcum, toUcum } from './units.ts';

/** The columns of a map, in the order of writing. */
export const termColumns = [
  'code',
  'system',
  'unit',
  'specimen',
  'loinc',
  'display',
  'ucum',
  'convert_to',
  'molar_mass',
  'sub',
] as const;

export type TermRow = { readonly [column in (typeof termColumns)[number]]?: string | undefined };

export interface CsvProblem {
  /** 1-based; the header is line 1. */
  readonly line: number;
  readonly message: string;
}

export interface ReadTerms {
  readonly terms: readonly Term[];
  readonly problems: readonly CsvProblem[];
}

/** So much of a wrong header is quoted. */
const MAX_QUOTED = 60;

/** Reads a map. Every problem has its line. */
export function readTermCsv(text: string): ReadTerms {
  const rows = readCsv(text);
  if (!rows.ok) return { terms: [], problems: [{ line: rows.line, message: rows.message }] };
  const [header, ...lines] = rows.records;
  const columns = header?.fields.map((name) => name.trim().toLowerCase()) ?? [];
  const unknown = columns.filter((name) => !(termColumns as readonly string[]).includes(name));
  if (
    header === undefined ||
    unknown.length > 0 ||
    !columns.some((name) => name === 'code' || name === 'unit')
  )
    return {
      terms: [],
      problems: [
        {
          line: 1,
          message: `the first line must be column names; they are ${termColumns.join(', ')}${unknown.length > 0 ? `; ${unknown.join(', ').slice(0, MAX_QUOTED)} is unknown` : ''}`,
        },
      ],
    };
  const terms: Term[] = [];
  const problems: CsvProblem[] = [];
  const seen = new Map<string, number>();
  for (const { fields, line } of lines) {
    const row: TermRow = Object.fromEntries(
      columns.flatMap((column, index) => {
        const value = fields[index]?.trim() ?? '';
        return value === '' ? [] : [[column, value]];
      }),
    );
    if (Object.keys(row).length === 0) continue;
    const read = toTerm(row);
    if (typeof read === 'string') {
      problems.push({ line, message: read });
      continue;
    }
    const key = JSON.stringify([
      row.code,
      row.sub,
      row.system,
      row.unit ?? row.ucum,
      row.specimen?.toLowerCase(),
    ]);
    const earlier = seen.get(key);
    if (earlier === undefined) terms.push(read);
    else
      problems.push({
        line,
        message: `has the same code, system, unit, specimen and sub-code as line ${earlier}`,
      });
    seen.set(key, earlier ?? line);
  }
  return { terms, problems };
}

/** The term of a line, or the text of its problem. */
export function toTerm(row: TermRow): Term | string {
  const { code, sub, system, unit, loinc, display, convert_to: target } = row;
  if (code === undefined && unit === undefined) return 'has neither a code nor a unit';
  if (code === undefined && (sub ?? system ?? loinc ?? row.specimen) !== undefined)
    return 'a line without a code must not have a system, LOINC code, specimen or sub-code';
  if (loinc !== undefined && !isLoincCode(loinc))
    return `${loinc} is not a LOINC code: its check digit is wrong`;
  if (row.ucum !== undefined && !isUcum(row.ucum)) return `${row.ucum} is not a UCUM unit`;
  const ucum = row.ucum ?? (unit === undefined ? undefined : toUcum(unit));
  if (unit !== undefined && ucum === undefined)
    return `${unit} cannot be read as a unit: give its UCUM unit in the column ucum`;
  const term: Term = { code, sub, system, unit, loinc, display, ucum };
  if (row.specimen !== undefined) term.specimens = row.specimen.split('|').map((one) => one.trim());
  if (row.molar_mass !== undefined && !(Number(row.molar_mass) > 0))
    return 'molar_mass must be a number, in g/mol';
  if (target === undefined) return term;
  if (!isUcum(target)) return `${target} is not a UCUM unit`;
  if (ucum === undefined) return 'convert_to needs a unit to convert from: fill in unit or ucum';
  const molarMass = row.molar_mass === undefined ? undefined : Number(row.molar_mass);
  const conversion = conversionOf(ucum, target, molarMass);
  if (conversion === undefined)
    return `${ucum} does not convert to ${target}; a conversion between mass and substance needs molar_mass`;
  return { ...term, conversion };
}

/**
 * Writes a map as CSV, with its header. The column of sub-codes is left out if no row has one. `readTermCsv` gives the
 * same rows back, without spaces around a field.
 */
export function writeTermCsv(rows: readonly TermRow[]): string {
  const hasSub = rows.some(({ sub }) => sub !== undefined);
  const columns = termColumns.filter((column) => hasSub || column !== 'sub');
  return [columns, ...rows.map((row) => columns.map((column) => row[column] ?? ''))]
    .map((fields) => `${fields.map(quoted).join(',')}\n`)
    .join('');
}

const quoted = (field: string): string => {
  const text = cellsOf(field)
    .map((cell) => (startsFormula.test(cell) ? `'${cell}` : cell))
    .join(';');
  return /[",;\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

/**
 * A cell that a spreadsheet would take for a formula, perhaps after apostrophes. It is written with an apostrophe in
 * front, which spreadsheets read as text, and the reader takes it away.
 */
const startsFormula = /^['\s]*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/u;

const unquoted = (field: string): string =>
  cellsOf(field)
    .map((cell) => (cell.startsWith("'") && startsFormula.test(cell) ? cell.slice(1) : cell))
    .join(';');

/** In many countries a spreadsheet begins a new cell at a semicolon, also within quotes that do not begin a cell. */
const cellsOf = (field: string): string[] => field.split(';');

type Csv =
  | {
      readonly ok: true;
      readonly records: readonly { readonly fields: readonly string[]; readonly line: number }[];
    }
  | { readonly ok: false; readonly line: number; readonly message: string };

/** Reads CSV into fields by line. Skips the byte order mark that spreadsheets write. */
export function readCsv(text: string): Csv {
  try {
    // the library's types do not show what these options add to the result
    const records = parse(text, {
      bom: true,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
    }) as unknown as readonly { readonly record: string[]; readonly info: { readonly lines: number } }[];
    return {
      ok: true,
      records: records.map(({ record, info }) => ({ fields: record.map(unquoted), line: info.lines })),
    };
  } catch (cause) {
    if (!isCsvFailure(cause)) throw cause;
    return { ok: false, line: cause.lines, message: cause.message };
  }
}

const isCsvFailure = (cause: unknown): cause is { readonly lines: number; readonly message: string } =>
  typeof cause === 'object' && cause !== null && 'lines' in cause && 'message' in cause;
