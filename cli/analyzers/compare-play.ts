import type { Profile } from '../../lib/profiles/profile.ts';
import type { SeenResult } from './chart.ts';

export type Play = Profile['simulator'][number];
export type Expected = Play['expect']['results'][number];

/** What became of one message: at the EHR, among the control results, and in the ledger of the message. */
export interface Seen {
  readonly results: readonly SeenResult[];
  readonly controls: readonly SeenResult[];
  readonly readings: number;
  readonly held: Readonly<Record<string, number>>;
}

/** Every difference between what a profile expects of a message and what became of it, in words. */
export function differencesOf({ expect, kind }: Play, seen: Seen): readonly string[] {
  return [
    ...compareResults('result', expect.results, seen.results),
    ...compareResults('control', expect.controls, seen.controls),
    ...(kind === 'control' && seen.results.length > 0 ? ['a control is in a chart'] : []),
    ...(seen.readings === expect.readings
      ? []
      : [`${seen.readings} readings stay in the message, not ${expect.readings}`]),
    ...compareHolds(expect.held, seen.held),
  ];
}

function compareHolds(
  expected: Readonly<Record<string, number>>,
  seen: Readonly<Record<string, number>>,
): readonly string[] {
  const counts = new Map(Object.entries(expected));
  const actual = new Map(Object.entries(seen).filter(([, count]) => count > 0));
  return [...new Set([...counts.keys(), ...actual.keys()])]
    .filter((reason) => (counts.get(reason) ?? 0) !== (actual.get(reason) ?? 0))
    .map((reason) => `held ${reason}: ${actual.get(reason) ?? 0}, not ${counts.get(reason) ?? 0}`);
}

/** Each expected result must be there once, and no other. */
function compareResults(
  kind: 'result' | 'control',
  expected: readonly Omit<Expected, 'patient'>[],
  seen: readonly SeenResult[],
): readonly string[] {
  const left = [...seen];
  const problems = expected.flatMap((one) => {
    // of several results of one code, the one that differs least
    const [best] = left
      .filter(({ codes }) => isNamed(one, codes))
      .map((candidate) => ({ candidate, wrong: wrongParts(one, candidate) }))
      .toSorted((a, b) => a.wrong.length - b.wrong.length);
    if (best === undefined) return [`${kind} ${nameOf(one)} is missing`];
    left.splice(left.indexOf(best.candidate), 1);
    return best.wrong.map((wrong) => `${kind} ${nameOf(one)}: ${wrong}`);
  });
  return [
    ...problems,
    ...left.map(
      ({ codes, values }) => `${kind} ${codes[0] ?? 'without code'} ${values[0] ?? ''} is not expected`,
    ),
  ];
}

const nameOf = ({ code, sub }: Pick<Expected, 'code' | 'sub'>): string =>
  sub === undefined ? code : `${code} ${sub}`;

/** A code of a result and its sub-code stand in one code of ours, or beside each other. */
const isNamed = ({ code, sub }: Pick<Expected, 'code' | 'sub'>, codes: readonly string[]): boolean =>
  codes.includes(code) && (sub === undefined || codes.some((one) => one.includes(sub)))
    ? true
    : sub !== undefined && codes.some((one) => one.includes(code) && one.includes(sub));

function wrongParts(
  expected: Omit<Expected, 'patient'> & { readonly patient?: string | undefined },
  seen: SeenResult,
): readonly string[] {
  const part = (name: string, wanted: string | undefined, found: readonly string[]): readonly string[] =>
    wanted === undefined || found.includes(wanted)
      ? []
      : [`${name} is ${found.length === 0 ? 'empty' : found.join(' or ')}, not ${wanted}`];
  const { value, flags } = expected;
  return [
    ...(value === undefined
      ? seen.values.length === 0
        ? []
        : [`value is ${seen.values.join(' or ')}, not empty`]
      : seen.values.some((one) => isSameValue(one, value))
        ? []
        : [`value is ${seen.values.join(' or ') || 'empty'}, not ${value}`]),
    // text has no unit, and no value has none
    ...(isNumber(value) ? part('unit', expected.unit, seen.units) : []),
    ...part('LOINC', expected.loinc, seen.loinc),
    ...part('status', expected.status, statusesOf(seen.status)),
    ...part('range', expected.range, seen.ranges),
    ...part('patient', expected.patient, seen.patient),
    ...(flags ?? []).flatMap((flag) => part('flag', flag, seen.flags)),
  ];
}

const isNumber = (value: string | undefined): boolean =>
  value !== undefined && /^[<>]?=?\s*[+-]?\.?\d/.test(value);

/** Numbers are equal if they have one value: an EHR may show 7.4 for 7.40, and 173 for 173. with a bare point. */
function isSameValue(one: string, other: string): boolean {
  if (one === other) return true;
  const [first, second] = [one, other].map((text) =>
    /^\s*([<>]=?)?\s*([+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)\s*$/.exec(text),
  );
  if (first == null || second == null) return false;
  return first[1] === second[1] && Number(first[2]) === Number(second[2]);
}

/** The letters of HL7 table 0085 that an EHR shows as this status, and those of a control as they are. */
const statusesOf = (status: string | undefined): readonly string[] =>
  status === undefined ? [] : (letters.get(status) ?? [status]);

const letters: ReadonlyMap<string, readonly string[]> = new Map([
  ['final', ['F', 'U']],
  ['preliminary', ['P', 'R', 'S']],
  ['registered', ['I', 'O']],
  // a final result that replaces another one without a mark is shown as a correction
  ['corrected', ['C', 'F']],
  ['amended', ['C', 'F']],
  ['cancelled', ['X']],
  ['entered-in-error', ['W', 'D']],
]);
