import type { DestinationConfig } from '../destinations/kinds.ts';
import type { Report } from '../model/report.ts';
import { reportStatus } from '../model/status.ts';

/**
 * True if a report passes the filter of a destination. The status is the one that readers are shown: without
 * OBR-25 it follows from the results.
 */
export function wants({ filter }: Pick<DestinationConfig, 'filter'>, report: Report): boolean {
  const { sources, services, patientClasses, statuses } = filter;
  const codes = report.service?.codings.map(({ code }) => code) ?? [];
  return (
    (sources === undefined || report.parts.some(({ source }) => sources.includes(source))) &&
    (services === undefined || codes.some((code) => services.includes(code))) &&
    (patientClasses === undefined || patientClasses.includes(report.visit?.patientClass ?? '')) &&
    (statuses === undefined || statuses.includes(reportStatus(report) ?? ''))
  );
}
