import { digestOf } from './identity.ts';
import type { Report } from './report.ts';
import type { Specimen } from './specimen.ts';
import { siteNameOf, typeNameOf } from './specimen-names.ts';

/**
 * The report's specimens by key. A specimen with an id is the same in every report of its patient if its type and its
 * place in the body are the same too: an isolate may have the number of the blood in which it grew, and both knees that
 * of one accession. A specimen without an id belongs to its report.
 */
export function namedSpecimens(report: Report): Map<string, Specimen> {
  const specimens = new Map<string, Specimen>();
  report.specimens.forEach((specimen, index) => {
    const id = specimen.fillerId ?? specimen.placerId ?? specimen.containerId;
    const owner = report.patient?.key ?? report.key;
    const type = typeNameOf(specimen)?.trim().toLowerCase();
    const site = siteNameOf(specimen);
    const name =
      id === undefined
        ? [report.key, index, report.processingId]
        : [id.scope, id.value, type, owner, report.processingId, ...(site === undefined ? [] : [site])];
    const key = digestOf(JSON.stringify(name));
    // two specimens with one number stay two specimens
    specimens.set(specimens.has(key) ? digestOf(JSON.stringify([...name, index])) : key, specimen);
  });
  return specimens;
}
