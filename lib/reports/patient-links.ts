import { patientKeysOf } from '../model/identity.ts';
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
 * The links that count: the newest of each retired patient, and of a circle all but its oldest. So
 * a merge that is said the other way round later is undone.
 */
export function effectiveLinks(links: readonly Link[]): ReadonlyMap<string, Patient> {
  const counting = new Map<string, Patient>();
  const newestFirst = links.toSorted(
    (a, b) =>
      b.watermark.messageTime - a.watermark.messageTime ||
      b.watermark.receivedTime - a.watermark.receivedTime,
  );
  const said = new Set<string>();
  for (const { retired, survivor } of newestFirst) {
    if (said.has(retired)) continue;
    said.add(retired);
    if (!isReachable(survivor, retired, counting)) counting.set(retired, survivor);
  }
  return counting;
}

/** Whether links lead from a patient to a key. */
function isReachable(patient: Patient, key: string, links: ReadonlyMap<string, Patient>): boolean {
  const seen = new Set<string>();
  let current: Patient | undefined = patient;
  while (current !== undefined && current.key !== key && !seen.has(current.key)) {
    seen.add(current.key);
    current = nextOf(current, links);
  }
  return current?.key === key;
}

/** A survivor may keep the retired number among its own: that leads nowhere. */
function nextOf(patient: Patient, links: ReadonlyMap<string, Patient>): Patient | undefined {
  return patientKeysOf(patient)
    .map((key) => links.get(key))
    .find((next) => next !== undefined && next.key !== patient.key);
}

/** Who a patient is now. `aliases` are other descriptions of the same person, which a merge may have named. */
export function survivorOf(
  patient: Patient,
  links: ReadonlyMap<string, Patient>,
  aliases: readonly Patient[] = [],
): Patient {
  if (links.size === 0) return patient;
  const named = [patient, ...aliases.filter((alias) => samePatient(alias, patient))];
  let current = named
    .map((name) => nextOf(name, links))
    .find((next) => next !== undefined && next.key !== patient.key);
  if (current === undefined) return patient;
  const seen = new Set<string>([patient.key]);
  for (let next: Patient | undefined = current; next !== undefined && !seen.has(next.key); ) {
    seen.add(next.key);
    current = next;
    next = nextOf(next, links);
  }
  return current;
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
  patientKeysOf(from).some((key) => links.get(key)?.key === to.key);

/** The merges that a report's parts tell of. */
export const linksIn = (parts: readonly ReportPart[]): Link[] =>
  parts.flatMap(({ replaces, patient, watermark }) =>
    replaces === undefined || patient === undefined
      ? []
      : [{ retired: replaces, survivor: patient, watermark }],
  );

/** A merge as a part of a report of the retired patient: it adds no result, and says whose they are. */
export const linkPart = (retired: string, link: PatientLink): ReportPart => ({
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
