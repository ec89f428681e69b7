import { isLoincCode } from '@labwire/hl7/datatypes/loinc';
import { type CapturedLine, filledShare, type Seen, textsSeen } from './evidence.ts';

/** One line of a proposed profile, with where it was seen. */
export interface Proposed {
  readonly value: Readonly<Record<string, unknown>>;
  readonly evidence: string;
}

export interface ProposedProfile {
  readonly protocol: readonly Proposed[];
  readonly application: readonly Seen[];
  readonly facts: readonly { readonly fact: string; readonly at: string }[];
  readonly unknown: readonly string[];
  readonly controls: readonly Proposed[];
  readonly query: readonly Proposed[];
  readonly codes: readonly Proposed[];
  readonly none: readonly Proposed[];
  readonly flags: readonly Proposed[];
  readonly map: readonly Proposed[];
}

/** Where each part stands in ASTM records and in HL7 segments. */
const forms = {
  ASTM: {
    ...{ header: 'H', application: 5, version: 13, processing: 12 },
    ...{ result: 'R', test: 3, value: 4, unit: 5, range: 6, flag: 7, status: 9 },
  },
  HL7: {
    ...{ header: 'MSH', application: 3, version: 12, processing: 11 },
    ...{ result: 'OBX', test: 3, value: 5, unit: 6, range: 7, flag: 8, status: 11 },
  },
} as const;

type Form = (typeof forms)[keyof typeof forms];

/** Proposes a profile from the lines of captured messages. It says only what the captures show. */
export function proposeProfile(lines: readonly CapturedLine[]): ProposedProfile {
  const kinds = (['ASTM', 'HL7'] as const).filter((kind) =>
    lines.some(({ name }) => name === forms[kind].header),
  );
  const parts = kinds.map((kind) => proposeForm(lines, kind, forms[kind]));
  return {
    protocol: parts.flatMap(({ protocol }) => protocol),
    application: parts.flatMap(({ application }) => application),
    facts: parts.flatMap(({ facts }) => facts),
    unknown: [...new Set(parts.flatMap(({ unknown }) => unknown))],
    controls: parts.flatMap(({ controls }) => controls),
    query: parts.flatMap(({ query }) => query),
    codes: parts.flatMap(({ codes }) => codes),
    none: parts.flatMap(({ none }) => none),
    flags: parts.flatMap(({ flags }) => flags),
    map: parts.flatMap(({ map }) => map),
  };
}

function proposeForm(lines: readonly CapturedLine[], kind: 'ASTM' | 'HL7', form: Form): ProposedProfile {
  const code = codePlace(lines, form);
  const versions = textsSeen(lines, form.header, form.version);
  const flags = textsSeen(lines, form.result, form.flag).filter(({ text }) => !standardFlags.has(text));
  return {
    protocol:
      versions.length === 0
        ? [{ value: { kind }, evidence: `${form.header}-${form.version} is empty` }]
        : versions.map((seen) => ({ value: { kind, version: seen.text }, evidence: evidenceOf(seen) })),
    application: textsSeen(lines, form.header, form.application),
    facts: factsOf(lines, form),
    unknown: unknownOf(lines, form, flags),
    controls: kind === 'ASTM' ? controlMarks(lines) : [],
    query: kind === 'ASTM' ? queryLayouts(lines) : [],
    codes: code === undefined ? [] : [code],
    none: textsSeen(lines, form.result, form.value)
      .filter(({ text }) => noValue.has(text.toUpperCase()) || /^[.*\-? ]+$/.test(text))
      .map((seen) => ({
        value: { equals: [seen.text], reason: 'No result: REASON' },
        evidence: evidenceOf(seen),
      })),
    flags: flags.map((seen) => ({ value: { flag: seen.text }, evidence: evidenceOf(seen) })),
    map: mapLines(lines, form, code),
  };
}

const evidenceOf = ({ at, count }: Seen): string => (count === 1 ? at : `${at}, ${count} times`);

/** HL7 table 0078, as analyzers use it; LIS2-A2 has the same letters. */
const standardFlags: ReadonlySet<string> = new Set([
  'N',
  'L',
  'H',
  'LL',
  'HH',
  '<',
  '>',
  'A',
  'AA',
  'U',
  'D',
  'B',
  'W',
  'S',
  'R',
  'I',
]);

/** Words for a result without a value. */
const noValue: ReadonlySet<string> = new Set([
  'ERROR',
  'INVALID',
  'NO RESULT',
  'NORESULT',
  'VALUENOTSET',
  'N/A',
]);

/** The component that holds the code: the standard's if it is filled most often, otherwise the fullest. */
function codePlace(lines: readonly CapturedLine[], { result, test }: Form): Proposed | undefined {
  const [best] = (result === 'R' ? [4, 1, 2, 3, 5] : [1])
    .map((component) => ({ component, ...filledShare(lines, result, test, component) }))
    .filter(({ filled }) => filled > 0)
    .toSorted((one, other) => other.filled - one.filled);
  if (best === undefined) return undefined;
  const { component, filled, of } = best;
  const codes = textsSeen(lines, result, test, component);
  const name = nameComponent(lines, { result, test }, component);
  const subs = subComponents(lines, { result, test });
  return {
    value: {
      code: `${result}-${test}.${component}`,
      ...(name === undefined ? {} : { name: `${result}-${test}.${name}` }),
      ...(subs.length === 0 ? {} : { sub: subs.map((one) => `${result}-${test}.${one}`) }),
    },
    evidence: `${codes[0]?.at}: filled in ${filled} of ${of} results, ${codes.length} codes`,
  };
}

/** Components behind the name of an ASTM test that only some results fill: analytes and readings. */
const subComponents = (
  lines: readonly CapturedLine[],
  { result, test }: Pick<Form, 'result' | 'test'>,
): readonly number[] =>
  result !== 'R' ? [] : [7, 8].filter((component) => filledShare(lines, result, test, component).filled > 0);

/** A component with one text for each code, which is a word longer than the code. */
function nameComponent(
  lines: readonly CapturedLine[],
  { result, test }: Pick<Form, 'result' | 'test'>,
  code: number,
): number | undefined {
  return [5, 2, 7].find((component) => {
    if (component === code) return false;
    const names = new Map<string, Set<string>>();
    for (const line of lines) {
      if (line.name !== result) continue;
      const [parts = []] = line.repetitions(test);
      const name = parts[component - 1] ?? '';
      if (!/[A-Za-z]{2}/.test(name)) return false;
      const key = parts[code - 1] ?? '';
      names.set(key, (names.get(key) ?? new Set()).add(name));
    }
    return names.size > 0 && [...names.values()].every(({ size }) => size === 1);
  });
}

/** Marks of control material that the standard does not have: words in O-4. */
function controlMarks(lines: readonly CapturedLine[]): readonly Proposed[] {
  return [1, 2, 3, 4, 5, 6].flatMap((component) =>
    textsSeen(lines, 'O', 4, component)
      .filter(({ text }) => /^(?:QC|CONTROL|CTRL)$/i.test(text))
      .map((seen) => ({
        value: { at: `O-4.${component}`, equals: [seen.text] },
        evidence: evidenceOf(seen),
      })),
  );
}

/** The component of Q-3 that repeats a specimen of an order, or that alone is filled. */
function queryLayouts(lines: readonly CapturedLine[]): readonly Proposed[] {
  const specimens = new Set(textsSeen(lines, 'O', 3).map(({ text }) => text));
  const shapes = new Map<string, Proposed>();
  for (const line of lines) {
    if (line.name !== 'Q') continue;
    const [parts = []] = line.repetitions(3);
    const filled = parts.flatMap((part, index) => (part === '' ? [] : [{ part, component: index + 1 }]));
    const known = filled.find(({ part }) => specimens.has(part));
    const only = filled.length === 1 ? filled[0] : undefined;
    const found = known ?? only;
    const key = filled.map(({ component }) => component).join();
    if (found === undefined || shapes.has(key)) continue;
    const why = known === undefined ? 'the only filled component' : 'repeats a specimen of an order';
    shapes.set(key, { value: { specimen: found.component }, evidence: `${line.at}-3: ${why}` });
  }
  return [...shapes.values()];
}

/** One line for each code and unit. A LOINC code only if the instrument sends one, with a right check digit. */
function mapLines(
  lines: readonly CapturedLine[],
  form: Form,
  code: Proposed | undefined,
): readonly Proposed[] {
  const component = Number(String(code?.value['code'] ?? '').split('.')[1] ?? 0);
  const name = Number(String(code?.value['name'] ?? '').split('.')[1] ?? 0);
  const subs = ((code?.value['sub'] ?? []) as readonly string[]).map((place) => Number(place.split('.')[1]));
  if (component === 0) return [];
  const seen = new Map<string, { line: Readonly<Record<string, unknown>>; at: string; count: number }>();
  for (const line of lines) {
    if (line.name !== form.result) continue;
    const [parts = []] = line.repetitions(form.test);
    const text = parts[component - 1] ?? '';
    const unit = line.repetitions(form.unit)[0]?.[0] ?? '';
    const sub = subs.flatMap((one) => parts[one - 1] || []).join(' ');
    const key = JSON.stringify([text, sub, unit]);
    const known = seen.get(key);
    if (known !== undefined) known.count++;
    else if (text !== '')
      seen.set(key, {
        line: {
          code: text,
          ...(sub === '' ? {} : { sub }),
          ...(isLoincCode(text) ? { loinc: text } : {}),
          ...(name > 0 && parts[name - 1] !== '' ? { display: parts[name - 1] } : {}),
          ...(unit === '' ? {} : { unit }),
        },
        at: `${line.at}-${form.test}`,
        count: 1,
      });
  }
  return [...seen.values()].map(({ line, at, count }) => ({
    value: line,
    evidence: evidenceOf({ text: '', at, count }),
  }));
}

function factsOf(
  lines: readonly CapturedLine[],
  form: Form,
): readonly { readonly fact: string; readonly at: string }[] {
  const { result, header } = form;
  const examples = (field: number, words: string, component = 1): readonly { fact: string; at: string }[] => {
    const seen = textsSeen(lines, result, field, component);
    const [first] = seen;
    return first === undefined
      ? []
      : [
          {
            fact: `${result}-${field} ${words}: ${seen
              .slice(0, 8)
              .map(({ text }) => text)
              .join(', ')}`,
            at: first.at,
          },
        ];
  };
  const processing = textsSeen(lines, header, form.processing);
  const queries = textsSeen(lines, 'Q', 3, 0);
  return [
    ...processing.slice(0, 1).map(({ at }) => ({
      fact: `${header}-${form.processing} has ${processing.map(({ text }) => text).join(', ')}`,
      at,
    })),
    ...examples(form.test, 'is written as', 0),
    ...examples(form.unit, 'has the units'),
    ...examples(form.range, 'has ranges such as', 0),
    ...examples(form.flag, 'has the flags'),
    ...examples(form.status, 'has the states'),
    ...(queries[0] === undefined ? [] : [{ fact: `Q-3 has ${queriesShape(queries)}`, at: queries[0].at }]),
  ];
}

/** The form of a question, without the numbers of specimens. */
const queriesShape = (queries: readonly Seen[]): string =>
  [...new Set(queries.map(({ text }) => text.replaceAll(/[^^]+/g, 'x')))].slice(0, 4).join(', ');

function unknownOf(lines: readonly CapturedLine[], form: Form, flags: readonly Seen[]): readonly string[] {
  const { result, value, status } = form;
  const several = textsSeen(lines, result, value, 0).filter(({ text }) =>
    text.replace(/^\^+/, '').includes('^'),
  );
  const { filled, of } = filledShare(lines, result, status, 1);
  return [
    ...(several[0] === undefined ? [] : [`The components of ${result}-${value}, seen in ${several[0].at}.`]),
    ...(subComponents(lines, form).length === 0
      ? []
      : ['Which results with a sub-code are for the chart, and which are readings.']),
    ...(flags.length === 0 ? [] : ['The meaning of the flags.']),
    ...(of > 0 && filled < of ? [`The state of ${of - filled} results without ${result}-${status}.`] : []),
    ...(lines.some(({ name }) => name === 'Q' || name === 'QPD' || name === 'QRD')
      ? ['The answer that a query expects.']
      : ['Whether it asks for work.']),
    'The LOINC code of each test, unless the instrument sends it.',
  ];
}
