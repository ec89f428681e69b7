import { afterAll, expect, test } from '@jest/globals';
import { loadQuality } from '../../../../lib/site/quality/load-quality.ts';
import { siteFolders } from '../../../support/site-folder.ts';

const { aFolder, remove } = siteFolders();
afterAll(remove);

const head = `materials:
  - id: kit
    name: Kit
    lots:
      - lot: K1
        levels:
          - { level: neg, names: [{ source: bench, material: NEG }] }
          - { level: pos, names: [{ source: bench, material: POS }] }
systems:
  - id: rapid
    source: bench
    analyte: FLU
    levels: [neg, pos]
    lots: [{ material: kit, lot: K1, active: 2026-03-01T06:00:00Z, by: Ines }]
`;
const since = 'from: 2026-03-01T06:00:00Z, by: Ines';
const target = (level: string, what: string, basis = 'assayed') =>
  `      - { material: kit, lot: K1, level: ${level}, basis: ${basis}, ${what}, ${since} }\n`;
const answers = `    answers: [Negative, { answer: Positive, words: [POS] }]\n`;
const grades = `    answers: [Negative, Trace, '1+', '2+']\n`;

const problemsOf = (...parts: readonly string[]): readonly string[] => {
  const loaded = loadQuality(aFolder({ 'quality/kit.yaml': head + parts.join('') }), {
    sources: [{ id: 'bench' }] as never,
  });
  return loaded.ok ? [] : loaded.problems.map(({ path, message }) => `${path}: ${message}`);
};

const targets = '    targets:\n';
const both = targets + target('neg', 'answer: Negative') + target('pos', 'answer: Positive');
const at = (line: number, path: string, message: string) => [
  `quality/kit.yaml:${line} systems[0].${path}: ${message}`,
];

test('a kit with answers, one with grades, and an index with limits are complete', () => {
  expect(problemsOf(answers, both)).toEqual([]);
  expect(
    problemsOf(grades, targets, target('neg', 'answer: Negative'), target('pos', "grade: '2+'")),
  ).toEqual([]);
  expect(
    problemsOf(
      targets,
      target('neg', "limits: { below: '0.90' }"),
      target('pos', "limits: { low: '1.5', high: '4.5' }, unit: S/CO"),
    ),
  ).toEqual([]);
});

test.each<readonly [string, readonly string[], readonly string[]]>([
  [
    'an answer of a test system without answers',
    [both],
    [
      ...at(16, 'targets[0].answer', 'name the answers of the test system (answers), this one among them'),
      ...at(17, 'targets[1].answer', 'name the answers of the test system (answers), this one among them'),
    ],
  ],
  [
    'an answer that is none of the test system',
    [answers, targets, target('neg', 'answer: negative')],
    at(17, 'targets[0].answer', 'is not among the answers of the test system'),
  ],
  [
    'a grade that is the negative answer',
    [grades, targets, target('neg', 'grade: Negative')],
    at(17, 'targets[0].grade', 'the first answer is the negative one, and no grade: use answer'),
  ],
  [
    'two kinds of target at once',
    [answers, targets, target('neg', "answer: Negative, mean: '1', sd: '1'")],
    at(17, 'targets[0].answer', 'the target says mean already: it says one thing'),
  ],
  [
    'a target that says nothing',
    [answers, targets, target('neg', 'scale: linear')],
    [...at(17, 'targets[0].mean', 'is missing'), ...at(17, 'targets[0].sd', 'is missing')],
  ],
  [
    'an answer with a unit, logarithms, or of the wire',
    [answers, targets, target('neg', 'answer: Negative, unit: mg/dL, scale: log10', 'wire')],
    [
      ...at(17, 'targets[0].scale', 'answer has no logarithms'),
      ...at(17, 'targets[0].unit', 'an answer has no unit'),
      ...at(17, 'targets[0].basis', 'what messages say is no target of answers: a person says what is right'),
    ],
  ],
  [
    'limits between which there is nothing',
    [targets, target('neg', "limits: { above: '1.0', high: '1.00' }")],
    at(16, 'targets[0].limits', 'no number is within these limits'),
  ],
  [
    'two lower limits',
    [targets, target('neg', "limits: { above: '1.0', low: '1.00' }")],
    at(16, 'targets[0].limits', 'give low or above, not both'),
  ],
  [
    'a word of two answers, in other letters',
    ["    answers: [Negative, { answer: Positive, words: [' NEGATIVE '] }]\n"],
    at(15, 'answers[1].words[0]', 'this word means an answer already'),
  ],
  [
    'an answer that is called as a run that is not valid',
    ['    answers: [Negative, Invalid]\n'],
    at(15, 'answers[1]', 'this word means an answer already'),
  ],
  [
    'a code of two answers',
    [
      "    answers: [{ answer: A, codes: [{ code: '1', system: L }] }, B]\n    invalid: { codes: [{ code: '1', system: l }] }\n",
    ],
    at(15, 'answers[0].codes[0]', 'this code means an answer already'),
  ],
  [
    'a level with an answer and a number',
    [
      answers,
      targets,
      target('neg', 'answer: Negative'),
      target('neg', "limits: { below: '1' }").replace('2026-03-01', '2026-03-02'),
    ],
    at(
      18,
      'targets[1]',
      'other targets of this level have numbers, and this one an answer, or the other way round',
    ),
  ],
  [
    'a kit without a positive control',
    [answers, targets, target('neg', 'answer: Negative'), target('pos', 'answer: Negative')],
    at(
      17,
      'targets[0].answer',
      'every level expects the same answer: a negative and a positive control are needed',
    ),
  ],
  [
    'rules and sigma, which need a mean and SD',
    [answers, both, "    rules: { reject: [1-3s] }\n    allowedError: { percent: '5', origin: us }\n"],
    [
      ...at(19, 'rules', 'rules are for targets with mean and SD: leave them out'),
      ...at(20, 'allowedError', 'sigma is for targets with mean and SD: leave it out'),
    ],
  ],
])('%s is a problem with its place', (_, parts, problems) => {
  expect(problemsOf(...parts)).toEqual(problems);
});
