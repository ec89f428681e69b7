import { type Quality, qualityFileSchema, type TestSystem } from '../../../lib/site/quality/schema.ts';

const FROM = '2026-03-01T00:00:00Z';

/** What each level of the kit must show. */
export const kitTargets = (
  expected: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
  lot = 'K1',
): readonly Readonly<Record<string, unknown>>[] =>
  Object.entries(expected).map(([level, what]) => ({
    ...{ material: 'kit', lot, level, basis: 'assayed', from: FROM, by: 'Ines', ...what },
  }));

/** The answers of a rapid test, as several instruments and people spell them. */
export const rapidAnswers = [
  {
    answer: 'Negative',
    words: ['NEG', 'Not detected'],
    codes: [{ code: '260415000', system: 'SCT' }],
  },
  { answer: 'Positive', words: ['POS', 'Detected'], codes: [{ code: '260373001', system: 'SCT' }] },
];

/** A kit with a negative and a positive control, in two lots. */
export const kitOfAnswers = (system: Readonly<Record<string, unknown>> = {}, source = 'analyzer'): Quality =>
  qualityFileSchema.parse({
    materials: [
      {
        ...{ id: 'kit', name: 'Kit control' },
        lots: ['K1', 'K2'].map((lot) => ({
          lot,
          levels: ['negative', 'positive'].map((level) => ({
            level,
            names: [{ source, material: `${lot}-${level}` }],
          })),
        })),
      },
    ],
    systems: [
      {
        ...{ id: 'rapid', source, analyzer: 'c303', analyte: 'GLU', levels: ['negative', 'positive'] },
        answers: rapidAnswers,
        invalid: { words: ['No internal control line'] },
        lots: ['K1', 'K2'].map((lot) => ({ material: 'kit', lot, active: FROM, by: 'Ines' })),
        targets: [
          ...kitTargets({ negative: { answer: 'Negative' }, positive: { answer: 'Positive' } }),
          ...kitTargets({ negative: { answer: 'Negative' }, positive: { answer: 'Positive' } }, 'K2'),
        ],
        ...system,
      },
    ],
  });

/** A strip: the negative control must be negative, the other one within one grade of `2+`. */
export const stripOfGrades = (): Quality =>
  kitOfAnswers({
    answers: ['Negative', { answer: 'Trace', words: ['+-'] }, '1+', '2+', '3+', '4+'],
    targets: kitTargets({ negative: { answer: 'Negative' }, positive: { grade: '2+' } }),
  });

export const knownControls = ({ materials, systems }: Quality) => {
  const [system] = systems as [TestSystem];
  return { materials, system, timeZone: 'UTC' };
};
