import { placeOfResult } from '../../model/pass-through.ts';
import type { Report } from '../../model/report.ts';

/** The report as one order group for each collection. The notes of the head follow the first group. */
export function orderGroupsOf(report: Report): Report[] {
  const collections = Map.groupBy(report.observations, ({ collection }) =>
    JSON.stringify(collection ?? null),
  );
  if (collections.size === 0) return [report];
  return [...collections.values()].map((observations, index) => {
    const [collection] = observations.map((one) => one.collection);
    return {
      ...report,
      ...(collection === undefined
        ? {}
        : {
            observed: collection.observed,
            observedEnd: collection.observedEnd,
            parent: collection.parent,
            specimens: collection.specimens.flatMap((number) => report.specimens[number] ?? []),
          }),
      observations,
      notes: index === 0 ? report.notes : [],
    };
  });
}

/** The name of an order group of a report, by its first result. */
export const orderGroupName = ({ observations: [first] }: Pick<Report, 'observations'>): string =>
  first === undefined ? '' : placeOfResult(first);
