import { type DynamoDBClient, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { analyteOf } from '../../model/analyte.ts';
import { patientKeysOf } from '../../model/identity.ts';
import type { Patient } from '../../model/patient.ts';
import {
  type ObservationView,
  observationViewSchema,
  type Report,
  type ReportVersion,
  reportVersionSchema,
} from '../../model/report.ts';
import { expiresAfter, keptDays, longestKeptDays, type Retention } from '../../model/retention.ts';
import type { ReportStore } from '../../ports/report-store.ts';
import { awsCall, isConditionFailure } from '../aws/aws-call.ts';
import type { PayloadAttributes, PayloadStore } from '../s3/payload-store.ts';
import { putAll } from './batch-write.ts';
import { type DynamoStoreOptions, marshallOptions } from './dynamo-store.ts';
import { getItem } from './get-item.ts';
import { patientItem } from './identity-store.ts';
import {
  analytePrefix,
  type ItemKey,
  observationOfPatientKey,
  patientKey,
  reportObjectKey,
  reportOfPatientKey,
  reportPartition,
  reportVersionKey,
} from './keys.ts';
import { queryAll } from './query-all.ts';
import { shortened } from './shortened.ts';

export class DynamoReportStore implements ReportStore {
  readonly #client: DynamoDBClient;
  readonly #table: string;
  readonly #payloads: PayloadStore;
  readonly #retention: Retention;
  readonly #lastRead = new Map<string, number>();

  constructor(options: DynamoStoreOptions) {
    this.#client = options.client;
    this.#table = options.table;
    this.#payloads = options.payloads;
    this.#retention = options.retention;
  }

  /**
   * What waits for a person is kept for the longest that anything is. No version goes before one that is older:
   * what is left of a report must be its newest.
   */
  #expiry({ version, createdAt, report }: ReportVersion): { expiresAt: number } {
    const days =
      report.holds.length > 0
        ? longestKeptDays(this.#retention)
        : keptDays.report(this.#retention, report.section);
    // its own as well: views are written again where a try before this one ended half way
    const read = [version - 1, version].map((one) => this.#lastRead.get(versionName(report.key, one)) ?? 0);
    return { expiresAt: Math.max(expiresAfter(createdAt, days), ...read) };
  }

  /** When what was read goes; a version is appended by whoever has read the one before. */
  #remember(key: string, version: number, expiresAt: unknown): void {
    if (this.#lastRead.size >= MOST_REMEMBERED) this.#lastRead.clear();
    if (typeof expiresAt === 'number') this.#lastRead.set(versionName(key, version), expiresAt);
  }

  async latest(reportKey: string): Promise<ReportVersion | undefined> {
    const { Items } = await awsCall('ReportNotRead', () =>
      this.#client.send(
        new QueryCommand({
          TableName: this.#table,
          KeyConditionExpression: 'pk = :pk AND begins_with(sk, :version)',
          ExpressionAttributeValues: marshall({ ':pk': reportPartition(reportKey), ':version': 'V#' }),
          ScanIndexForward: false,
          Limit: 1,
          ConsistentRead: true,
        }),
      ),
    );
    const [item] = (Items ?? []).map((one) => unmarshall(one));
    if (item === undefined) return undefined;
    const found = await this.#open(item);
    this.#remember(reportKey, found.version, item['expiresAt']);
    return found;
  }

  async version(reportKey: string, version: number): Promise<ReportVersion | undefined> {
    const key = reportVersionKey(reportKey, version);
    const item = await getItem(this.#client, this.#table, key, 'ReportNotRead');
    return item === undefined ? undefined : this.#open(item);
  }

  async #open(item: PayloadAttributes): Promise<ReportVersion> {
    const json = Buffer.from(await this.#payloads.read(item)).toString('utf8');
    return reportVersionSchema.parse(JSON.parse(json));
  }

  async append(version: ReportVersion): Promise<'appended' | 'conflict'> {
    const { key } = version.report;
    const payload = Buffer.from(JSON.stringify(version));
    const item = {
      ...reportVersionKey(key, version.version),
      messageId: version.messageId,
      createdAt: version.createdAt,
      holds: version.report.holds,
      ...this.#expiry(version),
      ...(await this.#payloads.write(reportObjectKey(key, version.version), payload)),
    };
    return awsCall('ReportNotAppended', async () => {
      try {
        await this.#client.send(
          new PutItemCommand({
            TableName: this.#table,
            Item: marshall(item, marshallOptions),
            ConditionExpression: 'attribute_not_exists(pk)',
          }),
        );
        return 'appended';
      } catch (cause) {
        if (isConditionFailure(cause)) return 'conflict';
        throw cause;
      }
    });
  }

  async project(
    version: ReportVersion,
    before: readonly ReportVersion[],
    described?: number | undefined,
  ): Promise<void> {
    const { patient } = version.report;
    const description =
      patient === undefined || described === undefined ? [] : [patientItem(patient, described)];
    const views = viewsOf(version).map((view) => ({ ...view, ...this.#expiry(version) }));
    const items = [...views, ...description];
    const standing = new Set(items.map(keyText));
    const stale = new Map(
      before
        .flatMap(viewsOf)
        .filter((item) => !standing.has(keyText(item)))
        .map((item) => [keyText(item), item]),
    );
    await putAll(this.#client, this.#table, items, 'ReportNotProjected', [...stale.values()]);
  }

  async reportsOf(patient: string): Promise<readonly string[]> {
    const items = this.#ofPatient(patient, 'RPT#', 'reportKey');
    return [...new Set(await Array.fromAsync(items, (item) => String(item['reportKey'])))];
  }

  async historyOf(patient: string, code: string): Promise<readonly ObservationView[]> {
    const items = this.#ofPatient(patient, analytePrefix(code));
    return Array.fromAsync(items, (item) => observationViewSchema.parse(item));
  }

  #ofPatient(patient: string, prefix: string, only?: string) {
    return queryAll(
      this.#client,
      {
        TableName: this.#table,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
        ExpressionAttributeValues: marshall({ ':pk': patientKey(patient).pk, ':prefix': prefix }),
        ConsistentRead: true,
        ...(only === undefined ? {} : { ProjectionExpression: only }),
      },
      'ViewsNotRead',
    );
  }
}

const versionName = (key: string, version: number): string => `${key}#${version}`;

/** Reports that one function has in hand are fewer by far. */
const MOST_REMEMBERED = 10_000;

type View = ItemKey & Readonly<Record<string, unknown>>;

const keyText = ({ pk, sk }: ItemKey): string => `${pk} ${sk}`;

function viewsOf(version: ReportVersion): View[] {
  const { patient } = version.report;
  return patient === undefined ? [] : [...projections(version, patient), ...formerViews(version, patient)];
}

/** Under everybody else the report was ever of, so that a later merge finds it. */
function formerViews({ version, report }: ReportVersion, patient: Patient): View[] {
  const keys = new Set(
    report.parts.flatMap((part) => [
      ...(part.patient === undefined ? [] : patientKeysOf(part.patient)),
      ...(part.replaces === undefined ? [] : [part.replaces]),
    ]),
  );
  keys.delete(patient.key);
  return [...keys].map((key) => ({
    ...reportOfPatientKey(key, timeOf(report), report.key),
    reportKey: report.key,
    version,
    isFormer: true,
  }));
}

/** When its first part came, so that a later version replaces the view of an earlier one. */
const timeOf = (report: Report): string =>
  new Date(
    Math.min(
      ...report.parts
        .filter(({ replaces }) => replaces === undefined)
        .map(({ watermark }) => watermark.receivedTime),
    ),
  ).toISOString();

/** A patient's reports, and the history of each analyte: one query each. */
function projections({ version, report }: ReportVersion, patient: Patient): View[] {
  const time = timeOf(report);
  const about = { reportKey: report.key, version, holds: report.holds };
  const ofReport = {
    ...reportOfPatientKey(patient.key, time, report.key),
    ...about,
    status: report.status,
    service: report.service,
  };
  const ofObservations = report.observations.map((observation) => {
    const { code, values, unit, status, flags, referenceRange, slot } = observation;
    const key = { code: analyteOf(code), time, reportKey: report.key, slot };
    return {
      ...observationOfPatientKey(patient.key, key),
      ...about,
      code,
      values: values.flatMap(shortened),
      unit,
      status,
      flags,
      referenceRange,
      observed: observation.observed ?? report.observed,
    };
  });
  return [ofReport, ...ofObservations];
}
