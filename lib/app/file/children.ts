import { childNumber, mayLead, patientKeyOf } from '../../model/identity.ts';
import type { Patient, PatientLink } from '../../model/patient.ts';
import type { ReportPart } from '../../model/report.ts';
import type { FileDependencies, Filed } from './filing.ts';
import { moveReport } from './move-report.ts';

/**
 * One of several children of one birth, as a patient with a key of their own. The shared number identifies
 * none of them.
 */
export function childOf(patient: Patient, birthOrder: number): Patient {
  const [leading] = patient.identifiers;
  if (leading === undefined) return patient;
  const own = childNumber(leading, birthOrder);
  return {
    ...patient,
    key: patientKeyOf(own),
    identifiers: [own, ...patient.identifiers.filter((one) => one !== leading && !mayLead(one))],
  };
}

/**
 * Moves reports to the children when a second child becomes known under one number. Only reports filed under
 * the number itself are moved. Safe to repeat.
 */
export async function giveChildrenTheirOwn(
  shared: Patient,
  by: Pick<ReportPart, 'messageId' | 'source' | 'watermark'>,
  dependencies: FileDependencies,
): Promise<readonly Filed[]> {
  const filed: Filed[] = [];
  for (const reportKey of await dependencies.reports.reportsOf(shared.key)) {
    const latest = await dependencies.reports.latest(reportKey);
    // reports that were moved to a child before stay with that child
    if (latest?.report.patient?.key !== shared.key) continue;
    const child = latest.report.parts.find(
      ({ patient, replaces }) =>
        replaces === undefined && patient?.key === shared.key && patient.birthOrder !== undefined,
    )?.patient;
    if (child?.birthOrder === undefined) continue;
    const { messageId, source, watermark } = by;
    const link: PatientLink = {
      survivor: childOf(child, child.birthOrder),
      messageId,
      source,
      at: 'PID-25',
      watermark,
    };
    filed.push(...(await moveReport(reportKey, shared.key, link, dependencies)));
  }
  return filed;
}
