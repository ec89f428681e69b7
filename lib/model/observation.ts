import * as z from 'zod';
import { conceptSchema, noteSchema, organizationSchema, personSchema } from './concept.ts';
import { gateReasons } from './hold-reason.ts';
import { timestampSchema } from './timestamp.ts';

export const documentSchema = z.object({
  mediaType: z.string().optional(),
  /** HL7 table 0299: A, Hex, Base64. */
  encoding: z.string().optional(),
  data: z.string().optional(),
  pointer: z.string().optional(),
});

/** One value. `text` is the text that the sender wrote. Numbers stay as written, so that 7.40 is not 7.4. */
export const valueSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('quantity'),
    text: z.string(),
    number: z.string(),
    comparator: z.enum(['<', '<=', '>', '>=']).optional(),
    /** The value's own unit (CQ). Default: the observation's unit. */
    unit: conceptSchema.optional(),
  }),
  z.object({ kind: z.literal('range'), text: z.string(), low: z.string(), high: z.string() }),
  z.object({
    kind: z.literal('ratio'),
    text: z.string(),
    numerator: z.string(),
    denominator: z.string(),
  }),
  z.object({ kind: z.literal('coded'), text: z.string(), concept: conceptSchema }),
  z.object({ kind: z.literal('moment'), text: z.string(), moment: timestampSchema }),
  z.object({ kind: z.literal('document'), text: z.string(), document: documentSchema }),
  z.object({ kind: z.literal('text'), text: z.string() }),
]);

/** OBX-7: the text as sent, and its limits if it consists of one or two numbers. */
export const referenceRangeSchema = z.object({
  text: z.string(),
  low: z.string().optional(),
  high: z.string().optional(),
  /** The limit itself is outside the range: `<5`, `>60`. */
  isExclusive: z.boolean().optional(),
  /** The range's own unit. Default: the observation's unit. */
  unit: conceptSchema.optional(),
});

/** The same result in the unit that the site asks for. The result as sent is kept beside it. */
export const convertedSchema = z.object({
  values: z.array(valueSchema),
  unit: conceptSchema,
  referenceRange: referenceRangeSchema.optional(),
});

/** A reagent used for a result, or on board of an instrument: INV or SID. */
export const reagentSchema = z.object({
  substance: conceptSchema.optional(),
  /** HL7 table 0384: SR, MR, DI, CO, … */
  type: z.string().optional(),
  /** HL7 table 0383: OK, EW expired warning, CE calculated error, … */
  status: z.string().optional(),
  lot: z.string().optional(),
  expires: timestampSchema.optional(),
  /** The quantity that is left, as written. */
  quantity: z.string().optional(),
  unit: conceptSchema.optional(),
});

/** One result as one message states it. */
export const observationSchema = z.object({
  /**
   * The place of the result in its report. The same analyte, sub-id and run in a later message has the same
   * slot; a correction finds its original by it.
   */
  slot: z.string(),
  /** The name of its test in the report, if messages code the test differently. */
  test: z.string().optional(),
  /** The place in the message: `OBX[2]`. */
  at: z.string(),
  code: conceptSchema,
  subId: z.string().optional(),
  /** OBX-21: the run, if the analyzer names it. */
  run: z.string().optional(),
  /** OBX-2 as sent. */
  valueType: z.string().optional(),
  values: z.array(valueSchema),
  /** HL7 null in OBX-5: the sender states that there is no value. */
  isNull: z.boolean(),
  unit: conceptSchema.optional(),
  /** HL7 null in OBX-6: the sender states that there is no unit. */
  isUnitNull: z.literal(true).optional(),
  referenceRange: referenceRangeSchema.optional(),
  /** Outside this range somebody must act at once. */
  criticalRange: referenceRangeSchema.optional(),
  converted: convertedSchema.optional(),
  /** HL7 table 0078. */
  flags: z.array(z.string()),
  /** HL7 table 0085; undefined if OBX-11 is empty. */
  status: z.string().optional(),
  observed: timestampSchema.optional(),
  analyzed: timestampSchema.optional(),
  /** OBX-17, and its other repetitions. */
  method: conceptSchema.optional(),
  otherMethods: z.array(conceptSchema).optional(),
  /** OBX-20: the places in the body that were examined. */
  bodySites: z.array(conceptSchema).optional(),
  /** OBX-18: the instrument, its module, its serial number. */
  equipment: z.array(z.string()),
  /** OBX-16: the operator, and its other repetitions. */
  performer: personSchema.optional(),
  otherPerformers: z.array(personSchema).optional(),
  /** OBX-23, otherwise OBX-15: the laboratory that made the result, with its address (OBX-24); its director (OBX-25). */
  performingLaboratory: organizationSchema.optional(),
  /** OBX-15, if OBX-23 names the laboratory. */
  producer: organizationSchema.optional(),
  director: personSchema.optional(),
  /** The lots of the reagents. */
  reagents: z.array(reagentSchema).optional(),
  notes: z.array(noteSchema),
  /** The values are the lines of one text that came in several OBX. */
  isTextBlock: z.literal(true).optional(),
  /** The holds that this result puts on its report while it stands. */
  holds: z.array(z.enum(['unmapped-code', 'unit-mismatch', ...gateReasons])).optional(),
  /** The observation is about the specimen and not about the patient: an OBX between SPM and OBR. */
  isOfSpecimen: z.boolean(),
});

export type Value = z.infer<typeof valueSchema>;
export type EncapsulatedDocument = z.infer<typeof documentSchema>;
export type ReferenceRange = z.infer<typeof referenceRangeSchema>;
export type Reagent = z.infer<typeof reagentSchema>;
export type Observation = z.infer<typeof observationSchema>;
