import type { Patient, PatientLink } from '../model/patient.ts';
import type { ReportPart } from '../model/report.ts';
import type { IdentityStore } from '../ports/identity-store.ts';
import { keysOf, type Link, mergePart } from '../reports/patient-links.ts';

/** Whom retired patients were merged into, by the key that was retired. */
export type KnownLinks = ReadonlyMap<string, PatientLink>;

export const linksOf = (links: KnownLinks): Link[] =>
  [...links].map(([retired, { survivor, watermark }]) => ({ retired, survivor, watermark }));

/** Every link from these keys on, chain by chain; no request where there is nothing to follow. */
export async function followLinks(
  known: KnownLinks,
  keys: readonly string[],
  store: IdentityStore,
): Promise<KnownLinks> {
  const links = new Map(known);
  const asked = new Set<string>();
  let next = [...keys, ...[...known.values()].flatMap(({ survivor }) => keysOf(survivor))];
  for (;;) {
    const patients = [...new Set(next)].filter((key) => !asked.has(key) && !links.has(key));
    if (patients.length === 0) return links;
    for (const key of patients) asked.add(key);
    const found = await store.find({ aliases: [], patients });
    for (const [key, link] of found.links) links.set(key, link);
    next = [...found.links.values()].flatMap(({ survivor }) => keysOf(survivor));
  }
}

/** What a patient's reports have to be told of the merges that lead on from them. */
export function mergesOf(patient: Patient, links: KnownLinks): ReportPart[] {
  const merges: ReportPart[] = [];
  const seen = new Set<string>();
  const waiting = keysOf(patient);
  for (const key of waiting) {
    const link = links.get(key);
    if (seen.has(key) || link === undefined) continue;
    seen.add(key);
    merges.push(mergePart(key, link));
    waiting.push(...keysOf(link.survivor));
  }
  return merges;
}
