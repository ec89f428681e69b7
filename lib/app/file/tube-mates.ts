import type { NamedReport } from '../../model/named-report.ts';
import type { ReportPart, ReportVersion } from '../../model/report.ts';
import type { ReportStore } from '../../ports/report-store.ts';
import { numberInCommon } from '../../reports/find/equal-numbers.ts';
import { isOneService } from '../../reports/find/equal-services.ts';
import { united, withPart } from '../../reports/find/gathered-names.ts';
import { type Span, timeBetween } from '../../reports/find/part-span.ts';
import type { SoughtReport } from '../../reports/find/sought-report.ts';
import { statedIn } from '../../reports/find/unnumbered-report.ts';
import { type SampleResult, sampleFinder } from '../../reports/specimens/same-sample.ts';

/** Reports of one tube: the tests of an analyzer, each a service of its own, and the panel of a LIS. */
export interface TubeMates {
  /** For results of an analyzer: the report of a LIS that has all their tests. */
  readonly panel: NamedReport | undefined;
  /** For results of a LIS: the reports of analyzers whose tests it has all. */
  readonly measured: readonly NamedReport[];
  /** Reports that stay reports of their own: see `ApartOnTube`. */
  readonly apart: ApartOnTube;
}

/**
 * Reports of a tube that stay apart, because they have only some tests in common, or because a LIS has cancelled an order
 * of the tube. What those of a LIS say is copied into those of analyzers.
 */
export interface ApartOnTube {
  readonly reported: readonly NamedReport[];
  readonly measured: readonly NamedReport[];
}

export const nothingApart: ApartOnTube = { reported: [], measured: [] };

const none: TubeMates = { panel: undefined, measured: [], apart: nothingApart };

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
  if (near.length === 0) return none;
  if (part.observations.length === 0) {
    if (part.cancels === undefined || part.isFromAnalyzer === true) return none;
    const reported = known.filter((report) => report.key !== own?.key && isOfTube(report, sought, nearMs));
    return { ...none, apart: { reported, measured: near } };
  }
  const mates = await Promise.all(
    near.map(async (named) => ({ named, version: await reports.latest(named.key) })),
  );
  const ofOwn = part.observations.map((observation): SampleResult => ({ part, observation }));
  if (part.isFromAnalyzer === true) {
    const sharing = mates.map(({ named, version }) => ({
      named,
      has: shareOf(ofOwn, statedBy('lis', version)),
    }));
    const unseen = mates.filter(({ version }) => isUnseen(version)).map(({ named }) => named);
    const [panel] = namedIn(sharing, 'all')
      .filter((named) => !unseen.includes(named))
      .toSorted((a, b) => (a.key < b.key ? -1 : 1));
    if (panel !== undefined) return { ...none, panel };
    const reported = mates.some(({ version }) => hasCancellation(version)) ? near : namedIn(sharing, 'some');
    return { ...none, apart: { reported, measured: [] } };
  }
  const before = own === undefined ? [] : statedBy('lis', await reports.latest(own.key));
  const sharing = mates.map(({ named, version }) => ({
    named,
    has: shareOf(statedBy('analyzer', version), [...before, ...ofOwn]),
  }));
  const all = namedIn(sharing, 'all');
  const span = own === undefined ? sought : united(own, withPart(undefined, sought, own.key));
  const ofOtherDays = all.filter((named) => isOfOtherDays(named, span, nearMs));
  const measured = all
    .filter((named) => !ofOtherDays.includes(named))
    .map((named) => ({ ...named, services: [] }));
  const cancelled = mates.filter(({ version }) => hasCancellation(version)).map(({ named }) => named);
  const some = namedIn(sharing, 'some');
  const others = namedIn(sharing, 'none').filter((named) => cancelled.includes(named));
  return {
    panel: undefined,
    measured,
    apart: { reported: [], measured: [...ofOtherDays, ...some, ...others] },
  };
}

/** Whether an analyzer's report of the tube has results of another day, too: the LIS does not report those. */
const isOfOtherDays = (named: NamedReport, { first, last }: Span, nearMs: number): boolean =>
  first - named.first > nearMs || named.last - last > nearMs;

/** A report of a LIS that is held, and that no chart has shown, takes in nothing that a chart could show. */
const isUnseen = (version: ReportVersion | undefined): boolean =>
  version !== undefined && version.report.holds.length > 0 && version.published === undefined;

const hasCancellation = (version: ReportVersion | undefined): boolean =>
  version?.report.parts.some(({ cancels }) => cancels !== undefined) === true;

/** Whether a LIS reports the tube of a part, for the same patient and day. */
const isOfTube = (report: NamedReport, sought: SoughtReport, nearMs: number): boolean =>
  report.isMeasured !== true &&
  numberInCommon(byTube(report), byTube(sought)) !== undefined &&
  report.patients.some((key) => sought.patients.includes(key)) &&
  timeBetween(sought, report) <= nearMs;

const byTube = ({ numbers }: Pick<NamedReport, 'numbers'>): Pick<NamedReport, 'numbers'> => ({
  numbers: numbers.filter(({ kind }) => kind === 'specimen'),
});

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
