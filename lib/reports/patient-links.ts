import { patientKeyOf } from '../model/identity.ts';
import type { Patient, PatientLink } from '../model/patient.ts';
import type { ReportPart } from '../model/report.ts';
import { samePatient } from './same-patient.ts';

/** That one patient is another now. */
export interface Link {
  /** The key of the retired patient. */
  readonly retired: string;
  readonly survivor: Patient;
  readonly watermark: PatientLink['watermark'];
}

/**
 * The links that count: the newest of each retired patient, and of a circle all but the oldest. So
 * a merge that is said the other way round later is undone.
 */
export function effectiveLinks(links: readonly Link[]): ReadonlyMap<string, Patient> {
  const counting = new Map<string, Patient>();
  const newestFirst = links.toSorted(
    (a, b) =>
      b.watermark.messageTime - a.watermark.messageTime ||
      b.watermark.receivedTime - a.watermark.receivedTime,
  );
  for (const { retired, survivor } of newestFirst)
    if (!counting.has(retired) && !leadsTo(survivor, retired, counting)) counting.set(retired, survivor);
  return counting;
}

/** Whether the chain of links from a patient on comes to a key. */
function leadsTo(patient: Patient, key: string, links: ReadonlyMap<string, Patient>): boolean {
  let current: Patient | undefined = patient;
  while (current !== undefined && current.key !== key) current = links.get(current.key);
  return current !== undefined;
}

/** The keys by which a merge may name a patient: those of every identifier. */
export const keysOf = ({ key, identifiers }: Patient): string[] => [
  ...new Set([key, ...identifiers.map(patientKeyOf)]),
];

/** Who a patient is now. `aliases` are other descriptions of the same person, which a merge may have named. */
export function survivorOf(
  patient: Patient,
  links: ReadonlyMap<string, Patient>,
  aliases: readonly Patient[] = [],
): Patient {
  if (links.size === 0) return patient;
  const names = [patient, ...aliases.filter((alias) => samePatient(alias, patient))].flatMap(keysOf);
  // a survivor may keep the retired number among its own
  const first = names
    .map((name) => links.get(name))
    .find((next) => next !== undefined && next.key !== patient.key);
  let current = first;
  for (let next = current; next !== undefined; next = links.get(next.key)) current = next;
  return current ?? patient;
}

/** Whether descriptions are all of one person: each is linked with the rest, by an identifier or by a merge. */
export function areOnePerson(patients: readonly Patient[], links: ReadonlyMap<string, Patient>): boolean {
  const [first, ...rest] = patients;
  if (first === undefined || rest.every(({ key }) => key === first.key)) return true;
  const reached: Patient[] = [first];
  let waiting = [...rest, ...links.values()];
  for (let index = 0; index < reached.length; index++) {
    const from = reached[index];
    if (from === undefined) break;
    const isNext = (to: Patient) =>
      samePatient(from, to) || isLinked(from, to, links) || isLinked(to, from, links);
    reached.push(...waiting.filter(isNext));
    waiting = waiting.filter((to) => !isNext(to));
  }
  return rest.every((patient) => reached.includes(patient));
}

const isLinked = (from: Patient, to: Patient, links: ReadonlyMap<string, Patient>): boolean =>
  keysOf(from).some((key) => links.get(key)?.key === to.key);

/** The merges that a report's parts tell of. */
export const linksIn = (parts: readonly ReportPart[]): Link[] =>
  parts.flatMap(({ replaces, patient, watermark }) =>
    replaces === undefined || patient === undefined
      ? []
      : [{ retired: replaces, survivor: patient, watermark }],
  );

/** A merge as a part of a report of the retired patient: it adds no result, and says whose they are. */
export const mergePart = (retired: string, link: PatientLink): ReportPart => ({
  messageId: link.messageId,
  source: link.source,
  at: link.at,
  watermark: link.watermark,
  patient: link.survivor,
  replaces: retired,
  specimens: [],
  observations: [],
  notes: [],
  holds: [],
});
