import * as z from 'zod';
import { conceptSchema, identifierSchema, noteSchema, personSchema } from './concept.ts';
import { observationSchema } from './observation.ts';
import { linkRuleSchema, patientSchema } from './patient.ts';
import { specimenSchema } from './specimen.ts';
import { timestampSchema } from './timestamp.ts';
import { visitSchema } from './visit.ts';
import { clocksSchema, watermarkSchema } from './watermark.ts';

/** Why a report waits for a person or a rule. */
export const holdReasonSchema = z.enum([
  /** No patient identifier came with the result. */
  'no-patient',
  /** The result names another patient than the report it belongs to. */
  'patient-mismatch',
  /** Its number is of several reports, and nothing says of which. */
  'ambiguous-order',
  /** The number that names the patient stands for nobody: UNKNOWN, 0000. */
  'placeholder-number',
  /** Numbers, accounts or visits went from one patient to another, and it is not sure whether this went with them. */
  'identity-change',
  /** MSH-11 does not say production, and the source is not configured to deliver what it says. */
  'processing-id',
  /** What the specimen says of its role cannot be read as a patient's; or it says nothing, and the source runs controls. */
  'unknown-role',
  /** The order is known to nobody, and the source is configured to hold such results. */
  'unmatched-order',
  /** A result's code has no LOINC, and the source is configured to hold those. */
  'unmapped-code',
  /** A number in a unit that the source's map does not name for its code. */
  'unit-mismatch',
  /** A final result changed without being marked as corrected, and the source is configured to hold those. */
  'unmarked-correction',
  /** Bytes that fit no declared character set may have been read as delimiters, or hidden them. */
  'charset',
  /** A message leaves out a part of what stands, and does not say whether that counts no more. */
  'set-unclear',
  /** A report was cancelled, and whether its results are meant nobody can tell. */
  'cancelled-with-results',
  /** A correction of what nobody has reported, and the source is configured to hold those. */
  'nothing-to-correct',
  /** What the message is for could not be done; its issues say why. */
  'incomplete',
  /** The source's script cannot be given the message: hl7-standard does not write it back unchanged. */
  'script-unreadable',
  /** The source's script failed, or took over its time. */
  'script-failed',
  'script-timeout',
]);

/** Holds that a person may lift: the rest wait for what they lack. */
export const releasableReasons = [
  'patient-mismatch',
  'ambiguous-order',
  'placeholder-number',
  'identity-change',
  'unknown-role',
  'unmatched-order',
  'unmapped-code',
  'unit-mismatch',
  'unmarked-correction',
  'charset',
  'set-unclear',
  'cancelled-with-results',
  'nothing-to-correct',
] as const satisfies readonly HoldReason[];

export const parentSchema = z.object({
  placerOrder: identifierSchema.optional(),
  fillerOrder: identifierSchema.optional(),
  /** The parent's result, by its OBX-3 and OBX-4. */
  result: z
    .object({ code: conceptSchema, subId: z.string().optional(), value: z.string().optional() })
    .optional(),
});

/** What a report says besides its results. */
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
  /** When the specimen was collected: OBR-7. */
  observed: timestampSchema.optional(),
  observedEnd: timestampSchema.optional(),
  /** When the laboratory reported: OBR-22. */
  issued: timestampSchema.optional(),
  orderingProvider: personSchema.optional(),
  clinicalInformation: z.string().optional(),
  /** OBR-11, HL7 table 0065: G is a reflex order, A an added one. */
  specimenAction: z.string().optional(),
  /** What this report follows from: the culture of a susceptibility, the screening of a reflex test. */
  parent: parentSchema.optional(),
  specimens: z.array(specimenSchema),
  notes: z.array(noteSchema),
});

/** What one message says about one report. */
export const reportPartSchema = reportHeadSchema.extend({
  messageId: z.string(),
  source: z.string(),
  /** The OBR or ORC it came from: `OBR[1]`. */
  at: z.string(),
  watermark: watermarkSchema,
  /** By which statements are put in order; `watermark` says when it was received. */
  clocks: clocksSchema.optional(),
  observations: z.array(observationSchema),
  /** The message named no patient, and what this is from did. */
  patientFrom: z
    .object({ kind: z.enum(['order', 'specimen']), messageId: z.string(), at: z.string() })
    .optional(),
  /** The key of a patient who was merged into this part's: what that patient's parts say is now this one's. */
  replaces: z.string().optional(),
  /** How `replaces` is meant, where it is no merge. */
  linkRule: linkRuleSchema.optional(),
  /** Why this part alone keeps its report from being delivered. */
  holds: z.array(holdReasonSchema),
  /** How often the message was read again with another outcome; of one message and place the highest counts. */
  revision: z.number().int().positive().optional(),
  /** Read again, the message says nothing of this report: its results were never this report's. */
  isWithdrawn: z.literal(true).optional(),
  /** It says the whole of its report: a document's content. What it leaves out is not in the report any more. */
  isWhole: z.literal(true).optional(),
  /** It takes its report back: the document was cancelled, deleted or replaced. */
  isEnd: z.literal(true).optional(),
  /** Its report turned out to be another: the key of the one that has all parts from then on. */
  joins: z.string().optional(),
  /** A final result that this part changes without saying so waits for a person. */
  holdsUnmarkedCorrections: z.literal(true).optional(),
  /** An analyzer says it: what a LIS settles stands before it. */
  isFromAnalyzer: z.literal(true).optional(),
  /** What its source means by several results of one test, where a later message does not repeat them all. */
  repeats: z.enum(['replace', 'add']).optional(),
  /** What its source means by leaving out a test that was reported before; kept where it is not given. */
  omitted: z.enum(['withdraw', 'hold']).optional(),
  /** The order was cancelled, without results: what becomes of those that were reported before. */
  cancels: z.enum(['withdraw', 'hold', 'keep']).optional(),
  /** A correction of what nobody has reported waits. */
  holdsWithoutOriginal: z.literal(true).optional(),
  /** Holds that a person has lifted for its message. */
  released: z.array(holdReasonSchema).optional(),
});

/** When and from what a result is: its own OBR-7 and OBR-8, OBR-26 and OBR-29, and the report's specimens. */
export const collectionSchema = z.object({
  observed: timestampSchema.optional(),
  observedEnd: timestampSchema.optional(),
  parent: parentSchema.optional(),
  /** Which of the report's specimens, counted from 0. */
  specimens: z.array(z.number().int().nonnegative()),
});

/** What a reader should know of how a result came to stand. */
export const markSchema = z.enum([
  /** No clock says which of the statements is the newest: the one that was received last stands. */
  'order-unknown',
  /** A preliminary result came after the final one, and is not shown. */
  'un-verified',
  /** A correction, and nobody has reported what it corrects. */
  'no-original',
]);

/** A result in the report, with what it replaced. */
export const reportedObservationSchema = observationSchema.extend({
  messageId: z.string(),
  /** OBR-25 of the part it came with, which speaks for an empty OBX-11. */
  reportStatus: z.string().optional(),
  /** A final value was replaced by another without being marked as a correction (42 CFR 493.1291(k)). */
  isUnmarkedCorrection: z.boolean(),
  /** Where it is not of the collection that the report's head tells of. */
  collection: collectionSchema.optional(),
  marks: z.array(markSchema).optional(),
  /** The final statement that this one corrects: see `history`. */
  corrects: z.object({ messageId: z.string(), at: z.string() }).optional(),
  /** Every other statement about this slot, newest first; late preliminaries are among them. */
  history: z.array(
    observationSchema.extend({
      messageId: z.string(),
      /** When it was said, by OBR-22, else MSH-7, as FHIR writes it. */
      reported: z.string().optional(),
    }),
  ),
});

/** One report: what all its parts together say. Never changed in place; each change is a new version. */
export const reportSchema = reportHeadSchema.extend({
  key: z.string(),
  /** Who sent the first part. */
  source: z.string(),
  /** MSH-11: P, T or D. */
  processingId: z.string(),
  observations: z.array(reportedObservationSchema),
  holds: z.array(holdReasonSchema),
  /** Every part was withdrawn, or the document was taken back: the report should not be. */
  isWithdrawn: z.literal(true).optional(),
  parts: z.array(reportPartSchema),
});

/** One step in the life of a report, kept for ever. */
export const reportVersionSchema = z.object({
  /** 1, 2, 3, … without gaps. */
  version: z.number().int().positive(),
  /** The message that made it. */
  messageId: z.string(),
  createdAt: z.string(),
  /**
   * What its updates are in sequence with: the patient of its first version, for the whole life of
   * the report, so that no update overtakes another when a better identifier comes.
   */
  sequenceGroup: z.string(),
  /** The newest version up to this one that was for destinations; undefined where none was. */
  published: z.number().int().positive().optional(),
  /** Every destination that was ever sent the report: each gets what follows. */
  destinations: z.array(z.string()).optional(),
  /**
   * The patient as all messages together described them when it was published: what the chart gets. The report
   * keeps the patient as its own messages name them.
   */
  subject: patientSchema.optional(),
  /** A message was read again for it. */
  isReplay: z.literal(true).optional(),
  /** Which statement, reported before, each correction supersedes: what a note on it may name. */
  supersedes: z.array(z.object({ slot: z.string(), messageId: z.string(), at: z.string() })).optional(),
  /** Results of versions before, under slots that the report has no more: destinations are told that they are wrong. */
  retired: z.array(reportedObservationSchema).optional(),
  /** Slots whose current value or status is not what it was; `report` for the head of the report. */
  changes: z.array(z.string()),
  report: reportSchema,
});

/** One result in the history of an analyte; the whole of it is in the report. */
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
export type HoldReason = z.infer<typeof holdReasonSchema>;
export type ReportPart = z.infer<typeof reportPartSchema>;
export type ReportedObservation = z.infer<typeof reportedObservationSchema>;
export type Mark = z.infer<typeof markSchema>;
export type Collection = z.infer<typeof collectionSchema>;
export type Parent = z.infer<typeof parentSchema>;
export type Report = z.infer<typeof reportSchema>;
export type ReportVersion = z.infer<typeof reportVersionSchema>;
