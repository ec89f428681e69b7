import * as z from 'zod';

/** Where the next step of an export begins: in a part of the index, after a position. */
const exportCursorSchema = z.object({
  shard: z.number().int().nonnegative(),
  after: z.string().optional(),
});

/** An export over FHIR (Bulk Data Access): what a client asked for, and how far it is. */
export const exportJobSchema = z.object({
  id: z.string(),
  /** The client that asked. Nobody else may see it. */
  actor: z.string(),
  /** The time of the request. No report version after it is exported. */
  createdAt: z.string(),
  /** The URL of the request. */
  request: z.string(),
  types: z.array(z.string()),
  since: z.string().optional(),
  until: z.string().optional(),
  /** The destination whose reports are exported. Undefined: all. */
  group: z.string().optional(),
  status: z.enum(['in-progress', 'complete', 'failed', 'deleted']),
  /** Why it failed. */
  failure: z.enum(['not-exported', 'too-many-files']).optional(),
  /** The number of the step that comes next, from 1 on. */
  step: z.number().int().positive(),
  cursor: exportCursorSchema,
  /** The end of the last step. */
  movedAt: z.string().optional(),
  /** Numbers of what was exported so far. */
  reports: z.number().int().nonnegative(),
  files: z.number().int().nonnegative(),
  /** How many files it would have had, if it failed because they are too many. */
  expectedFiles: z.number().int().nonnegative().optional(),
  /** Its files can be read until then. */
  end: z.string(),
});

/** The report versions of one step. It is stored before anything is written, so that each try exports the same. */
export const exportPlanSchema = z.object({
  reports: z.array(z.object({ reportKey: z.string(), version: z.number().int().positive() })),
  /** Undefined after the last step. */
  next: exportCursorSchema.optional(),
});

/** The files of one step: the number of resources by type. */
export const exportPartSchema = z.object({
  step: z.number().int().positive(),
  counts: z.record(z.string(), z.number().int().positive()),
});

/** An entry of the queue of exports. */
export const exportStepSchema = z.object({
  schema: z.literal('labwire.export-step.v1'),
  job: z.string(),
  step: z.number().int().positive(),
});

export type ExportJob = z.infer<typeof exportJobSchema>;
export type ExportPlan = z.infer<typeof exportPlanSchema>;
export type ExportPart = z.infer<typeof exportPartSchema>;
export type ExportStep = z.infer<typeof exportStepSchema>;
