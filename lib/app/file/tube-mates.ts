import type { NamedReport } from '../../model/named-report.ts';
import type { ReportPart, ReportVersion } from '../../model/report.ts';
import type { ReportStore } from '../../ports/report-store.ts';
import { numberInCommon } from '../../reports/equal-numbers.ts';
import { isOneService, type SoughtReport, timeBetween } from '../../reports/find-report.ts';
import { type SampleResult, sampleFinder } from '../../reports/same-sample.ts';
import { statedIn } from '../../reports/unnumbered-report.ts';

/** Reports of one tube: the tests of an analyzer, each a service of its own, and the panel of a LIS. */
export interface TubeMates {
  /** For results of an analyzer: the report of a LIS that has all their tests. */
  readonly panel: NamedReport | undefined;
  /** For results of a LIS: the reports of analyzers whose tests it has all. */
  readonly measured: readonly NamedReport[];
  /** Reports of the other kind of system that have some of the tests, and stay reports of their own. */
  readonly partly: readonly NamedReport[];
}

const none: TubeMates = { panel: undefined, measured: [], partly: [] };

/**
 * Finds the reports of other services that state the tests of a part for the same tube or order, patient and day.
 * Results of two samples under one number are no mates. An analyzer names each test as a service (OBR-4), and a LIS the
 * panel. In one report, the LIS's settled statement stands before the analyzer's. If the LIS has only some tests of an
 * analyzer's report, the two stay apart (`tube-copies.ts`). It reads the reports of the tube that the other kind of
 * system has named.
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
  const ofOwn = part.observations.map((observation): SampleResult => ({ part, observation }));
  if (part.isFromAnalyzer === true) {
    const sharing = mates.map(({ named, version }) => ({
      named,
      has: shareOf(ofOwn, statedBy('lis', version)),
    }));
    const [panel] = namedIn(sharing, 'all').toSorted((a, b) => (a.key < b.key ? -1 : 1));
    return { panel, measured: [], partly: panel === undefined ? namedIn(sharing, 'some') : [] };
  }
  const before = own === undefined ? [] : statedBy('lis', await reports.latest(own.key));
  const sharing = mates.map(({ named, version }) => ({
    named,
    has: shareOf(statedBy('analyzer', version), [...before, ...ofOwn]),
  }));
  const measured = namedIn(sharing, 'all').map((named) => ({ ...named, services: [] }));
  return { panel: undefined, measured, partly: namedIn(sharing, 'some') };
}

type Share = 'all' | 'some' | 'none';

const namedIn = (
  sharing: readonly { readonly named: NamedReport; readonly has: Share }[],
  share: Share,
): readonly NamedReport[] => sharing.filter(({ has }) => has === share).map(({ named }) => named);

const statedBy = (kind: 'lis' | 'analyzer', version: ReportVersion | undefined): readonly SampleResult[] =>
  version === undefined
    ? []
    : statedIn(version.report).filter(({ part }) => (part.isFromAnalyzer === true) === (kind === 'analyzer'));

/** How many results of `some` are of a test and sample of `all`. */
function shareOf(some: readonly SampleResult[], all: readonly SampleResult[]): Share {
  const found = some.filter(sampleFinder(all)).length;
  return found === 0 ? 'none' : found === some.length ? 'all' : 'some';
}
