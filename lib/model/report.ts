import * as z from 'zod';
import { addressSchema } from './address.ts';
import { conceptSchema, identifierSchema, noteSchema, organizationSchema, personSchema } from './concept.ts';
import { gateReasons, holdReasonSchema } from './hold-reason.ts';
import { observationSchema } from './observation.ts';
import { linkRuleSchema, patientSchema } from './patient.ts';
import { amountSchema, specimenSchema } from './specimen.ts';
import { timestampSchema } from './timestamp.ts';
import { visitSchema } from './visit.ts';
import { clocksSchema, watermarkSchema } from './watermark.ts';

export const parentSchema = z.object({
  placerOrder: identifierSchema.optional(),
  fillerOrder: identifierSchema.optional(),
  /** The parent's result, by its OBX-3 and OBX-4. */
  result: z
    .object({ code: conceptSchema, subId: z.string().optional(), value: z.string().optional() })
    .optional(),
});

/** A person who took part in the report: OBR-32 to OBR-35. */
const staffSchema = z.object({
  role: z.enum(['principal-interpreter', 'assistant-interpreter', 'technician', 'transcriptionist']),
  person: personSchema,
});

/** The data of a report besides its results. */
const reportHeadSchema = z.object({
  /** OBR-25, HL7 table 0123. */
  status: z.string().optional(),
  patient: patientSchema.optional(),
  visit: visitSchema.optional(),
  placerOrder: identifierSchema.optional(),
  fillerOrder: identifierSchema.optional(),
  /** ORC-5, HL7 table 0038. */
  orderStatus: z.string().optional(),
  /** HL7 table 0485: S at once, A as soon as possible, R routine, … */
  priority: z.string().optional(),
  service: conceptSchema.optional(),
  section: z.string().optional(),
  /** The time of collection: OBR-7. */
  observed: timestampSchema.optional(),
  observedEnd: timestampSchema.optional(),
  /** The time of the laboratory's report: OBR-22. */
  issued: timestampSchema.optional(),
  orderingProvider: personSchema.optional(),
  /** ORC-24. */
  orderingProviderAddress: addressSchema.optional(),
  /** ORC-21 to ORC-23: the facility of the ordering provider. */
  orderingFacility: organizationSchema.optional(),
  /** The numbers to call about the order: OBR-17, otherwise ORC-14. */
  callBackPhones: z.array(z.string()).optional(),
  /** OBR-28: the persons who get a copy. */
  copiesTo: z.array(personSchema).optional(),
  /** OBR-31: the reasons for the study. */
  reasons: z.array(conceptSchema).optional(),
  staff: z.array(staffSchema).optional(),
  clinicalInformation: z.string().optional(),
  /** OBR-11, HL7 table 0065: G is a reflex order, A an added one. */
  specimenAction: z.string().optional(),
  /** The result that led to this report: the culture of a susceptibility, the screening of a reflex test. */
  parent: parentSchema.optional(),
  specimens: z.array(specimenSchema),
  /** OBR-9 of an order that describes no specimen. */
  collectedAmount: amountSchema.optional(),
  notes: z.array(noteSchema),
});

/** The decision on one result by the controls of its test system, as it was when the message was read. */
export const gatedResultSchema = z.object({
  /** The place of the result in the message: `OBX[2]`. */
  at: z.string(),
  /** The id of the test system in the site. Undefined: none has the analyzer of the result. */
  system: z.string().optional(),
  /** The time of measurement by which it was judged: milliseconds since 1970. */
  measuredAt: z.number(),
  /** Why the result is held. Undefined: it may be delivered. */
  reason: z.enum(gateReasons).optional(),
  /** The reason that a person lifted. */
  released: z.enum(gateReasons).optional(),
  /** The event of controls or the action that decided; of `qc-unread`, the message of the control. */
  evidence: z.string().optional(),
  /** No later control lifts the hold; a person decides. */
  isFinal: z.literal(true).optional(),
});

/** The statements of one message about one report. */
export const reportPartSchema = reportHeadSchema.extend({
  messageId: z.string(),
  source: z.string(),
  /** The place of its OBR or ORC: `OBR[1]`. */
  at: z.string(),
  watermark: watermarkSchema,
  /**
   * The results of the parent's test (OBR-26) as the same message states them: an isolate's organism by its
   * OBX-4. Absent if the message does not state them.
   */
  parentSet: z.array(z.object({ subId: z.string(), value: z.string() })).optional(),
  /**
   * The results of the parent (OBR-29) that another report has: the isolates of a culture, as one of its messages
   * states them. Such a part is a copy from the parent's report. It adds no result of its own.
   */
  statesParent: z.array(observationSchema).optional(),
  /**
   * The results of a LIS for the tube of this analyzer's report, copied from the report of the LIS without their
   * values. A part with them adds no result: it only hides the analyzer's values of the same tests.
   */
  statesTube: z.array(observationSchema).optional(),
  /** How far in time an analyzer's result may be from `statesTube`: milliseconds. Undefined: any time. */
  reachMs: z.number().optional(),
  /** The times by which statements are put in order. `watermark` holds the time of receipt. */
  clocks: clocksSchema.optional(),
  observations: z.array(observationSchema),
  /**
   * The source of the patient, if the message named none. `report`: the part corrects or takes back results of
   * this report, which an earlier message filed.
   */
  patientFrom: z
    .object({ kind: z.enum(['order', 'specimen', 'report']), messageId: z.string(), at: z.string() })
    .optional(),
  /**
   * The key of a patient who was merged into this part's patient. The parts of that patient now belong to
   * this one.
   */
  replaces: z.string().optional(),
  /** The meaning of `replaces`, if it is not a merge. */
  linkRule: linkRuleSchema.optional(),
  /** The holds that this part puts on its report by itself. */
  holds: z.array(holdReasonSchema),
  /**
   * How often the message was read again with another outcome. For one message and place, the highest
   * revision counts.
   */
  revision: z.number().int().positive().optional(),
  /**
   * The message was read again and no longer states anything for this report. Its results were never this
   * report's.
   */
  isWithdrawn: z.literal(true).optional(),
  /**
   * The part states the whole report: a document's content. Results that it leaves out are no longer in the
   * report.
   */
  isWhole: z.literal(true).optional(),
  /**
   * It changes a document that an earlier message brought: its status (T03), or its content (T07, T08). It brings back
   * no document that ended.
   */
  isEdit: z.literal(true).optional(),
  /** The document's completion status (TXA-17) is empty: it is that of the content before. */
  keepsStatus: z.literal(true).optional(),
  /** The part withdraws its report: the document was cancelled, deleted or replaced. */
  isEnd: z.literal(true).optional(),
  /** The key of the report that this report turned out to be. It has all parts from then on. */
  joins: z.string().optional(),
  /** If this part changes a final result without a correction mark, the result is held. */
  holdsUnmarkedCorrections: z.literal(true).optional(),
  /** An analyzer made the statement. A LIS's settled result counts more. */
  isFromAnalyzer: z.literal(true).optional(),
  /** The source's meaning of several results of one test, if a later message does not repeat them all. */
  repeats: z.enum(['replace', 'add']).optional(),
  /** The source's meaning of leaving out a test that was reported before. Default: the test is kept. */
  omitted: z.enum(['withdraw', 'hold']).optional(),
  /** The order was cancelled without results; this decides about the results reported before. */
  cancels: z.enum(['withdraw', 'hold', 'keep']).optional(),
  /** A correction without an original is held. */
  holdsWithoutOriginal: z.literal(true).optional(),
  /**
   * It corrects or takes back a result that another report may hold, or it changes a document without content of its
   * own: it waits for the original.
   */
  waitsForOriginal: z.literal(true).optional(),
  /** It corrects results of this report under another service (OBR-4). That service does not name the report. */
  isRenamed: z.literal(true).optional(),
  /** Holds that a person has lifted for its message. */
  released: z.array(holdReasonSchema).optional(),
  /** The decisions on its results of gated test systems. A later reading with another decision is another revision. */
  gate: z.array(gatedResultSchema).optional(),
});

/** The origin of a result: its own OBR-7 and OBR-8, OBR-26 and OBR-29, and the report's specimens. */
export const collectionSchema = z.object({
  observed: timestampSchema.optional(),
  observedEnd: timestampSchema.optional(),
  parent: parentSchema.optional(),
  /** Indexes of the report's specimens, from 0. */
  specimens: z.array(z.number().int().nonnegative()),
});

/** Remarks for readers about how the standing result was selected. */
export const markSchema = z.enum([
  /** No clock tells which statement is the newest; the one received last stands. */
  'order-unknown',
  /** A preliminary result came after the final one, and is not shown. */
  'un-verified',
  /** The analyzer measured again, and that run failed. */
  'failed-rerun',
  /** A correction without an original. */
  'no-original',
]);

/** A result in the report, with the statements that it replaced. */
export const reportedObservationSchema = observationSchema.extend({
  messageId: z.string(),
  /** OBR-25 of its part. It counts if OBX-11 is empty. */
  reportStatus: z.string().optional(),
  /** A final value was replaced without a correction mark (42 CFR 493.1291(k)). */
  isUnmarkedCorrection: z.boolean(),
  /** Only if it differs from the collection in the report's head. */
  collection: collectionSchema.optional(),
  marks: z.array(markSchema).optional(),
  /** The final statement that this one corrects: see `history`. */
  corrects: z.object({ messageId: z.string(), at: z.string() }).optional(),
  /** Every other statement about this slot, newest first, including late preliminary results. */
  history: z.array(
    observationSchema.extend({
      messageId: z.string(),
      /** The time of the statement: OBR-22, otherwise MSH-7, as a FHIR dateTime. */
      reported: z.string().optional(),
    }),
  ),
});

/** One report, computed from all its parts. It is never changed in place; each change is a new version. */
export const reportSchema = reportHeadSchema.extend({
  key: z.string(),
  /** The source of the first part. */
  source: z.string(),
  /** MSH-11: P, T or D. */
  processingId: z.string(),
  observations: z.array(reportedObservationSchema),
  holds: z.array(holdReasonSchema),
  /** Every part was withdrawn, or the document was withdrawn: the report should not exist. */
  isWithdrawn: z.literal(true).optional(),
  parts: z.array(reportPartSchema),
});

/** One version of a report, kept permanently. */
export const reportVersionSchema = z.object({
  /** 1, 2, 3, … without gaps. */
  version: z.number().int().positive(),
  /** The message that made the version. */
  messageId: z.string(),
  createdAt: z.string(),
  /**
   * The sequence group of its updates: the patient of its first version. It stays the same for the life of
   * the report, so that updates keep their order when a better identifier comes.
   */
  sequenceGroup: z.string(),
  /** The newest published version up to this one. Undefined if none was published. */
  published: z.number().int().positive().optional(),
  /** Every destination that was ever sent the report. Each receives the later versions. */
  destinations: z.array(z.string()).optional(),
  /**
   * The patient for the chart, as all messages together described them when the version was published. The
   * report keeps the patient as its own messages name them.
   */
  subject: patientSchema.optional(),
  /** The version that this one repeats, for a destination that the report was not sent to before. */
  repeats: z.number().int().positive().optional(),
  /** A replay made this version. */
  isReplay: z.literal(true).optional(),
  /** The earlier reported statement that each correction supersedes. A note on the correction may name it. */
  supersedes: z.array(z.object({ slot: z.string(), messageId: z.string(), at: z.string() })).optional(),
  /** Results of earlier versions whose slots no longer exist. Destinations are told that they are wrong. */
  retired: z.array(reportedObservationSchema).optional(),
  /**
   * The slots of results that changed, and `report` for the head. Of a published version: since the one that was
   * published before. Of a held one: since the version before it.
   */
  changes: z.array(z.string()),
  report: reportSchema,
});

/** One result in the history of an analyte. The full result is in the report. */
export const observationViewSchema = reportedObservationSchema
  .pick({
    code: true,
    values: true,
    unit: true,
    status: true,
    flags: true,
    referenceRange: true,
    observed: true,
  })
  .extend({ reportKey: z.string(), version: z.number().int().positive() });

export type ObservationView = z.infer<typeof observationViewSchema>;
export type GatedResult = z.infer<typeof gatedResultSchema>;
export type ReportPart = z.infer<typeof reportPartSchema>;
export type ReportedObservation = z.infer<typeof reportedObservationSchema>;
export type Staff = z.infer<typeof staffSchema>;
export type Mark = z.infer<typeof markSchema>;
export type Collection = z.infer<typeof collectionSchema>;
export type Parent = z.infer<typeof parentSchema>;
export type Report = z.infer<typeof reportSchema>;
export type ReportVersion = z.infer<typeof reportVersionSchema>;
