import type { Report, ReportVersion } from '../../model/report.ts';
import type { Site } from '../../site/site.ts';
import { wants } from '../../site/wants.ts';

/** The destinations that were sent the report up to this version: before there were filters, each that has none. */
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

/** The destinations that a new version is for: those whose filter it passes, and those that were sent the report before. */
export function recipientsAfter(
  report: Report,
  before: ReportVersion | undefined,
  isPublished: boolean,
  site: Site,
): string[] {
  const earlier = recipientsBefore(before, site);
  // what was taken back concerns those who were told of it
  if (!isPublished || report.isWithdrawn === true) return [...earlier];
  const wanting = site.destinations.filter((destination) => wants(destination, report));
  return [...new Set([...earlier, ...wanting.map(({ id }) => id)])];
}

/** The destinations of a version that the site still has. */
export function recipientsOf(version: ReportVersion, site: Site): string[] {
  const recipients = new Set(recipientsBefore(version, site));
  return site.destinations.map(({ id }) => id).filter((id) => recipients.has(id));
}
