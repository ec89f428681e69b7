import type { ExportJob, ExportPart } from '../../model/export-job.ts';

/** The name of a file of an export in the bucket: the resources of one type of one step. */
export const fileName = (job: string, type: string, step: number): string => `${job}/${type}-${step}.ndjson`;

/** The answer to a client whose export is complete (Bulk Data Access 2.0 §Response - Complete Status). */
export const manifestOf = (job: ExportJob, parts: readonly ExportPart[], baseUrl: string) => ({
  transactionTime: job.createdAt,
  request: job.request,
  requiresAccessToken: true,
  output: parts.flatMap(({ step, counts }) =>
    Object.entries(counts).map(([type, count]) => ({
      type,
      url: `${baseUrl}/$export/${fileName(job.id, type, step)}`,
      count,
    })),
  ),
  deleted: [],
  error: [],
});
