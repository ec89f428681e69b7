import { isLoincCode } from '@labwire/hl7/datatypes/loinc';
import * as z from 'zod';
import { type CsvProblem, readCsv, type TermRow } from './term-csv.ts';
import { toUcum } from './units.ts';

/**
 * A manufacturer's mapping of its codes to LOINC (LIVD): the spreadsheet of the IVD Industry Connectivity
 * Consortium as CSV, or the ConceptMap of HL7's LIVD guide, alone or in its Bundle.
 */
export interface Livd {
  readonly rows: readonly TermRow[];
  readonly problems: readonly CsvProblem[];
  /**
   * Specimens that were left out because they are not needed to find the LOINC code, for a person to check.
   */
  readonly notes?: readonly CsvProblem[];
}

export interface LivdOptions {
  /** The coding system that the instrument sends in OBX-3. */
  readonly system?: string | undefined;
  /** Reads only lines of this model. Default: all. */
  readonly model?: string | undefined;
}

export const readLivd = (text: string, options: LivdOptions = {}): Livd =>
  dedupe(/^\s*\{/.test(text) ? readConceptMaps(text, options) : readSpreadsheet(text, options));

/** One line of the manufacturer's file. */
interface Entry {
  readonly line: number;
  readonly code: string;
  readonly name: string | undefined;
  readonly loinc: string;
  readonly loincName: string | undefined;
  readonly specimen: string | undefined;
  readonly result: string | undefined;
}

function readSpreadsheet(text: string, options: LivdOptions): Livd {
  const csv = readCsv(text);
  if (!csv.ok) return { rows: [], problems: [{ line: csv.line, message: csv.message }] };
  const [header, ...records] = csv.records;
  const columns = (header?.fields ?? []).map((name) => name.trim().toLowerCase());
  const column = (...names: readonly string[]) => columns.findIndex((name) => names.includes(name));
  const at = {
    model: column('model'),
    code: column('vendor analyte code', 'vendor transmission code'),
    name: column('vendor analyte name'),
    loinc: column('loinc code', 'test performed loinc code'),
    loincName: column('loinc long name', 'test performed loinc long name'),
    specimen: column('vendor specimen description'),
    result: column('vendor result description'),
  };
  if (at.code === -1 || at.loinc === -1)
    return {
      rows: [],
      problems: [
        { line: 1, message: 'not a LIVD file: the columns Vendor Analyte Code and LOINC Code are missing' },
      ],
    };
  return collect(
    records.flatMap(({ fields, line }): Entry[] => {
      const field = (index: number) => {
        const value = fields[index]?.trim() ?? '';
        return value === '' ? undefined : value;
      };
      const [code, loinc] = [field(at.code), field(at.loinc)];
      const isOther = options.model !== undefined && field(at.model) !== options.model;
      // a test without a LOINC code cannot be mapped
      if (code === undefined || loinc === undefined || isOther) return [];
      return [
        {
          line,
          code,
          loinc,
          name: field(at.name),
          loincName: field(at.loincName),
          specimen: field(at.specimen),
          result: field(at.result),
        },
      ];
    }),
    options,
  );
}

const codingSchema = z.object({
  system: z.string().optional(),
  code: z.string().optional(),
  display: z.string().optional(),
});
const conceptMapSchema = z.object({
  resourceType: z.literal('ConceptMap'),
  group: z
    .array(
      z.object({
        element: z.array(
          z.object({
            code: z.string(),
            display: z.string().optional(),
            target: z
              .array(
                z.object({
                  code: z.string().optional(),
                  display: z.string().optional(),
                  equivalence: z.string().optional(),
                  dependsOn: z
                    .array(z.object({ property: z.string(), value: z.string().optional() }))
                    .optional(),
                }),
              )
              .optional(),
          }),
        ),
      }),
    )
    .optional(),
});
const definitionSchema = z.object({
  resourceType: z.literal('ObservationDefinition'),
  id: z.string(),
  code: z.object({ coding: z.array(codingSchema).optional() }),
});
const bundleSchema = z.object({
  resourceType: z.literal('Bundle'),
  entry: z.array(z.object({ resource: z.unknown() })),
});

function readConceptMaps(text: string, options: LivdOptions): Livd {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    if (!(cause instanceof Error)) throw cause;
    return { rows: [], problems: [{ line: 1, message: 'the file is neither CSV nor JSON' }] };
  }
  const bundle = bundleSchema.safeParse(json);
  const resources = bundle.success ? bundle.data.entry.map(({ resource }) => resource) : [json];
  const maps = resources.flatMap((resource) => conceptMapSchema.safeParse(resource).data ?? []);
  if (maps.length === 0)
    return { rows: [], problems: [{ line: 1, message: 'not a LIVD file: it contains no ConceptMap' }] };
  /** In a Bundle an element names an ObservationDefinition, which has the vendor's code. */
  const codes = new Map(
    resources.flatMap((resource) => {
      const { data } = definitionSchema.safeParse(resource);
      const code = data?.code.coding?.find(({ code }) => code !== undefined)?.code;
      return data === undefined || code === undefined ? [] : [[data.id, code] as const];
    }),
  );
  const elements = maps.flatMap(({ group }) => (group ?? []).flatMap(({ element }) => element));
  return collect(
    elements.flatMap((element) =>
      (element.target ?? []).flatMap(({ code, display, dependsOn, equivalence = '' }): Entry[] => {
        const dependency = (name: string) =>
          dependsOn?.find(({ property }) => property.toLowerCase().includes(name))?.value;
        if (code === undefined || ['disjoint', 'unmatched'].includes(equivalence)) return [];
        return [
          {
            line: 1,
            code: codes.get(element.code) ?? element.code,
            name: element.display,
            loinc: code,
            loincName: display,
            specimen: dependency('specimen'),
            result: dependency('result'),
          },
        ];
      }),
    ),
    options,
  );
}

/** The unit in a description of results, which is a unit or ends with one: `Quantitative, mg/dL`. */
const unitIn = (result: string | undefined): string | undefined => {
  const last = result?.split(/[,;:]/).at(-1)?.trim();
  const isWord = last === undefined || /^[A-Za-z]{4,}$/.test(last);
  return isWord ? undefined : toUcum(last) && last;
};

function collect(entries: readonly Entry[], { system }: LivdOptions): Livd {
  const problems: CsvProblem[] = [];
  const notes: CsvProblem[] = [];
  const rows = entries.flatMap((entry): (TermRow & { readonly line: number })[] => {
    const { line, code, loinc, name, loincName, specimen, result } = entry;
    if (!isLoincCode(loinc)) {
      problems.push({ line, message: `${loinc} is not a LOINC code` });
      return [];
    }
    const unit = unitIn(result);
    return [
      {
        line,
        code,
        loinc,
        ...(system === undefined ? {} : { system }),
        ...(unit === undefined ? {} : { unit, ucum: toUcum(unit) ?? '' }),
        ...(specimen === undefined ? {} : { specimen }),
        ...((loincName ?? name) === undefined ? {} : { display: loincName ?? name ?? '' }),
      },
    ];
  });
  return { rows: withSpecimensWhereNeeded(rows, problems, notes), problems, notes };
}

/**
 * The manufacturer's specimens are words and not codes of SPM-4. They are left out if code and unit alone
 * determine the LOINC code; otherwise they stay, and a person must replace them.
 */
function withSpecimensWhereNeeded(
  rows: readonly (TermRow & { readonly line: number })[],
  problems: CsvProblem[],
  notes: CsvProblem[],
): TermRow[] {
  const groups = Map.groupBy(rows, ({ code, unit }) => JSON.stringify([code, unit]));
  return [...groups.values()].flatMap((group): TermRow[] => {
    const targets = new Set(group.map(({ loinc }) => loinc));
    const [first] = group;
    if (first === undefined) return [];
    if (targets.size === 1) {
      const { line, specimen: _, ...row } = first;
      const words = [...new Set(group.flatMap((one) => one.specimen ?? []))];
      if (words.length > 0)
        notes.push({
          line,
          message: `the file lists ${first.code} for the specimen ${words.join(', ')}, but the map line applies to all: fill in the column specimen if the instrument measures it in other specimens too`,
        });
      return [row];
    }
    const isToldBySpecimen = new Set(group.map(({ specimen }) => specimen)).size === group.length;
    problems.push({
      line: first.line,
      message: isToldBySpecimen
        ? `${first.code} has a different LOINC code for each specimen: replace the words in the column specimen by codes of SPM-4`
        : `${first.code} has the LOINC codes ${[...targets].join(' and ')}, so it was left out: choose one`,
    });
    return isToldBySpecimen ? group.map(({ line: _, ...row }) => row) : [];
  });
}

const dedupe = ({ rows, problems, notes = [] }: Livd): Livd => ({
  rows: [...new Map(rows.map((row) => [JSON.stringify(row), row])).values()],
  problems,
  notes,
});
