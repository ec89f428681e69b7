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

const isNewer = (a: Link, b: Link): boolean =>
  a.watermark.messageTime - b.watermark.messageTime > 0 ||
  (a.watermark.messageTime === b.watermark.messageTime &&
    a.watermark.receivedTime > b.watermark.receivedTime);

/** Who a patient is now: the end of the chain of links. Of a link and its reverse, the newer counts. */
export function survivorOf(patient: Patient, links: readonly Link[]): Patient {
  const seen = new Set<string>();
  let current = patient;
  while (!seen.has(current.key)) {
    seen.add(current.key);
    const { key } = current;
    const next = links
      .filter(({ retired }) => retired === key)
      .filter((link) => !links.some((other) => isReverse(other, link) && isNewer(other, link)))
      .reduce<Link | undefined>(
        (best, link) => (best !== undefined && isNewer(best, link) ? best : link),
        undefined,
      );
    if (next === undefined) break;
    current = next.survivor;
  }
  return current;
}

const isReverse = (a: Link, b: Link): boolean => a.retired === b.survivor.key && a.survivor.key === b.retired;

/** Whether two descriptions are of one person, merges counted. */
export const isOnePerson = (a: Patient, b: Patient, links: readonly Link[]): boolean =>
  samePatient(a, b) || samePatient(survivorOf(a, links), survivorOf(b, links));

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
