import { childNumber, patientKeyOf } from '../../model/identity.ts';
import type { KnownPatient } from '../../model/known-patient.ts';
import type { Patient } from '../../model/patient.ts';
import type { ReportStore } from '../../ports/report-store.ts';
import type { WaitingMessage } from '../../ports/wait-store.ts';
import { isCertainlySomebodyElse } from '../../reports/patients/patient-as-known.ts';
import { messagesOf } from '../file/messages-of.ts';

/**
 * The messages whose results were filed under the number of a patient, or as of one of several children who share it,
 * although they describe somebody else, as registration shows by now. It makes no request if no accepted description contradicts registration.
 */
export async function filedForOthers(
  known: KnownPatient,
  {
    reports,
    placeholderNames,
  }: {
    readonly reports: Pick<ReportStore, 'reportsOf' | 'latest'>;
    readonly placeholderNames?: readonly string[] | undefined;
  },
): Promise<readonly WaitingMessage[]> {
  const isOther = (
    described: Pick<Patient, 'names' | 'aliases' | 'birthDate' | 'birthOrder' | 'newbornIn'>,
  ): boolean => isCertainlySomebodyElse(known, described, placeholderNames);
  if (!known.accepted.some(isOther)) return [];
  const keys = [
    known.key,
    ...known.birthOrders.map((order) => patientKeyOf(childNumber(known.leading, order))),
  ];
  const messages: WaitingMessage[] = [];
  for (const key of keys)
    for (const reportKey of await reports.reportsOf(key))
      messages.push(
        ...(await messagesOf(
          reportKey,
          { reports },
          ({ patient }) => patient !== undefined && keys.includes(patient.key) && isOther(patient),
        )),
      );
  return messages;
}
