import type { Resource } from '@medplum/fhirtypes';
import type { ExportJob, ExportPlan, ExportStep } from '../../model/export-job.ts';
import type { ReportVersion } from '../../model/report.ts';
import type { AuditLog } from '../../ports/audit-log.ts';
import type { ExportFiles } from '../../ports/export-files.ts';
import type { ExportQueue } from '../../ports/export-queue.ts';
import type { ExportStore } from '../../ports/export-store.ts';
import { toFhirJson } from '../../render/fhir/json.ts';
import type { Clock } from '../../shared/clock.ts';
import { type PatientDependencies, readPatients } from '../fhir-read/read-resource.ts';
import { type ResourceSettings, resourcesOf } from '../fhir-read/resources.ts';
import { type ChooseDependencies, chooseReports } from './choose-reports.ts';
import { fileName } from './manifest.ts';

export interface ExportStepDependencies extends ChooseDependencies, PatientDependencies {
  readonly exports: ExportStore;
  readonly files: Pick<ExportFiles, 'write'>;
  readonly queue: ExportQueue;
  readonly audit: AuditLog;
  readonly clock: Clock;
  /** Default: as many as one answer of Lambda can list. */
  readonly mostFiles?: number;
}

/** A manifest with more files, of 190 bytes each, would not fit into one answer of Lambda. */
const MOST_FILES = 30_000;

/** Several reports may have these. They are exported once. */
const shared: ReadonlySet<string> = new Set(['Patient', 'Specimen']);

/**
 * Exports some reports, and queues the next step. A step that is repeated, after it was killed at any place, writes the
 * same files. An export that was deleted, or is over, ends here.
 * @throws AdapterError if the stores fail
 */
export async function exportStep(
  { job: id, step }: Pick<ExportStep, 'job' | 'step'>,
  dependencies: ExportStepDependencies,
): Promise<'exported' | 'complete' | 'repeated' | 'ended' | 'too-many-files'> {
  const { exports, queue, clock } = dependencies;
  const job = await exports.get(id);
  if (job?.status !== 'in-progress') return 'ended';
  if (job.step !== step) {
    // it was killed before it could queue the next one
    if (job.step > step) await queue.send({ schema: 'labwire.export-step.v1', job: id, step: job.step });
    return 'repeated';
  }
  const { versions, next } = await planned(job, dependencies);
  const counts = await write(job, versions, dependencies);
  const files = job.files + Object.keys(counts).length;
  const expectedFiles = expectedOf(job, { files, next, shards: dependencies.published.shards });
  const isTooMuch = isTooMany({ files, expectedFiles }, dependencies.mostFiles ?? MOST_FILES);
  const isComplete = next === undefined;
  const isOurs = await exports.advance(job, {
    step: step + 1,
    movedAt: clock().toISOString(),
    cursor: next ?? job.cursor,
    reports: job.reports + versions.length,
    files,
    ...(isTooMuch
      ? { status: 'failed', failure: 'too-many-files', expectedFiles: expectedFiles ?? files }
      : isComplete
        ? { status: 'complete' }
        : {}),
  });
  if (!isOurs) return 'repeated';
  if (isTooMuch || isComplete) return isTooMuch ? 'too-many-files' : 'complete';
  await queue.send({ schema: 'labwire.export-step.v1', job: id, step: step + 1 });
  return 'exported';
}

/**
 * How many files the whole export will have, from those of the parts of the index that are done. Reports are spread evenly
 * over the parts. Known when a step reaches the next part.
 */
function expectedOf(
  { cursor }: ExportJob,
  { files, next, shards }: { files: number; next: ExportPlan['next']; shards: number },
): number | undefined {
  const done = next?.shard ?? shards;
  return done > cursor.shard ? Math.ceil((files * shards) / done) : undefined;
}

/** An export that will have too many files ends early. An estimate may be wrong by a quarter. */
const isTooMany = (
  { files, expectedFiles = 0 }: { files: number; expectedFiles: number | undefined },
  most: number,
): boolean => files > most || expectedFiles > most * 1.25;

/** Ends an export whose step fails at every try. Its client is told. Returns whether it had not ended before. */
export async function giveUp(
  { job: id, step }: Pick<ExportStep, 'job' | 'step'>,
  { exports }: Pick<ExportStepDependencies, 'exports'>,
): Promise<boolean> {
  const job = await exports.get(id);
  if (job?.status !== 'in-progress' || job.step !== step) return false;
  return exports.advance(job, { status: 'failed', failure: 'not-exported' });
}

/** The versions of the step: those of the plan that was stored first. */
async function planned(job: ExportJob, dependencies: ExportStepDependencies) {
  const { exports, reports } = dependencies;
  let stored = await exports.plan(job.id, job.step);
  if (stored === undefined) {
    const { plan, versions } = await chooseReports(job, dependencies, (version) =>
      sizesOf(linesOf(version, job, dependencies)),
    );
    if (await exports.keepPlan(job, plan)) return { versions, next: plan.next };
    stored = await exports.plan(job.id, job.step);
  }
  if (stored === undefined) throw new Error('a plan that is neither there nor new');
  const read = await Promise.all(
    stored.reports.map(({ reportKey, version }) => reports.version(reportKey, version)),
  );
  return { versions: read.filter((one) => one !== undefined), next: stored.next };
}

interface Line {
  readonly type: string;
  readonly id: string;
  readonly text: string;
}

function linesOf(version: ReportVersion, { types }: ExportJob, settings: ResourceSettings): readonly Line[] {
  return resourcesOf(version, settings)
    .filter(({ resourceType }) => types.includes(resourceType))
    .map(lineOf);
}

const lineOf = (resource: Resource): Line => ({
  type: resource.resourceType,
  id: resource.id ?? '',
  text: `${toFhirJson(resource)}\n`,
});

/** The bytes of lines in an answer of Lambda, by type. */
function sizesOf(lines: readonly Line[]): ReadonlyMap<string, number> {
  const sizes = new Map<string, number>();
  for (const { type, text } of lines)
    sizes.set(type, (sizes.get(type) ?? 0) + Buffer.byteLength(JSON.stringify(text)));
  return sizes;
}

const nameOf = ({ type, id }: Pick<Line, 'type' | 'id'>): string => `${type}/${id}`;

/** Writes the files of a step, one for each type that it has. Returns the number of resources by type. */
async function write(
  job: ExportJob,
  versions: readonly ReportVersion[],
  dependencies: ExportStepDependencies,
): Promise<Readonly<Record<string, number>>> {
  const { exports, files, audit } = dependencies;
  const perReport = versions.map((version) => ({ version, lines: linesOf(version, job, dependencies) }));
  const names = perReport.flatMap(({ lines }) => lines.filter(({ type }) => shared.has(type)).map(nameOf));
  const claimed = new Set(names.length === 0 ? [] : await exports.claim(job, [...new Set(names)]));
  const perPatient = new Map<string | undefined, number>();
  const byName = new Map<string, Line>();
  for (const { version, lines } of perReport) {
    const patient = version.report.patient?.key;
    for (const line of lines) {
      const name = nameOf(line);
      if (byName.has(name) || (shared.has(line.type) && !claimed.has(name))) continue;
      byName.set(name, line);
      perPatient.set(patient, (perPatient.get(patient) ?? 0) + 1);
    }
  }
  // a patient as it is known now, as a read of it shows
  const patients = [...byName.values()].filter(({ type }) => type === 'Patient').map(({ id }) => id);
  if (patients.length > 0)
    for (const { resource } of (await readPatients(patients, dependencies)).values())
      byName.set(`Patient/${resource.id}`, lineOf(resource));
  await Promise.all(
    [...perPatient].map(([patientKey, count]) =>
      audit.record({
        // the same at each try
        ...{ readAt: job.createdAt, requestId: `${job.id}-${job.step}`, actor: job.actor },
        ...{ channel: 'fhir', action: 'export', resourceType: 'Export', subject: job.id },
        ...{ parameters: [], patientKey, count },
      }),
    ),
  );
  const byType = Map.groupBy(byName.values(), ({ type }) => type);
  await Promise.all(
    [...byType].map(([type, lines]) =>
      files.write(fileName(job.id, type, job.step), lines.map(({ text }) => text).join('')),
    ),
  );
  const counts = Object.fromEntries([...byType].map(([type, lines]) => [type, lines.length]));
  if (byType.size > 0) await exports.keepPart(job, { step: job.step, counts });
  return counts;
}
