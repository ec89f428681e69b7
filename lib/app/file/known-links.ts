import { patientKeysOf } from '../../model/identity.ts';
import type { Patient, PatientLink } from '../../model/patient.ts';
import type { Report, ReportPart } from '../../model/report.ts';
import type { IdentityStore } from '../../ports/identity-store.ts';
import { type Link, linkPart } from '../../reports/patient-links.ts';

/** Whom retired patients were merged into, by the key that was retired. */
export type KnownLinks = ReadonlyMap<string, PatientLink>;

export const linksOf = (links: KnownLinks): Link[] =>
  [...links].map(([retired, { survivor, watermark }]) => ({ retired, survivor, watermark }));

/** Every link from these keys on, chain by chain; no request where there is nothing to follow. */
export async function followLinks(
  known: KnownLinks,
  keys: readonly string[],
  store: Pick<IdentityStore, 'find'>,
  alreadyAsked: readonly string[] = [],
): Promise<KnownLinks> {
  const links = new Map(known);
  const asked = new Set(alreadyAsked);
  let next = [...keys, ...[...known.values()].flatMap(({ survivor }) => patientKeysOf(survivor))];
  for (;;) {
    const patients = [...new Set(next)].filter((key) => !asked.has(key) && !links.has(key));
    if (patients.length === 0) return links;
    for (const key of patients) asked.add(key);
    const found = await store.find({ aliases: [], patients });
    for (const [key, link] of found.links) links.set(key, link);
    next = [...found.links.values()].flatMap(({ survivor }) => patientKeysOf(survivor));
  }
}

/** What a report has to be told of the merges of everybody it was ever of. */
export async function linkPartsOfAll(
  patients: readonly Patient[],
  store: IdentityStore,
): Promise<ReportPart[]> {
  const links = await followLinks(new Map(), patients.flatMap(patientKeysOf), store);
  const linkParts = patients.flatMap((patient) => linkPartsOf(patient, links));
  return [...new Map(linkParts.map((part) => [`${part.messageId} ${part.at}`, part])).values()];
}

/** What a patient's reports have to be told of the merges that lead on from them. */
export function linkPartsOf(patient: Patient, links: KnownLinks): ReportPart[] {
  const linkParts: ReportPart[] = [];
  const seen = new Set<string>();
  const waiting = patientKeysOf(patient);
  for (const key of waiting) {
    const link = links.get(key);
    if (seen.has(key) || link === undefined) continue;
    seen.add(key);
    linkParts.push(linkPart(key, link));
    waiting.push(...patientKeysOf(link.survivor));
  }
  return linkParts;
}

/** Everybody whom the parts of a report name. */
export const patientsOf = (report: Report): Patient[] => report.parts.flatMap(({ patient }) => patient ?? []);
