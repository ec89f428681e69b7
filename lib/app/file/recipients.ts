import type { Report, ReportVersion } from '../../model/report.ts';
import type { Site } from '../../site/site.ts';
import { wants } from '../../site/wants.ts';

/**
 * The ids of the destinations that were sent earlier versions of the report. A version from before filters
 * existed has no list: it was sent to every destination without a filter.
 */
export const recipientsBefore = (
  before: ReportVersion | undefined,
  { destinations }: Site,
): readonly string[] =>
  before?.destinations ??
  (before?.published === undefined
    ? []
    : destinations
        .filter(({ filter }) => Object.values(filter).every((one) => one === undefined))
        .map(({ id }) => id));

/**
 * The ids of the destinations for a new version: those whose filter accepts it, and those that were sent the
 * report before.
 */
export function recipientsAfter(
  report: Report,
  before: ReportVersion | undefined,
  isPublished: boolean,
  site: Site,
): string[] {
  const earlier = recipientsBefore(before, site);
  // a withdrawal is sent only to destinations that have the report
  if (!isPublished || report.isWithdrawn === true) return [...earlier];
  const wanting = site.destinations.filter((destination) => wants(destination, report));
  return [...new Set([...earlier, ...wanting.map(({ id }) => id)])];
}

/** The ids of a version's recipients that are still in the site file. */
export function recipientsOf(version: ReportVersion, site: Site): string[] {
  const recipients = new Set(recipientsBefore(version, site));
  return site.destinations.map(({ id }) => id).filter((id) => recipients.has(id));
}

/**
 * The ids of the destinations of the site whose filter keeps a version out. A version that is held is kept from all, and no
 * filter decides.
 */
export function filteredFrom(version: ReportVersion, site: Site): string[] {
  const { report, published, version: number } = version;
  if (published !== number || report.isWithdrawn === true) return [];
  const recipients = new Set(recipientsBefore(version, site));
  return site.destinations
    .filter((destination) => !recipients.has(destination.id) && !wants(destination, report))
    .map(({ id }) => id);
}
