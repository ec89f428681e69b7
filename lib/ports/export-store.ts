import type { ExportJob, ExportPart, ExportPlan } from '../model/export-job.ts';

/** Exports over FHIR, and what each of their steps did. */
export interface ExportStore {
  /** Stores a new export, as the one that its client runs. */
  create(job: ExportJob): Promise<void>;
  /** Undefined if there is none, or if it is over. */
  get(id: string): Promise<ExportJob | undefined>;
  /** The export that a client started last. */
  lastOf(actor: string): Promise<ExportJob | undefined>;
  /** The plan of a step. Undefined if there is none yet. */
  plan(id: string, step: number): Promise<ExportPlan | undefined>;
  /** Stores the plan of a step unless there is one. Returns whether this plan counts. */
  keepPlan(job: ExportJob, plan: ExportPlan): Promise<boolean>;
  /** Takes resources that several reports have for the present step. Returns those that no other step has. */
  claim(job: ExportJob, names: readonly string[]): Promise<ReadonlySet<string>>;
  /** Stores what the files of the present step hold. */
  keepPart(job: ExportJob, part: ExportPart): Promise<void>;
  /** Changes an export in progress that is still at this step. Returns whether it was. */
  advance(
    job: ExportJob,
    change: Partial<
      Pick<
        ExportJob,
        'status' | 'failure' | 'step' | 'movedAt' | 'cursor' | 'reports' | 'files' | 'expectedFiles'
      >
    >,
  ): Promise<boolean>;
  /** Ends an export for its client. */
  delete(job: ExportJob): Promise<void>;
  /** What the files of each step hold, in the order of the steps. */
  parts(id: string): Promise<readonly ExportPart[]>;
  part(id: string, step: number): Promise<ExportPart | undefined>;
}
