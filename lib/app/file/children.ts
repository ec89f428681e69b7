import { childNumber, mayLead, patientKeyOf } from '../../model/identity.ts';
import type { Patient, PatientLink } from '../../model/patient.ts';
import type { ReportPart } from '../../model/report.ts';
import type { WaitingMessage } from '../../ports/wait-store.ts';
import { linkPart } from '../../reports/patients/links-of-parts.ts';
import type { FileDependencies, Filed } from './filing.ts';
import { messagesOf } from './messages-of.ts';
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

/** What was done when a second child became known. */
export interface Separated {
  readonly filed: readonly Filed[];
  /** Messages that are to be read again: their number does not tell any more whom they mean. */
  readonly recalls: readonly WaitingMessage[];
}

type SaidBy = Pick<ReportPart, 'messageId' | 'source' | 'watermark'>;

/**
 * Separates the children when a second one becomes known under one number. Merges and moves of the number end, because
 * nobody knows which child they mean. Reports that were filed under the number go to their child; those that name no
 * child are to be judged again. Safe to repeat.
 */
export async function separateChildrenOf(
  shared: Patient,
  by: SaidBy,
  dependencies: FileDependencies,
): Promise<Separated> {
  const ended = await endLinks(shared, dependencies);
  const filed = [...ended.filed];
  const recalls = [...ended.recalls];
  for (const reportKey of await dependencies.reports.reportsOf(shared.key)) {
    const latest = await dependencies.reports.latest(reportKey);
    // reports that were moved to a child before stay with that child
    if (latest?.report.patient?.key !== shared.key) continue;
    const child = latest.report.parts.find(
      ({ patient, replaces }) =>
        replaces === undefined && patient?.key === shared.key && patient.birthOrder !== undefined,
    )?.patient;
    if (child?.birthOrder === undefined) {
      recalls.push(...(await messagesOf(reportKey, dependencies)));
      continue;
    }
    const link = linkToChild(childOf(child, child.birthOrder), by);
    filed.push(...(await moveReport(reportKey, shared.key, link, dependencies)));
  }
  return { filed, recalls };
}

/** The link by which a report that was filed under the shared number becomes a child's. */
const linkToChild = (child: Patient, { messageId, source, watermark }: SaidBy): PatientLink => ({
  survivor: child,
  ...{ messageId, source, at: 'PID-25', watermark },
});

/**
 * The link that gives a child the report of its own order, if another message, without PID-25, was filed there before.
 * Undefined if the report has nothing of the shared number, or belongs to another child. It reads the report.
 */
export async function linkOfOwnReport(
  reportKey: string,
  shared: Patient,
  part: ReportPart,
  { reports }: Pick<FileDependencies, 'reports'>,
): Promise<ReportPart | undefined> {
  const latest = await reports.latest(reportKey);
  const { patient: child } = part;
  if (child === undefined || latest?.report.patient?.key !== shared.key) return undefined;
  const isOfOther = latest.report.parts.some(
    ({ patient }) => patient?.birthOrder !== undefined && patient.birthOrder !== child.birthOrder,
  );
  return isOfOther ? undefined : linkPart(shared.key, linkToChild(child, part));
}

/** Ends the merges and moves of a number that several children share. Their messages are to be read again. */
async function endLinks(shared: Patient, dependencies: FileDependencies): Promise<Separated> {
  const { identities, reports } = dependencies;
  const { links } = await identities.find({ aliases: [], patients: [shared.key] });
  const ended = (links.get(shared.key) ?? []).filter(
    ({ rule }) =>
      rule?.ends !== true && rule?.isAlias !== true && rule?.isVoid !== true && rule?.renumbers === undefined,
  );
  const filed: Filed[] = [];
  for (const link of ended) {
    const end: PatientLink = { ...link, rule: { ...link.rule, isVoid: true } };
    await identities.link(shared.key, end);
    const moved = [shared.key, link.survivor.key].map((key) => reports.reportsOf(key));
    for (const reportKey of new Set((await Promise.all(moved)).flat()))
      filed.push(...(await moveReport(reportKey, shared.key, end, dependencies, 'replay')));
  }
  return { filed, recalls: ended.map(({ messageId }) => ({ messageId, group: shared.key })) };
}
