import type { Description, KnownPatient } from '../../model/known-patient.ts';
import type { Patient, PatientLink } from '../../model/patient.ts';
import type { ReportPart } from '../../model/report.ts';
import { isCertainlySomebodyElse } from '../../reports/patient-as-known.ts';
import { effectiveLinks } from '../../reports/patient-links.ts';
import { type KnownLinks, linksOf } from './known-links.ts';

/** What registration says of the patient into whom a number was merged. */
export interface MergedNumber {
  readonly descriptions: readonly Description[];
  /** The part was stated after the merge. The number may have been given to somebody else by then. */
  readonly isLater: boolean;
  /** Registration described somebody under the number after the merge. */
  readonly isGivenAgain: boolean;
}

/** The rank of registration: see `sayingSchema`. */
const REGISTRATION = 3;

/** Undefined if the patient's number was not merged away, or registration describes no survivor. */
export function mergedNumberOf(
  { key }: Patient,
  part: Pick<ReportPart, 'watermark'>,
  links: KnownLinks,
  described: ReadonlyMap<string, KnownPatient | undefined>,
): MergedNumber | undefined {
  const merges = links.get(key)?.filter(isMerge) ?? [];
  if (merges.length === 0) return undefined;
  const { survivors } = effectiveLinks(linksOf(links));
  const seen = new Set<string>([key]);
  const descriptions: Description[] = [];
  for (let next = survivors.get(key); next !== undefined && !seen.has(next.key); ) {
    seen.add(next.key);
    descriptions.push(
      ...(described.get(next.key)?.accepted.filter(({ isCertain }) => isCertain === true) ?? []),
    );
    next = survivors.get(next.key);
  }
  if (descriptions.length === 0) return undefined;
  const by = described.get(key)?.names?.by;
  return {
    descriptions,
    isLater: merges.some((merge) => isStatedAfter(part, merge)),
    isGivenAgain:
      by?.rank === REGISTRATION && merges.some(({ watermark }) => by.messageTime > watermark.messageTime),
  };
}

/** Whether a part that was filed under a number describes somebody else than the patient into whom it is merged later. */
export const isOfNextHolder = (
  part: ReportPart,
  link: PatientLink,
  survivor: KnownPatient | undefined,
  placeholderNames?: readonly string[],
): boolean =>
  isMerge(link) &&
  part.patient !== undefined &&
  isStatedAfter(part, link) &&
  isCertainlySomebodyElse(survivor, part.patient, placeholderNames);

/** A whole merge. Moves of accounts and visits, and links (A24), leave the number in use. */
const isMerge = ({ rule }: PatientLink): boolean =>
  rule?.only === undefined && rule?.isAlias !== true && rule?.ends !== true && rule?.isVoid !== true;

const isStatedAfter = (part: Pick<ReportPart, 'watermark'>, link: PatientLink): boolean =>
  part.watermark.messageTime > link.watermark.messageTime;
