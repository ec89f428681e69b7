import type { Observation } from '../../model/observation.ts';
import { analyzerOf, sentCodeOf } from '../../model/test-system.ts';
import type { ControlHistory } from '../../ports/qc-store.ts';
import type { Quality, TestSystem } from '../../site/quality/schema.ts';
import { systemHistory } from './find-lot.ts';

/** Finds the test system of a control or of a patient's result. The two are named alike, or nothing would be gated. */
export type FindSystem = (result: {
  readonly source: string;
  readonly processingId: string;
  readonly observation: Pick<Observation, 'equipment' | 'code'>;
}) => TestSystem | undefined;

const found = new WeakMap<Quality, FindSystem>();

/** Finds test systems of the site. The index of a site is made once. */
export function systemsOf(quality: Quality): FindSystem {
  const known = found.get(quality);
  if (known !== undefined) return known;
  const byName = new Map(quality.systems.map((system) => [nameOf(systemHistory(system)), system]));
  const find: FindSystem = ({ source, processingId, observation }) =>
    byName.get(
      nameOf({
        ...{ source, processingId },
        analyzer: analyzerOf(observation, source),
        analyte: sentCodeOf(observation),
      }),
    );
  found.set(quality, find);
  return find;
}

const nameOf = ({ source, processingId, analyzer, analyte }: ControlHistory): string =>
  JSON.stringify([source, processingId, analyzer, analyte]);
