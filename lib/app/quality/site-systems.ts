import type { Observation } from '../../model/observation.ts';
import type { QcPoint } from '../../model/qc-point.ts';
import { analyzerOf, normalAnalyzer, sentCodeOf } from '../../model/test-system.ts';
import type { ControlHistory, QcStore, UnmatchedControl } from '../../ports/qc-store.ts';
import type { Quality, TestSystem } from '../../site/quality/schema.ts';
import { systemHistory } from './find-lot.ts';

/** The names by which a control or a patient's result is of a test system. The two are named alike, or nothing would be gated. */
export interface SystemNames {
  readonly source: string;
  readonly processingId: string;
  readonly observation: Pick<Observation, 'equipment' | 'code'>;
}

export interface SiteSystems {
  /** The test system of a control or of a patient's result. */
  readonly find: (result: SystemNames) => TestSystem | undefined;
  /** There is a test system with these names. */
  readonly has: (names: ControlHistory) => boolean;
  /** Test systems of the same source and analyte, also in another spelling (`glu`), that hold results. */
  readonly gatesOfTest: (result: SystemNames) => readonly TestSystem[];
  /** Controls of the source may hold patients' results. */
  readonly isGated: (source: string) => boolean;
  /** The source has test systems. */
  readonly isKnown: (source: string) => boolean;
}

const indexes = new WeakMap<Quality, SiteSystems>();

/** Finds test systems of the site. The index of a site is made once. */
export function systemsOf(quality: Quality): SiteSystems {
  const known = indexes.get(quality);
  if (known !== undefined) return known;
  const byName = new Map(quality.systems.map((system) => [nameOf(systemHistory(system)), system]));
  const gating = quality.systems.filter(holdsResults);
  const byTest = Map.groupBy(gating, ({ source, analyte }) =>
    testOf({ source, processingId: 'P', analyte: looseCode(analyte) }),
  );
  const gatedSources = new Set(gating.map(({ source }) => source));
  const sources = new Set(quality.systems.map(({ source }) => source));
  const made: SiteSystems = {
    find: ({ source, processingId, observation }) =>
      byName.get(
        nameOf({
          ...{ source, processingId, analyte: sentCodeOf(observation) },
          analyzer: analyzerOf(observation, source),
        }),
      ),
    has: (names) => byName.has(nameOf(names)),
    gatesOfTest: ({ source, processingId, observation }) =>
      byTest.get(testOf({ source, processingId, analyte: looseCode(sentCodeOf(observation)) })) ?? [],
    isGated: (source) => gatedSources.has(source),
    isKnown: (source) => sources.has(source),
  };
  indexes.set(quality, made);
  return made;
}

/** A test system whose state decides whether results are delivered. */
export const holdsResults = ({ gate: { mode } }: TestSystem): boolean =>
  mode === 'gate' || mode === 'bracket';

/** The point under the analyzer's name in the site, if the message spells it otherwise. */
export function underSystem(point: QcPoint, { find }: SiteSystems): QcPoint {
  const system = find(point);
  return system === undefined ? point : { ...point, analyzer: systemHistory(system).analyzer };
}

/** Codes that may be the same one: without regard for case and for spaces at the ends. */
const looseCode = (code: string): string => code.normalize('NFKC').trim().toLowerCase();

const testOf = (names: {
  readonly source: string;
  readonly processingId: string;
  readonly analyte: string;
}) => JSON.stringify([names.source, names.processingId, names.analyte]);

const nameOf = ({ analyzer, ...test }: ControlHistory): string =>
  JSON.stringify([testOf(test), normalAnalyzer(analyzer)]);

/** As many names of a source are listed. */
const MOST_NAMES = 100;

/** The controls that no test system has, of sources that have any. One query for each source. */
export async function controlsOfNoSystem(
  quality: Quality,
  qc: Pick<QcStore, 'ofNoSystem'>,
): Promise<readonly UnmatchedControl[]> {
  const { has } = systemsOf(quality);
  const sources = [...new Set(quality.systems.map(({ source }) => source))];
  const listed = await Promise.all(sources.map((source) => qc.ofNoSystem(source, MOST_NAMES)));
  return listed.flat().filter((one) => !has(one));
}
