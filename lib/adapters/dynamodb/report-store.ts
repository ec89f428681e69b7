import { analyteOf } from '../../model/analyte.ts';
import { patientKeysOf } from '../../model/identity.ts';
import type { KnownPatient } from '../../model/known-patient.ts';
import type { Patient } from '../../model/patient.ts';
import {
  type ObservationView,
  type Report,
  type ReportVersion,
  reportVersionSchema,
} from '../../model/report.ts';
import { expiresAfter, keptDays, longestKeptDays, type Retention } from '../../model/retention.ts';
import type { NewNumber } from '../../ports/report-names.ts';
import type { ReportStore } from '../../ports/report-store.ts';
import type { PayloadAttributes, PayloadStore } from '../s3/payload-store.ts';
import type { DynamoStoreOptions } from './dynamo-store.ts';
import { patientItem } from './identity-store.ts';
import {
  type ItemKey,
  patientKey,
  publishedKey,
  REPORT_OF_PATIENT,
  reportObjectKey,
  reportOfPatientKey,
  reportPartition,
  reportVersionKey,
  VERSIONS,
} from './keys.ts';
import { measuredItems } from './measured-results.ts';
import { numberItem } from './report-names.ts';
import { packResults, resultsOf, unpackResults } from './report-results.ts';
import type { Item, Table } from './table.ts';

export class DynamoReportStore implements ReportStore {
  readonly #table: Table;
  readonly #payloads: PayloadStore;
  readonly #retention: Retention;
  readonly #lastRead = new Map<string, number>();

  constructor(options: DynamoStoreOptions) {
    this.#table = options.table;
    this.#payloads = options.payloads;
    this.#retention = options.retention;
  }

  /**
   * A version with holds is kept for the longest period of all. A version never expires before an older one:
   * the last version that remains of a report must be its newest.
   */
  #expiry({ version, createdAt, report }: ReportVersion): { expiresAt: number } {
    const days =
      report.holds.length > 0
        ? longestKeptDays(this.#retention)
        : keptDays.report(this.#retention, report.section);
    // includes this version's own expiry, because views are written again if an earlier try ended half way
    const read = [version - 1, version].map((one) => this.#lastRead.get(versionName(report.key, one)) ?? 0);
    return { expiresAt: Math.max(expiresAfter(createdAt, days), ...read) };
  }

  /**
   * Remembers when a version that was read expires. Before a version is appended, the one before it is read.
   */
  #remember(key: string, version: number, expiresAt: unknown): void {
    if (this.#lastRead.size >= MOST_REMEMBERED) this.#lastRead.clear();
    if (typeof expiresAt === 'number') this.#lastRead.set(versionName(key, version), expiresAt);
  }

  async latest(reportKey: string): Promise<ReportVersion | undefined> {
    const [item] = await this.#table.first(
      {
        where: 'pk = :pk AND begins_with(sk, :version)',
        values: { ':pk': reportPartition(reportKey), ':version': VERSIONS },
        isNewestFirst: true,
        isConsistent: true,
      },
      { limit: 1 },
      'ReportNotRead',
    );
    if (item === undefined) return undefined;
    const found = await this.#open(item);
    this.#remember(reportKey, found.version, item['expiresAt']);
    return found;
  }

  async version(reportKey: string, version: number): Promise<ReportVersion | undefined> {
    const key = reportVersionKey(reportKey, version);
    const item = await this.#table.get(key, 'ReportNotRead');
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
      ...publishedKey(version),
      messageId: version.messageId,
      createdAt: version.createdAt,
      holds: version.report.holds,
      ...this.#expiry(version),
      ...(await this.#payloads.write(reportObjectKey(key, version.version), payload)),
    };
    return (await this.#table.putNew(item, 'ReportNotAppended')) ? 'appended' : 'conflict';
  }

  async project(
    version: ReportVersion,
    before: readonly ReportVersion[],
    described?: KnownPatient | undefined,
    numbers: readonly NewNumber[] = [],
  ): Promise<void> {
    const description = described === undefined ? [] : [patientItem(described)];
    const views = viewsOf(version).map((view) => ({ ...view, ...this.#expiry(version) }));
    const now = this.#table.clock();
    const named = numbers.map((number) => numberItem(number, now, this.#retention));
    const items = [...views, ...description, ...named, ...measuredItems(version)];
    const standing = new Set(items.map(keyText));
    const stale = new Map(
      before
        .flatMap(viewsOf)
        .filter((item) => !standing.has(keyText(item)))
        .map((item) => [keyText(item), item]),
    );
    await this.#table.putAll(items, 'ReportNotProjected', [...stale.values()]);
  }

  async reportsOf(patient: string): Promise<readonly string[]> {
    const items = this.#ofPatient(patient, REPORT_OF_PATIENT, 'reportKey');
    return [...new Set(await Array.fromAsync(items, (item) => String(item['reportKey'])))];
  }

  async historyOf(patient: string, code: string): Promise<readonly ObservationView[]> {
    const found: ObservationView[] = [];
    for await (const view of this.#ofPatient(patient, REPORT_OF_PATIENT))
      for (const result of await this.#resultsIn(view))
        if (analyteOf(result.code) === code) found.push(result);
    return found;
  }

  /** The results in a view of a report. If they are too many for the view, they are read from the report. */
  async #resultsIn(view: Item): Promise<readonly ObservationView[]> {
    const [reportKey, version] = [String(view['reportKey']), Number(view['version'])];
    if (view['isFormer'] === true) return [];
    if (view['results'] instanceof Uint8Array) return unpackResults(view['results'], { reportKey, version });
    const whole = await this.version(reportKey, version);
    return whole === undefined ? [] : resultsOf(whole).map((result) => ({ ...result, reportKey, version }));
  }

  #ofPatient(patient: string, prefix: string, only?: string) {
    return this.#table.query(
      {
        where: 'pk = :pk AND begins_with(sk, :prefix)',
        values: { ':pk': patientKey(patient).pk, ':prefix': prefix },
        isConsistent: true,
        ...(only === undefined ? {} : { only }),
      },
      'ViewsNotRead',
    );
  }
}

const versionName = (key: string, version: number): string => `${key}#${version}`;

/** One function handles far fewer reports at a time. */
const MOST_REMEMBERED = 10_000;

/** DynamoDB's limit is 400 KB. Results that do not fit are read from the report. */
const MOST_RESULT_BYTES = 200 * 1024;

type View = ItemKey & Readonly<Record<string, unknown>>;

const keyText = ({ pk, sk }: ItemKey): string => `${pk} ${sk}`;

function viewsOf(version: ReportVersion): View[] {
  const { patient } = version.report;
  return patient === undefined ? [] : [projection(version, patient), ...formerViews(version, patient)];
}

/** Views under the former patients of the report, so that a later merge finds it. */
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

/** The time of the first part, so that a later version replaces the view of an earlier one. */
const timeOf = (report: Report): string =>
  new Date(
    Math.min(
      ...report.parts
        .filter(({ replaces }) => replaces === undefined)
        .map(({ watermark }) => watermark.receivedTime),
    ),
  ).toISOString();

/**
 * The view of a report in its patient's list, with its results in the same item. A result costs no write of
 * its own, and the history of every analyte of a patient is one query.
 */
function projection(version: ReportVersion, patient: Patient): View {
  const { key, holds, status, service } = version.report;
  const results = packResults(resultsOf(version));
  return {
    ...reportOfPatientKey(patient.key, timeOf(version.report), key),
    ...{ reportKey: key, version: version.version, holds, status, service },
    ...(results.length <= MOST_RESULT_BYTES ? { results } : {}),
  };
}
