import type { NamedReport } from '../../model/named-report.ts';
import type { Observation } from '../../model/observation.ts';
import type { ReportPart, ReportVersion } from '../../model/report.ts';
import type { ReportStore } from '../../ports/report-store.ts';
import { sentCodes } from '../../reports/equal-codes.ts';
import { numberInCommon } from '../../reports/equal-numbers.ts';
import { isOneService, type SoughtReport, timeBetween } from '../../reports/find-report.ts';
import { isOfSameSample } from '../../reports/same-sample.ts';
import { statedIn } from '../../reports/unnumbered-report.ts';

/** Reports of one tube: the tests of an analyzer, each a service of its own, and the panel of a LIS. */
export interface TubeMates {
  /** For results of an analyzer: the report of a LIS that has all their tests. */
  readonly panel: NamedReport | undefined;
  /** For results of a LIS: the reports of analyzers whose tests it has all. */
  readonly measured: readonly NamedReport[];
}

/** A result with the part that states it. */
interface Stated {
  readonly part: ReportPart;
  readonly observation: Observation;
}

const none: TubeMates = { panel: undefined, measured: [] };

/**
 * Finds the reports of other services that state the tests of a part for the same tube or order, patient and day.
 * Results of two samples under one number are no mates. An analyzer names each test as a service (OBR-4), and a LIS the
 * panel. In one report, the LIS's settled statement stands before the analyzer's. It reads the reports of the tube that
 * the other kind of system has named.
 */
export async function tubeMatesOf(
  part: ReportPart,
  sought: SoughtReport,
  {
    known,
    own,
    nearMs,
    reports,
  }: {
    readonly known: readonly NamedReport[];
    /** The part's own report, if there is one. */
    readonly own: NamedReport | undefined;
    readonly nearMs: number;
    readonly reports: Pick<ReportStore, 'latest'>;
  },
): Promise<TubeMates> {
  const near = known.filter(
    (report) =>
      report.key !== own?.key &&
      report.isMeasured !== sought.isMeasured &&
      numberInCommon(sought, report) !== undefined &&
      report.patients.some((key) => sought.patients.includes(key)) &&
      timeBetween(sought, report) <= nearMs &&
      ![...sought.services, ...sought.alsoTold].some((one) => isOneService([one], report.services)),
  );
  if (near.length === 0 || part.observations.length === 0) return none;
  const mates = await Promise.all(
    near.map(async (named) => ({ named, version: await reports.latest(named.key) })),
  );
  const ofOwn = part.observations.map((observation): Stated => ({ part, observation }));
  if (part.isFromAnalyzer === true) {
    const panels = mates.filter(({ version }) => hasAll(ofOwn, statedBy('lis', version)));
    const [panel] = panels.map(({ named }) => named).toSorted((a, b) => (a.key < b.key ? -1 : 1));
    return { panel, measured: [] };
  }
  const before = own === undefined ? [] : statedBy('lis', await reports.latest(own.key));
  const measured = mates.filter(({ version }) => {
    const stated = statedBy('analyzer', version);
    return stated.length > 0 && hasAll(stated, [...before, ...ofOwn]);
  });
  return { panel: undefined, measured: measured.map(({ named }) => ({ ...named, services: [] })) };
}

const statedBy = (kind: 'lis' | 'analyzer', version: ReportVersion | undefined): readonly Stated[] =>
  version === undefined
    ? []
    : statedIn(version.report).filter(({ part }) => (part.isFromAnalyzer === true) === (kind === 'analyzer'));

/** Whether each result of `some` is of a test and sample of `all`. */
function hasAll(some: readonly Stated[], all: readonly Stated[]): boolean {
  const byCode = Map.groupBy(
    all.flatMap((one) => codesOf(one).map((code) => ({ code, one }))),
    ({ code }) => code,
  );
  return some.every((result) =>
    codesOf(result).some((code) => byCode.get(code)?.some(({ one }) => isOfSameSample(result, one)) === true),
  );
}

const codesOf = ({ observation }: Stated): readonly string[] =>
  sentCodes(observation.code.codings).map(({ code }) => code);
