import { randomUUID } from 'node:crypto';
import { errorCode } from '@labwire/hl7/issue';
import type { ExportJob } from '../../model/export-job.ts';
import type { AuditLog } from '../../ports/audit-log.ts';
import type { ExportFiles } from '../../ports/export-files.ts';
import type { ExportQueue } from '../../ports/export-queue.ts';
import type { ExportStore } from '../../ports/export-store.ts';
import { toOperationOutcome } from '../../render/fhir/operation-outcome.ts';
import type { Clock } from '../../shared/clock.ts';
import { actorOf, allowsExport, type Claims } from '../fhir-read/access.ts';
import { isResourceId } from '../fhir-read/resource-id.ts';
import { SearchError } from '../fhir-read/search-parameters.ts';
import { fileName, manifestOf } from './manifest.ts';
import { wantedExport } from './wanted-export.ts';

export interface ExportRequest {
  readonly method: 'GET' | 'DELETE';
  /** `start`: `$export`; otherwise the id of an export. */
  readonly id: string | undefined;
  /** The id of a Group, if the request names one. */
  readonly group?: string | undefined;
  /** The name of a file of the export. */
  readonly file?: string | undefined;
  readonly query: URLSearchParams;
  /** The header Prefer. */
  readonly prefer: string;
  /** The URL of the request, as the client sees it. */
  readonly url: string;
  readonly claims: Claims;
  readonly requestId: string;
  readonly baseUrl: string;
}

export interface ExportAnswer {
  readonly status: 200 | 202 | 400 | 403 | 404 | 429 | 500;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface ExportDependencies {
  readonly exports: ExportStore;
  readonly files: Pick<ExportFiles, 'read'>;
  readonly queue: ExportQueue;
  readonly audit: AuditLog;
  readonly clock: Clock;
  /** The ids of the destinations of the site: each is a Group. */
  readonly groups: readonly string[];
  /** In how many parts the reports are read. */
  readonly shards: number;
}

/** For so long files can be read. The bucket deletes them a day later. */
const KEPT_DAYS = 6;
const DAY_MS = 86_400_000;
/** Ten tries of a step end sooner. */
const STALLED_MS = DAY_MS;
const JSON_TYPE = 'application/json';
const FHIR_JSON = 'application/fhir+json; charset=utf-8';
const NDJSON = 'application/fhir+ndjson';
const RETRY_AFTER = '5';

/**
 * Starts an export, says how far it is, hands out its files, and ends it (FHIR Bulk Data Access 2.0). Each request is
 * written to the audit log before it is answered.
 * @throws AdapterError if the stores fail
 */
export async function answerExport(
  request: ExportRequest,
  dependencies: ExportDependencies,
): Promise<ExportAnswer> {
  try {
    return await (request.id === undefined ? start(request, dependencies) : answer(request, dependencies));
  } catch (cause) {
    if (!(cause instanceof SearchError)) throw cause;
    await record(request, dependencies, { status: cause.status });
    return refused(cause.status, cause.issue, cause.message);
  }
}

async function start(request: ExportRequest, dependencies: ExportDependencies): Promise<ExportAnswer> {
  const { query, prefer, claims, group, url, baseUrl } = request;
  const { exports, queue, clock, groups } = dependencies;
  const wanted = wantedExport(query, prefer, claims);
  if (group !== undefined && !groups.includes(group))
    throw new SearchError(404, 'not-found', 'there is no Group of this id: a Group is a destination');
  const actor = actorOf(claims);
  if (actor === undefined) throw new SearchError(403, 'forbidden', 'the token names no client');
  const last = await standing(await exports.lastOf(actor), dependencies);
  if (last?.status === 'in-progress') {
    await record(request, dependencies, { status: 429 });
    const answered = refused(429, 'throttled', 'the client has an export in progress: wait, or delete it');
    return {
      ...answered,
      headers: {
        ...answered.headers,
        'retry-after': '120',
        'content-location': `${baseUrl}/$export/${last.id}`,
      },
    };
  }
  const now = clock();
  const job: ExportJob = {
    id: randomUUID(),
    actor,
    createdAt: now.toISOString(),
    request: url,
    types: [...wanted.types],
    since: wanted.since,
    until: wanted.until,
    group,
    ...{ status: 'in-progress', step: 1, cursor: { shard: 0 }, reports: 0, files: 0 },
    end: new Date(now.getTime() + KEPT_DAYS * DAY_MS).toISOString(),
  };
  await record(request, dependencies, { subject: job.id });
  await exports.create(job);
  try {
    await queue.send({ schema: 'labwire.export-step.v1', job: job.id, step: 1 });
  } catch (cause) {
    // otherwise it would be in progress for six days, and the client could start no other
    await exports.delete(job);
    throw cause;
  }
  return {
    status: 202,
    body: JSON.stringify(accepted(wanted.ignored)),
    headers: { 'content-type': FHIR_JSON, 'content-location': `${baseUrl}/$export/${job.id}` },
  };
}

const accepted = (ignored: readonly string[]) =>
  toOperationOutcome(
    ignored.length === 0
      ? [{ severity: 'information', code: '0', type: 'informational', message: 'the export has begun' }]
      : ignored.map((name) => ({
          severity: 'warning',
          code: errorCode.unknownKey,
          type: 'not-supported',
          message: `${name} is ignored`,
        })),
  );

async function answer(request: ExportRequest, dependencies: ExportDependencies): Promise<ExportAnswer> {
  const { id = '', claims, method, file } = request;
  const { exports } = dependencies;
  const job = await standing(isResourceId(id) ? await exports.get(id) : undefined, dependencies);
  // an export of somebody else is not there
  if (job === undefined || job.status === 'deleted' || job.actor !== actorOf(claims))
    throw new SearchError(404, 'not-found', 'there is no export of this id');
  if (file !== undefined) return answerFile(job, file, request, dependencies);
  await record(request, dependencies, { subject: job.id });
  if (method === 'DELETE') {
    await exports.delete(job);
    return { status: 202, body: '', headers: {} };
  }
  return answerStatus(job, request, dependencies);
}

/** The export, as failed if no step of it has ended for a day: its entry left the queue. */
async function standing(
  job: ExportJob | undefined,
  { exports, clock }: ExportDependencies,
): Promise<ExportJob | undefined> {
  if (job?.status !== 'in-progress') return job;
  const movedAt = Date.parse(job.movedAt ?? job.createdAt);
  if (clock().getTime() - movedAt <= STALLED_MS) return job;
  await exports.advance(job, { status: 'failed', failure: 'not-exported' });
  return exports.get(job.id);
}

async function answerStatus(
  job: ExportJob,
  { baseUrl }: ExportRequest,
  { exports, shards }: ExportDependencies,
): Promise<ExportAnswer> {
  if (job.status === 'failed')
    return job.failure === 'too-many-files'
      ? refused(500, 'too-costly', tooMany(job))
      : refused(500, 'exception', 'the export could not be finished: ask again');
  if (job.status === 'in-progress') {
    const percent = Math.floor((job.cursor.shard / shards) * 100);
    const progress = `${percent} %, ${job.reports} reports`;
    return { status: 202, body: '', headers: { 'x-progress': progress, 'retry-after': RETRY_AFTER } };
  }
  const manifest = manifestOf(job, await exports.parts(job.id), baseUrl);
  return {
    status: 200,
    body: JSON.stringify(manifest),
    headers: { 'content-type': JSON_TYPE, expires: new Date(job.end).toUTCString() },
  };
}

const tooMany = ({ files, expectedFiles = files, reports, types }: ExportJob): string =>
  `the export would have about ${expectedFiles} files, more than one answer can list. It ended after ${reports} reports: ` +
  `divide it by _since and _until${types.length > 1 ? ', or ask for one _type at a time' : ''}`;

async function answerFile(
  job: ExportJob,
  file: string,
  request: ExportRequest,
  dependencies: ExportDependencies,
): Promise<ExportAnswer> {
  const [, type = '', number = ''] = /^([A-Za-z]{1,40})-(\d{1,9})\.ndjson$/.exec(file) ?? [];
  const step = Number(number);
  const part =
    request.method === 'GET' && job.status === 'complete' && step > 0
      ? await dependencies.exports.part(job.id, step)
      : undefined;
  const held = Object.entries(part?.counts ?? {}).find(([name]) => name === type);
  if (held === undefined) throw new SearchError(404, 'not-found', 'there is no file of this name');
  if (!allowsExport(request.claims, type))
    throw new SearchError(403, 'forbidden', `the token has no scope for this: system/${type}.rs`);
  await record(request, dependencies, { subject: job.id, resourceType: type });
  const body = await dependencies.files.read(fileName(job.id, type, step));
  return { status: 200, body, headers: { 'content-type': NDJSON } };
}

function refused(
  status: ExportAnswer['status'],
  type: 'throttled' | 'exception' | SearchError['issue'],
  message: string,
): ExportAnswer {
  const outcome = toOperationOutcome([{ severity: 'error', code: errorCode.unknownKey, type, message }]);
  return { status, body: JSON.stringify(outcome), headers: { 'content-type': FHIR_JSON } };
}

const parameters: ReadonlySet<string> = new Set(['_outputFormat', '_since', '_until', '_type']);

/** Writes an entry without a patient. The patients of an export are written down by its steps. */
async function record(
  { claims, requestId, query, id, method }: ExportRequest,
  { audit, clock }: ExportDependencies,
  more: { readonly status?: number; readonly subject?: string; readonly resourceType?: string },
): Promise<void> {
  const actor = actorOf(claims);
  if (actor === undefined) return;
  await audit.record({
    readAt: clock().toISOString(),
    requestId,
    actor,
    channel: 'fhir',
    action: id === undefined || method === 'DELETE' ? 'export' : 'read',
    resourceType: 'Export',
    // other names may be data
    parameters: [
      ...new Set([...query.keys()].map((name) => (parameters.has(name) ? name : 'unknown'))),
    ].sort(),
    count: 0,
    ...more,
  });
}
