import type { ReportPart } from '../../model/report.ts';
import type { Quality } from '../../site/quality/schema.ts';

const numbers = new WeakMap<Quality, ReadonlyMap<string, ReadonlySet<string>>>();

/**
 * Whether a result that came as a patient's has the number of a control of the site: its vial was loaded as a patient's tube. Only
 * numbers count that name a lot and level alone; with a product or a lot beside it a number may be a patient's, too. The number is
 * that of the specimen, its container, or, without these, the order.
 */
export function isNumberedAsControl(
  { source, specimens, placerOrder, fillerOrder }: ReportPart,
  quality: Quality,
): boolean {
  const known = numbersOf(quality).get(source);
  if (known === undefined) return false;
  const ofSpecimens = specimens.flatMap(({ placerId, fillerId, containerId, otherContainerIds = [] }) => [
    ...[placerId, fillerId, containerId].flatMap((id) => id?.value ?? []),
    ...otherContainerIds.map(({ value }) => value),
  ]);
  const ofOrder = [placerOrder, fillerOrder].flatMap((id) => id?.value ?? []);
  return (ofSpecimens.length > 0 ? ofSpecimens : ofOrder).some((number) => known.has(number));
}

/** The numbers of controls by source. */
function numbersOf(quality: Quality): ReadonlyMap<string, ReadonlySet<string>> {
  const made = numbers.get(quality);
  if (made !== undefined) return made;
  const names = quality.materials
    .flatMap(({ lots }) => lots.flatMap(({ levels }) => levels.flatMap((level) => level.names)))
    .flatMap(({ source, material, product, lot }) =>
      material === undefined || product !== undefined || lot !== undefined ? [] : [{ source, material }],
    );
  const all = new Map(
    [...Map.groupBy(names, ({ source }) => source)].map(([source, of]) => [
      source,
      new Set(of.map(({ material }) => material)),
    ]),
  );
  numbers.set(quality, all);
  return all;
}
