import type { Identifier } from './concept.ts';
import { namedSpecimens } from './named-specimens.ts';
import type { Report } from './report.ts';

/** The kinds of names by which readers may ask for a report, besides its key and its patient. */
export type ReportNameKind = 'order' | 'specimen' | 'patient' | 'specimen-key';

/** One name of a report, as one text. */
export const reportName = (kind: ReportNameKind, ...parts: readonly string[]): string =>
  JSON.stringify([kind, ...parts]);

/** Every name of a report: its order numbers, its specimens, the numbers of its patient. */
export function namesOf(report: Report): string[] {
  const { placerOrder, fillerOrder, patient, specimens } = report;
  const name = (kind: ReportNameKind) => (id: Identifier | undefined) =>
    id === undefined ? [] : [reportName(kind, id.scope, id.value)];
  return [
    ...new Set([
      ...[placerOrder, fillerOrder].flatMap(name('order')),
      ...specimens
        .flatMap(({ placerId, fillerId, containerId }) => [placerId, fillerId, containerId])
        .flatMap(name('specimen')),
      ...(patient?.identifiers ?? []).flatMap(name('patient')),
      ...[...namedSpecimens(report).keys()].map((key) => reportName('specimen-key', key)),
    ]),
  ];
}
