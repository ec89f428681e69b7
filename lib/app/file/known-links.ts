import { patientKeysOf } from '../../model/identity.ts';
import type { KnownPatient } from '../../model/known-patient.ts';
import type { Patient, PatientLink } from '../../model/patient.ts';
import type { Report, ReportPart } from '../../model/report.ts';
import type { IdentityStore } from '../../ports/identity-store.ts';
import { linkPart } from '../../reports/patients/links-of-parts.ts';
import { effectiveLinks, type Link } from '../../reports/patients/patient-links.ts';

/** The known links, by the key of the retired patient. */
export type KnownLinks = ReadonlyMap<string, readonly PatientLink[]>;

export const linksOf = (links: KnownLinks): Link[] =>
  [...links].flatMap(([retired, known]) =>
    known.filter(counts).map(({ survivor, rule, messageId, watermark }) => ({
      retired,
      survivor,
      rule,
      messageId,
      watermark,
    })),
  );

const counts = ({ rule }: PatientLink): boolean => rule?.isVoid !== true;

/** The surviving patients of merges. A moved account changes nobody's identity. */
export const survivorsIn = (links: KnownLinks): Patient[] => [
  ...effectiveLinks(linksOf(links)).survivors.values(),
];

/** The keys that a link leads to, and those that were retired together with it. */
const nextKeys = (links: Iterable<readonly PatientLink[]>): string[] =>
  [...links].flatMap((known) =>
    known.flatMap(({ survivor, rule }) => [...patientKeysOf(survivor), ...(rule?.with ?? [])]),
  );

/**
 * Reads every link from these keys on, step by step. It makes no request if there is no link. Patients that
 * are read on the way are added to `described`.
 */
export async function followLinks(
  known: KnownLinks,
  keys: readonly string[],
  store: Pick<IdentityStore, 'find'>,
  alreadyAsked: readonly string[] = [],
  described: Map<string, KnownPatient | undefined> = new Map(),
): Promise<KnownLinks> {
  const links = new Map(known);
  const asked = new Set(alreadyAsked);
  let next = [...keys, ...nextKeys(known.values())];
  for (;;) {
    const patients = [...new Set(next)].filter((key) => !asked.has(key) && !links.has(key));
    if (patients.length === 0) return links;
    for (const key of patients) asked.add(key);
    const found = await store.find({ aliases: [], patients });
    for (const [key, link] of found.links) links.set(key, link);
    for (const key of patients) described.set(key, found.described.get(key));
    next = nextKeys(found.links.values());
  }
}

/** The links of every patient that the report ever belonged to, as parts. */
export async function linkPartsOfAll(
  patients: readonly Patient[],
  store: Pick<IdentityStore, 'find'>,
): Promise<ReportPart[]> {
  const links = await followLinks(new Map(), patients.flatMap(patientKeysOf), store);
  const linkParts = patients.flatMap((patient) => linkPartsOf(patient, links));
  return [...new Map(linkParts.map((part) => [`${part.messageId} ${part.at}`, part])).values()];
}

/** The links that lead on from one patient, as parts. */
export function linkPartsOf(patient: Patient, links: KnownLinks): ReportPart[] {
  const linkParts: ReportPart[] = [];
  const seen = new Set<string>();
  const waiting = patientKeysOf(patient);
  for (const key of waiting) {
    const known = links.get(key);
    if (seen.has(key) || known === undefined) continue;
    seen.add(key);
    for (const link of known.filter(counts)) {
      linkParts.push(linkPart(key, link));
      waiting.push(...patientKeysOf(link.survivor), ...(link.rule?.with ?? []));
    }
  }
  return linkParts;
}

/** Every patient that the parts of a report name. */
export const patientsOf = (report: Report): Patient[] => report.parts.flatMap(({ patient }) => patient ?? []);
