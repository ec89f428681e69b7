import { type Quality, qualityFileSchema, type TestSystem } from '../lib/site/quality/schema.ts';

/** A day of a laboratory with ten modules of ten analytes each: 100 test systems with two levels. */

export const HOUR = 3_600_000;
const MODULES = 10;
const ANALYTES = 10;
const LEVELS = ['1', '2'] as const;
/** Rounds of controls of each module: every 144 minutes. */
const ROUNDS = 10;
const ROUND = (24 * HOUR) / ROUNDS;
const RESULTS_OF_PATIENT = 5;
const MESSAGES_AN_HOUR = 834;
/** The round in which one analyte of a module is beyond its limits; it is good again half an hour later. */
const failures = new Map([
  [1, 3],
  [4, 5],
  [7, 8],
]);

const modules = Array.from({ length: MODULES }, (_, index) => index);
const analytes = Array.from({ length: ANALYTES }, (_, index) => `T${index}`);
const moduleOf = (index: number): string => `CHEM-${index}`;

export function qualityWith(gate: TestSystem['gate']['mode']): Quality {
  const from = '2026-01-01T00:00:00Z';
  const ofControl = { material: 'control', lot: '1' };
  return qualityFileSchema.parse({
    materials: [
      {
        ...{ id: 'control', name: 'Control' },
        lots: [
          {
            lot: '1',
            levels: LEVELS.map((level) => ({ level, names: [{ source: 'any', material: `QC${level}` }] })),
          },
        ],
      },
    ],
    systems: modules.flatMap((module) =>
      analytes.map((analyte) => ({
        ...{ id: `m${module}-${analyte.toLowerCase()}`, source: 'any', analyzer: moduleOf(module), analyte },
        levels: LEVELS,
        gate: { mode: gate, repeat: 'once' },
        due: { every: 'hours', hours: 8 },
        lots: [{ ...ofControl, active: from, by: 'A. Example' }],
        targets: LEVELS.map((level) => ({
          ...{ ...ofControl, level, basis: 'established', mean: `${level}00`, sd: '2', unit: 'mg/dL', from },
          by: 'A. Example',
        })),
      })),
    ),
  });
}

export interface Arrival {
  readonly at: number;
  readonly kind: 'control' | 'patient';
  readonly bytes: Uint8Array;
}

/** The controls of a day, in order of time. Without `fails` all are good. */
export function controlsOf(day: number, { fails }: { readonly fails: boolean }): readonly Arrival[] {
  const found: Arrival[] = [];
  for (const module of modules)
    for (let round = 0; round < ROUNDS; round++) {
      const at = day + round * ROUND + module * 60_000;
      const isBad = fails && failures.get(module) === round;
      found.push(...controlRound(module, at, isBad ? 'T0' : undefined));
      if (isBad) found.push(...controlRound(module, at + HOUR / 2, undefined));
    }
  return found.toSorted((one, other) => one.at - other.at);
}

function controlRound(module: number, at: number, bad: string | undefined): Arrival[] {
  return LEVELS.map((level, index) => {
    const measured = at + index * 30_000;
    const id = `C-${module}-${level}-${measured}`;
    const bytes = message(measured, 'OUL^R22^OUL_R22', id, [
      `SPM|1|QC${level}||SER|||||||Q^^HL70369`,
      `OBR|1|""||PANEL^Panel^L`,
      ...analytes.map((analyte, number) => {
        // as much above as below, so that no rule over time is broken
        const drift = ((Math.floor(at / ROUND) + number) % 2 === 0 ? 1 : -1) * ((number % 3) / 2);
        const value = (Number(level) * 100 + (analyte === bad ? 8 : drift)).toFixed(1);
        return observation(number + 1, { analyte, value, module, at: measured });
      }),
    ]);
    return { at: measured, kind: 'control', bytes };
  });
}

/** The patients' messages of one hour, of five results each, in order of time. */
export function patientsOf(hour: number, share: number): readonly Arrival[] {
  const count = Math.round(MESSAGES_AN_HOUR * share);
  return Array.from({ length: count }, (_, index): Arrival => {
    const at = hour + Math.floor((index * HOUR) / count);
    const id = `P-${hour / HOUR}-${index}`;
    const module = index % MODULES;
    const first = index % (ANALYTES - RESULTS_OF_PATIENT + 1);
    const bytes = message(at, 'ORU^R01^ORU_R01', id, [
      `PID|1||${id}^^^LAB^MR||Bench^Patient||19700101|U`,
      `OBR|1||${id}^LAB|PANEL^Panel^L|||${stamp(at)}|||||||||||||||${stamp(at)}||CH|F`,
      ...analytes
        .slice(first, first + RESULTS_OF_PATIENT)
        .map((analyte, number) => observation(number + 1, { analyte, value: '98', module, at })),
    ]);
    return { at, kind: 'patient', bytes };
  });
}

interface Measured {
  readonly analyte: string;
  readonly value: string;
  readonly module: number;
  readonly at: number;
}

const observation = (number: number, { analyte, value, module, at }: Measured): string =>
  `OBX|${number}|NM|${analyte}^Test^L||${value}|mg/dL|||||F|||||||${moduleOf(module)}|${stamp(at)}`;

const message = (at: number, type: string, id: string, segments: readonly string[]): Uint8Array =>
  Buffer.from(
    [`MSH|^~\\&|BENCH|LAB|LABWIRE|HOSP|${stamp(at)}||${type}|${id}|P|2.5.1`, ...segments]
      .map((line) => `${line}\r`)
      .join(''),
  );

const stamp = (at: number): string =>
  `${new Date(at).toISOString().slice(0, 19).replaceAll(/[-:T]/g, '')}+0000`;
