import { analyteOf } from '../../model/analyte.ts';
import { patientKeysOf } from '../../model/identity.ts';
import type { KnownPatient } from '../../model/known-patient.ts';
import { type ObservationView, observationViewSchema, type ReportVersion } from '../../model/report.ts';
import type { NewNumber, ReportNames } from '../../ports/report-names.ts';
import type { ReportStore } from '../../ports/report-store.ts';
import type { MemoryIdentityStore } from './identity-store.ts';

const receivedTimeOf = ({ report }: ReportVersion): number =>
  Math.min(...report.parts.map(({ watermark }) => watermark.receivedTime));

/** Report versions in memory. */
export class MemoryReportStore implements ReportStore {
  readonly #versions = new Map<string, ReportVersion[]>();
  readonly #published = new Map<string, ReportVersion>();
  readonly #identities: MemoryIdentityStore | undefined;
  readonly #names: ReportNames | undefined;

  /** `identities` and `names` are written together with the views. */
  constructor(identities?: MemoryIdentityStore, names?: ReportNames) {
    this.#identities = identities;
    this.#names = names;
  }

  async latest(reportKey: string) {
    return this.#versions.get(reportKey)?.at(-1);
  }

  async version(reportKey: string, version: number) {
    return this.#versions.get(reportKey)?.[version - 1];
  }

  async append(version: ReportVersion) {
    const { key } = version.report;
    const versions = this.#versions.get(key) ?? [];
    if (versions.length !== version.version - 1) return 'conflict' as const;
    this.#versions.set(key, [...versions, version]);
    return 'appended' as const;
  }

  async project(
    version: ReportVersion,
    _before?: readonly ReportVersion[],
    described?: KnownPatient | undefined,
    numbers: readonly NewNumber[] = [],
  ): Promise<void> {
    await this.#names?.create(numbers);
    this.#published.set(version.report.key, version);
    if (described !== undefined) this.#identities?.know(described);
  }

  async historyOf(patient: string, code: string): Promise<readonly ObservationView[]> {
    return [...this.#published.values()]
      .filter(({ report }) => report.patient?.key === patient)
      .toSorted((a, b) => receivedTimeOf(a) - receivedTimeOf(b))
      .flatMap(({ version, report }) =>
        report.observations
          .filter((observation) => analyteOf(observation.code) === code)
          .map((observation) =>
            observationViewSchema.parse({
              ...observation,
              observed: observation.observed ?? report.observed,
              reportKey: report.key,
              version,
            }),
          ),
      );
  }

  async reportsOf(patient: string): Promise<readonly string[]> {
    return this.all()
      .filter(
        ({ report, published }) =>
          published !== undefined &&
          report.parts.some(
            ({ patient: named, replaces }) =>
              replaces === patient || (named !== undefined && patientKeysOf(named).includes(patient)),
          ),
      )
      .map(({ report }) => report.key);
  }

  /** The published versions of a patient's reports. */
  publishedOf(patient: string): readonly ReportVersion[] {
    return [...this.#published.values()].filter(({ report }) => report.patient?.key === patient);
  }

  everyVersion(): readonly ReportVersion[] {
    return [...this.#versions.values()].flat();
  }

  /** The newest version of every report, in the order of their first versions. */
  all(): readonly ReportVersion[] {
    return [...this.#versions.values()].flatMap((versions) => versions.at(-1) ?? []);
  }
}
