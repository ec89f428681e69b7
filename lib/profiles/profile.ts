import { isLoincCode } from '@labwire/hl7/datatypes/loinc';
import * as z from 'zod';
import { controlMarks, instrumentShape } from './instrument.ts';

const sentence = z.string().min(1);
const name = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,60}$/, 'use lower-case letters, digits and dashes, a letter first');

/** The sections of a laboratory, in the order of the page about analyzers. */
export const sections = [
  'chemistry and immunoassay',
  'hematology',
  'coagulation',
  'blood gas and point of care',
  'urinalysis',
  'microbiology and molecular',
  'HbA1c',
  'blood bank',
] as const;

/** How a fact is known: from a manual, from a message that somebody captured, or tried on the instrument. */
export const evidence = z.enum(['manual', 'capture', 'bench']);

/** A source, and the page or file in it: `[manual, p. 35]`. */
const place = z.union([z.tuple([name, sentence]), z.tuple([name])]);

const sourceSchema = z.strictObject({
  id: name,
  title: sentence,
  edition: sentence.optional(),
  /** Where anybody can read it. */
  at: z.url(),
});

/** One line of the map: a code of the instrument, and what it means. */
const mapLineSchema = z.strictObject({
  code: z.string().min(1),
  /** The sub-code of an analyte or reading. Default: the main result. */
  sub: z.string().min(1).optional(),
  loinc: z.string().refine(isLoincCode, 'not a LOINC code: its check digit is wrong').optional(),
  display: sentence.optional(),
  /** The unit as sent. */
  unit: sentence.optional(),
  ucum: sentence.optional(),
  /** Specimens (SPM-4, O-16) to which the line applies. */
  specimen: z.array(sentence).min(1).optional(),
});

/** A result that must come out of a message of the simulator. */
const expectedSchema = z.strictObject({
  code: z.string().min(1),
  sub: z.string().min(1).optional(),
  /** The text of the value. Left out: the result has no value. */
  value: z.string().optional(),
  unit: z.string().optional(),
  loinc: z.string().optional(),
  /** OBX-11 (HL7 table 0085). */
  status: z.string().optional(),
  flags: z.array(z.string()).optional(),
  /** The limits of the reference range, as text. */
  range: z.string().optional(),
  /** The number of the patient. */
  patient: z.string().optional(),
});

/** One message as the instrument sends it, with invented people. */
const playSchema = z.strictObject({
  name: sentence,
  kind: z.enum(['result', 'control', 'calibration', 'query', 'error', 'rerun']),
  from: place.optional(),
  /** Orders that the laboratory sent before. */
  orders: z
    .array(
      z.strictObject({
        specimen: sentence,
        patient: z.strictObject({ id: sentence, family: sentence, given: sentence }),
        /** Codes of the instrument. */
        tests: z.array(sentence).min(1),
      }),
    )
    .default([]),
  /** One record or segment on each line. `{now}` stands for the time, `{id}` for a number of the message. */
  message: sentence,
  expect: z.strictObject({
    /** The results of the chart: these and no others. */
    results: z.array(expectedSchema).default([]),
    /** The points of control material: these and no others. */
    controls: z.array(expectedSchema.omit({ patient: true })).default([]),
    /** The number of readings that stay in the message. */
    readings: z.number().int().nonnegative().default(0),
    /** The number of held results by reason. */
    held: z.record(sentence, z.number().int().positive()).default({}),
    /** The tubes in the answer to a query, each with its tests; and records that the answer must contain. */
    reply: z
      .strictObject({
        work: z.array(z.strictObject({ specimen: sentence, tests: z.array(sentence) })).default([]),
        records: z.array(sentence).default([]),
      })
      .optional(),
  }),
});

/** The serial settings of an instrument, as its manual gives them. */
const serialSchema = z.strictObject({
  baudRate: z.array(z.number().int().positive()).min(1),
  dataBits: z.union([z.literal(7), z.literal(8)]).optional(),
  parity: z.enum(['none', 'even', 'odd']).optional(),
  stopBits: z.union([z.literal(1), z.literal(2)]).optional(),
});

/** One family of instruments: what its public documents say about its messages, and nothing else. */
export const profileSchema = z
  .strictObject({
    maker: sentence,
    models: z.array(sentence).min(1),
    section: z.enum(sections),
    /** `ASTM` or `HL7`, with the versions that the manual names. */
    protocol: z.array(z.strictObject({ kind: z.enum(['ASTM', 'HL7']), version: sentence.optional() })).min(1),
    sources: z.array(sourceSchema).min(1),
    verifiedBy: z.array(evidence).min(1),
    facts: z.array(z.strictObject({ fact: sentence, from: place, by: evidence.optional() })).min(1),
    /** What no source says. */
    unknown: z.array(sentence).default([]),
    /** How bytes travel. The channel of the gateway decides; a profile says what the instrument can do. */
    link: z
      .strictObject({
        transport: z
          .array(z.enum(['tcp', 'serial']))
          .min(1)
          .optional(),
        /** `frames`: LIS01-A2. `simplified`: no checksum and no frame number. `mllp`: HL7. */
        framing: z
          .array(z.enum(['frames', 'simplified', 'mllp']))
          .min(1)
          .optional(),
        serial: serialSchema.optional(),
        charset: sentence.optional(),
      })
      .optional(),
    /** How it names itself: MSH-3, MSH-4, H-5, OBX-18. */
    names: z
      .strictObject({
        application: z.array(sentence).optional(),
        facility: z.array(sentence).optional(),
        equipment: z.array(sentence).optional(),
      })
      .optional(),
    controls: z.strictObject(controlMarks).optional(),
    ...instrumentShape,
    map: z.array(mapLineSchema).default([]),
    simulator: z.array(playSchema).default([]),
  })
  .check((context) => {
    const { sources, facts, simulator } = context.value;
    const known = new Set(sources.map(({ id }) => id));
    const cited = [
      ...facts.map(({ from }, index) => ({ from, path: ['facts', index, 'from'] })),
      ...simulator.map(({ from }, index) => ({ from, path: ['simulator', index, 'from'] })),
    ];
    for (const { from, path } of cited)
      if (from !== undefined && !known.has(from[0]))
        context.issues.push({
          code: 'custom',
          input: from,
          path,
          message: 'there is no source with this id in the profile',
        });
  });

export type Profile = z.infer<typeof profileSchema>;
