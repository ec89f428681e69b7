import * as z from 'zod';
import { readDecimal } from '../../quality/decimal.ts';
import { isPossible } from '../../quality/expected.ts';
import { ruleNames } from '../../quality/rules.ts';
import { idSchema } from '../../shared/id.ts';

/** What to write, if something else is there than a text. */
const unlessMissing = (advice: string) => ({
  error: ({ input }: { readonly input?: unknown }): string => (input === undefined ? 'is missing' : advice),
});

/** Lots, levels and codes are texts: a number without quotes loses its zeros. */
const wordSchema = z.string(unlessMissing('write it in quotes')).min(1).max(100);
const momentSchema = z.iso.datetime({
  offset: true,
  ...unlessMissing('use a time with its zone, such as 2026-11-01T06:00:00-05:00'),
});
const dateSchema = z.iso.date(unlessMissing('use a date such as 2027-06-30'));
const decimalSchema = z
  .string(unlessMissing('write the number in quotes, so that 7.40 stays 7.40'))
  .refine((text) => readDecimal(text) !== undefined, 'not a number such as "7.40"');
const positiveSchema = decimalSchema.refine(
  (text) => (readDecimal(text)?.units ?? 0n) > 0n,
  'must be more than zero, or no result could be judged',
);

/** What a message says of a lot and level. Every word that is given must be equal. */
const nameSchema = z
  .strictObject({
    source: z.string().min(1),
    /** The number of the specimen: SPM-2, otherwise the container, otherwise the order. */
    material: wordSchema.optional(),
    /** The code of the control product: INV-1. */
    product: wordSchema.optional(),
    /** The lot as the instrument names it: INV-16. */
    lot: wordSchema.optional(),
  })
  .refine(
    ({ material, product, lot }) => (material ?? product ?? lot) !== undefined,
    'give material, product or lot, as the messages have them',
  );

const materialSchema = z.strictObject({
  id: idSchema,
  name: z.string().min(1).max(100),
  lots: z
    .array(
      z.strictObject({
        lot: wordSchema,
        /** The last day on which it may be used, in the laboratory's time zone. */
        expires: dateSchema.optional(),
        levels: z.array(z.strictObject({ level: wordSchema, names: z.array(nameSchema).min(1) })).min(1),
      }),
    )
    .min(1),
});

const lotOfSystemSchema = z.strictObject({
  material: z.string().min(1),
  lot: wordSchema,
  /** The times at which the lot came into each state. */
  received: momentSchema.optional(),
  parallel: momentSchema.optional(),
  active: momentSchema.optional(),
  retired: momentSchema.optional(),
  /** Who activated it. */
  by: z.string().min(1).max(100).optional(),
});

/** Bounds of an index. A result exactly on `low` or `high` is within; one on `above` or `below` is not. */
const limitsSchema = z
  .strictObject({
    low: decimalSchema.optional(),
    above: decimalSchema.optional(),
    high: decimalSchema.optional(),
    below: decimalSchema.optional(),
  })
  .refine(
    ({ low, above, high, below }) => (low ?? above ?? high ?? below) !== undefined,
    'give low or above, high or below, or one of each side',
  )
  .refine(({ low, above }) => low === undefined || above === undefined, 'give low or above, not both')
  .refine(({ high, below }) => high === undefined || below === undefined, 'give high or below, not both')
  .refine(isPossible, 'no number is within these limits');

interface AnyTarget {
  readonly mean?: string | undefined;
  readonly sd?: string | undefined;
  readonly answer?: string | undefined;
  readonly grade?: string | undefined;
  readonly limits?: object | undefined;
  readonly unit?: string | undefined;
  readonly scale: string;
  readonly basis: string;
}

/** A target says one thing: mean and SD, or what else is expected. */
function faultsOfTarget(target: AnyTarget): readonly { readonly path: string; readonly message: string }[] {
  const { mean, sd, answer, grade, limits, unit, scale, basis } = target;
  const [kind, ...others] = Object.entries({ mean: mean ?? sd, answer, grade, limits }).flatMap(
    ([name, said]) => (said === undefined ? [] : [name]),
  );
  if (others.length > 0)
    return others.map((path) => ({ path, message: `the target says ${kind} already: it says one thing` }));
  const without = (path: string, is: boolean) => (is ? [{ path, message: 'is missing' }] : []);
  if (kind === undefined || kind === 'mean')
    return [...without('mean', mean === undefined), ...without('sd', sd === undefined)];
  const isAnswer = kind !== 'limits';
  return [
    ...(scale === 'log10' ? [{ path: 'scale', message: `${kind} has no logarithms` }] : []),
    ...(isAnswer && unit !== undefined ? [{ path: 'unit', message: 'an answer has no unit' }] : []),
    ...(isAnswer && basis === 'wire'
      ? [{ path: 'basis', message: 'what messages say is no target of answers: a person says what is right' }]
      : []),
  ];
}

const targetSchema = z
  .strictObject({
    material: z.string().min(1),
    lot: wordSchema,
    level: wordSchema,
    basis: z.enum(['provisional', 'established', 'assayed', 'peer', 'wire']),
    /** Mean and SD, or one of `answer`, `grade` and `limits`. */
    mean: decimalSchema.optional(),
    sd: positiveSchema.optional(),
    answer: wordSchema.optional(),
    /** An answer of the scale, or one next to it. */
    grade: wordSchema.optional(),
    limits: limitsSchema.optional(),
    /** As the messages have it. Default: none. */
    unit: wordSchema.optional(),
    scale: z.enum(['linear', 'log10']).default('linear'),
    from: momentSchema,
    /** Default: for a provisional target 30 days after `from`; otherwise it does not expire. */
    to: momentSchema.optional(),
    /** Who set it. */
    by: z.string().min(1).max(100),
  })
  .superRefine((target, context) => {
    for (const { path, message } of faultsOfTarget(target))
      context.addIssue({ code: 'custom', path: [path], message });
  });

const spellings = {
  /** As messages write it. Case and spaces do not matter. */
  words: z.array(wordSchema).max(50).default([]),
  /** As OBX-5.1 and OBX-5.3 have it. */
  codes: z
    .array(z.strictObject({ code: wordSchema, system: wordSchema.optional() }))
    .max(50)
    .default([]),
};

/** An answer by its name alone is written as a text. */
const answerSchema = z.preprocess(
  (one) => (typeof one === 'string' ? { answer: one } : one),
  z.strictObject({ answer: wordSchema, ...spellings }),
);

const chosenRulesSchema = z.array(z.enum(ruleNames)).default([]);

const rulesSchema = z.strictObject({
  start: z.enum(['none', '1-2s']).default('none'),
  rFour: z.enum(['sides', 'difference']).default('sides'),
  reject: chosenRulesSchema,
  warn: chosenRulesSchema,
});

const gateSchema = z
  .strictObject({
    /** What becomes of patients' results when the control is not good: see `lib/quality/decide.ts`. */
    mode: z.enum(['open', 'watch', 'gate', 'bracket']).default('open'),
    repeat: z.enum(['none', 'once']).default('none'),
    beforeReset: z.enum(['hold', 'lift']).default('hold'),
    /** A look-back that is not signed after so many hours is late. Default: 24. */
    lookBackHours: z.number().int().min(1).max(744).optional(),
  })
  .prefault({});

const localTimeSchema = z
  .string(unlessMissing('use a local time in quotes, such as "07:00"'))
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'use a local time such as "07:00"');

const dueKindSchema = z.discriminatedUnion('every', [
  /** Each local day until this local time, inclusive. */
  z.strictObject({ every: z.literal('day'), at: localTimeSchema }),
  z.strictObject({ every: z.literal('hours'), hours: z.number().int().min(1).max(744) }),
  z.strictObject({
    every: z.literal('shift'),
    /** The local times at which shifts begin. */
    at: z
      .array(localTimeSchema)
      .min(1)
      .max(12)
      .refine((times) => new Set(times).size === times.length, 'a time is listed twice'),
    /** A control so many minutes before a shift counts as one of this shift. */
    earlyMinutes: z.number().int().min(0).max(240).default(0),
  }),
  /** After so many patients' results. */
  z.strictObject({ every: z.literal('patients'), patients: z.number().int().min(1).max(1000) }),
  /** At once after a change of the reagent, or after a calibration. */
  z.strictObject({ every: z.literal('reagent') }),
  z.strictObject({ every: z.literal('calibration') }),
]);

/** One rule, or several: the earliest counts. */
const dueSchema = z.preprocess(
  (one) => (typeof one === 'object' && one !== null && !Array.isArray(one) ? [one] : one),
  z
    .array(dueKindSchema)
    .min(1)
    .max(6)
    .refine((all) => new Set(all.map(({ every }) => every)).size === all.length, 'a kind is listed twice'),
);

const systemSchema = z.strictObject({
  id: idSchema,
  source: z.string().min(1),
  /** OBX-18 as Labwire writes it, its repetitions joined by `~`. Default: the source. */
  analyzer: z.string().min(1).max(200).optional(),
  /** OBX-3.1 as the source sends it. */
  analyte: wordSchema,
  /** The levels of a complete event, in their order. */
  levels: z.array(wordSchema).min(1).max(10),
  eventMinutes: z.number().int().min(1).max(1440).default(30),
  skewMinutes: z.number().int().min(0).max(60).default(5),
  replicates: z.number().int().min(1).max(10).default(1),
  /** Default: by the number of levels. */
  rules: rulesSchema.optional(),
  /** The answers that a control can give. For a graded scale: the negative one, then each grade. */
  answers: z.array(answerSchema).min(2).max(30).optional(),
  /** How messages say that a run is not valid. The word `invalid` always does. */
  invalid: z.strictObject(spellings).optional(),
  lots: z.array(lotOfSystemSchema).default([]),
  targets: z.array(targetSchema).default([]),
  gate: gateSchema,
  /** So many runs of a parallel lot does each level need before the lot is activated. Default: 10. */
  parallelRuns: z.number().int().min(1).max(100).optional(),
  /** When a control is due. Default: never. */
  due: dueSchema.optional(),
  /** The total allowable error, for sigma. */
  allowedError: z
    .strictObject({
      percent: positiveSchema.optional(),
      absolute: positiveSchema.optional(),
      origin: z.string().min(1).max(200),
    })
    .refine(({ percent, absolute }) => (percent ?? absolute) !== undefined, 'give percent, absolute or both')
    .optional(),
  /** The bias in percent, for sigma. Default: 0, and the page says that it is assumed. */
  bias: z.strictObject({ percent: decimalSchema, origin: z.string().min(1).max(200) }).optional(),
});

/** One file of `quality/`. */
export const qualityFileSchema = z.strictObject({
  materials: z.array(materialSchema).default([]),
  systems: z.array(systemSchema).default([]),
});

export type Material = z.infer<typeof materialSchema>;
export type LotOfSystem = z.infer<typeof lotOfSystemSchema>;
export type TargetOfSystem = z.infer<typeof targetSchema>;
export type TestSystem = z.infer<typeof systemSchema>;
export type DueKind = z.infer<typeof dueKindSchema>;
export type LotName = z.infer<typeof nameSchema>;

/** The control materials and test systems of a site. */
export type Quality = z.infer<typeof qualityFileSchema>;
