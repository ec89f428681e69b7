import { type Place, readPlace } from '@labwire/hl7/dialect/place';
import * as z from 'zod';

/** A place such as `O-4.5` (ASTM) or `OBX-3.1.2` (HL7). */
const placeSchema = z.string().transform((text, context): Place => {
  const place = readPlace(text);
  if (place !== undefined) return place;
  context.addIssue({ code: 'custom', message: 'not a place; write it as O-4.5 or OBX-3.1.2' });
  return z.NEVER;
});

const word = z.string().min(1);
const component = z.number().int().min(1).max(99);

/** The parts of a pattern: every part that is given must hold. There are no regular expressions. */
const patternShape = {
  equals: z.array(z.string()).min(1).optional(),
  prefix: word.optional(),
  suffix: word.optional(),
  /** So many digits, or `true` for one or more, between prefix and suffix. */
  digits: z.union([z.number().int().min(1), z.literal(true)]).optional(),
  number: z.literal(true).optional(),
  filled: z.boolean().optional(),
};

const hasPattern = (given: Readonly<Record<string, unknown>>): boolean =>
  Object.keys(patternShape).some((part) => given[part] !== undefined);

const patternNeeded = 'say what stands there: equals, prefix, suffix, digits, number or filled';

const markSchema = z.strictObject({ at: placeSchema, ...patternShape }).refine(hasPattern, patternNeeded);
const marks = z.array(markSchema).min(1);

/** A second measurement in a value, under a sub-code of its own; `shown` if destinations receive it. */
const further = { sub: word, shown: z.literal(true).optional() };

const replySchema = z.strictObject({
  /** Fields of the answer; `^` separates components, `{id}` is H-3 of the question, `{2}` a component of its Q-3. */
  fields: z.array(z.strictObject({ at: placeSchema, text: word })).optional(),
  /** Components of Q-3 that O-4 of the answer repeats, in this order. */
  echo: z.array(component).optional(),
  tests: z.enum(['together', 'apart']).optional(),
  /** O-5 of a test: `^^^{code}^`. */
  test: z.string().includes('{code}').optional(),
  none: z.enum(['order', 'nothing']).optional(),
});

/**
 * What the readers of messages need to know about an instrument: a `Dialect` of the HL7 package. A profile has these
 * parts, and a source of a site can replace each of them under the same name.
 */
export const instrumentShape = {
  specimen: z
    .strictObject({ id: z.array(placeSchema).optional(), labels: z.array(word).min(1).optional() })
    .optional(),
  patient: z.strictObject({ id: z.array(placeSchema) }).optional(),
  query: z
    .strictObject({
      layouts: z
        .array(z.strictObject({ when: marks.optional(), specimen: component, reply: replySchema.optional() }))
        .min(1),
    })
    .optional(),
  results: z
    .strictObject({
      chart: marks.optional(),
      readings: marks.optional(),
      shown: marks.optional(),
      extraField: component.optional(),
    })
    .optional(),
  codes: z
    .array(
      z.strictObject({
        when: marks.optional(),
        code: placeSchema,
        cut: z.strictObject({ at: word, part: component }).optional(),
        name: placeSchema.optional(),
        loinc: z.literal(false).optional(),
        sub: z.array(placeSchema).min(1).optional(),
      }),
    )
    .min(1)
    .optional(),
  values: z
    .strictObject({
      parts: z
        .array(
          z.strictObject({
            when: marks.optional(),
            value: component,
            note: component.optional(),
            further: z.array(z.strictObject({ component, ...further })).optional(),
          }),
        )
        .optional(),
      words: z.array(z.strictObject({ value: word, text: word })).optional(),
      none: z
        .array(z.strictObject({ ...patternShape, reason: word }).refine(hasPattern, patternNeeded))
        .optional(),
      thousands: z.enum([',', '.', "'", ' ']).optional(),
      aside: z.strictObject(further).optional(),
      messages: z.array(z.strictObject({ code: word, text: word })).optional(),
    })
    .optional(),
  orders: z.strictObject({ none: z.array(placeSchema).min(1) }).optional(),
  units: z.strictObject({ none: z.array(word).min(1) }).optional(),
  ranges: z.strictObject({ normal: z.array(word).optional(), critical: z.array(word).optional() }).optional(),
  flags: z
    .array(
      z.strictObject({
        flag: word,
        as: word.optional(),
        text: word.optional(),
        review: z.literal(true).optional(),
      }),
    )
    .optional(),
};

/** Marks of control material, in addition to those of the standards. */
export const controlMarks = { marks: marks.optional() };
