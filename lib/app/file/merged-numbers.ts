import { dayOf } from '../../model/birth-date.ts';
import { patientKeysOf } from '../../model/identity.ts';
import type { Description, KnownPatient } from '../../model/known-patient.ts';
import type { Patient } from '../../model/patient.ts';
import type { ReportPart } from '../../model/report.ts';
import type { WaitingMessage } from '../../ports/wait-store.ts';
import { isCertainlySomebodyElse } from '../../reports/patients/patient-as-known.ts';
import { effectiveLinks, isMerge } from '../../reports/patients/patient-links.ts';
import { hasName, isOtherDate, isOtherName, isWitness } from '../../reports/patients/same-person.ts';
import type { FileDependencies } from './filing.ts';
import { followLinks, type KnownLinks, linksOf, patientsOf } from './known-links.ts';
import { messagesOf } from './messages-of.ts';

/** What is known, by patient key. */
type Described = ReadonlyMap<string, KnownPatient | undefined>;

type PatientOfPart = Pick<ReportPart, 'patient' | 'watermark'>;

/** The rank of registration: see `sayingSchema`. */
const REGISTRATION = 3;

/**
 * The descriptions that a result under a patient's number may have. `own` are those of the number. A number that was merged
 * away is the survivor's: registered descriptions of the survivor count as well, and alone if registration gave the number to
 * somebody after the merge.
 */
export function descriptionsFor(
  part: PatientOfPart,
  own: readonly Description[],
  links: KnownLinks,
  described: Described,
): Description[] {
  const ofSurvivors = survivorsOf(part, links).flatMap((key) => certainOf(described.get(key)));
  if (ofSurvivors.length === 0) return [...own];
  return isGivenAgain(part.patient?.key ?? '', links, described) ? ofSurvivors : [...own, ...ofSurvivors];
}

const certainOf = (known: KnownPatient | undefined): readonly Description[] =>
  known?.accepted.filter(({ isCertain }) => isCertain === true) ?? [];

/** The keys of the patients into whom a patient was merged, one after the other. */
function survivorsOf({ patient, watermark }: PatientOfPart, links: KnownLinks): readonly string[] {
  if (links.size === 0 || patient === undefined) return [];
  const results = [{ patient, statedAt: watermark.messageTime }];
  const { survivors } = effectiveLinks(linksOf(links), { accounts: [], visits: [], results });
  const seen = new Set([patient.key]);
  const nextOf = (one: Patient): Patient | undefined =>
    patientKeysOf(one)
      .flatMap((key) => survivors.get(key) ?? [])
      .find(({ key }) => !seen.has(key));
  for (let next = nextOf(patient); next !== undefined; next = nextOf(next)) seen.add(next.key);
  return [...seen].slice(1);
}

const isGivenAgain = (key: string, links: KnownLinks, described: Described): boolean =>
  givenAgainAt(key, links, described) !== undefined;

/** When registration last described somebody under the number, if it was after all merges that retired it: MSH-7. */
function givenAgainAt(key: string, links: KnownLinks, described: Described): number | undefined {
  const merges = links.get(key)?.filter(isMerge) ?? [];
  const { by } =
    Object.values(described.get(key)?.numbers ?? {}).find((one) => one.by.rank === REGISTRATION) ?? {};
  if (by === undefined || merges.length === 0) return undefined;
  return merges.every(({ watermark }) => by.messageTime > watermark.messageTime) ? by.messageTime : undefined;
}

/**
 * Whether a result may be of somebody to whom registration gave a number again after a merge had retired it, such as the next
 * unknown patient: it was stated after that, and has neither a name nor the birth date of a survivor.
 */
export function mayBeOfNextHolder(
  part: PatientOfPart,
  { links, described }: { readonly links: KnownLinks; readonly described: Described },
  placeholderNames?: readonly string[],
): boolean {
  const { patient, watermark } = part;
  const since = patient && givenAgainAt(patient.key, links, described);
  if (patient === undefined || since === undefined || watermark.messageTime < since) return false;
  const survivors = survivorsOf(part, links);
  const isSurvivor = ({ names, birthDate }: Description): boolean =>
    (hasName(patient.names, placeholderNames) && !isOtherName(names, patient.names, placeholderNames)) ||
    (dayOf(birthDate) !== undefined && dayOf(birthDate) === dayOf(patient.birthDate));
  return (
    survivors.length > 0 && !survivors.some((key) => described.get(key)?.accepted.some(isSurvivor) === true)
  );
}

/**
 * Whether a number was merged into somebody whom registration knows without a name (DOE) and with another birth date. An
 * unknown patient is merged into the one who turned out to be known, and not the other way round.
 */
export function isMergedIntoNobody(
  part: PatientOfPart,
  { links, described }: { readonly links: KnownLinks; readonly described: Described },
  placeholderNames?: readonly string[],
): boolean {
  const { patient } = part;
  if (patient === undefined || !isWitness(patient, placeholderNames)) return false;
  const survivors = survivorsOf(part, links);
  const isNobody = (known: KnownPatient | undefined): boolean =>
    known?.birthDate?.by.rank === REGISTRATION &&
    isOtherDate(known.birthDate.value, patient.birthDate) &&
    !known.accepted.some(({ names }) => hasName(names, placeholderNames));
  return survivors.length > 0 && survivors.every((key) => isNobody(described.get(key)));
}

/**
 * The messages whose results were filed under numbers that are merged by now, although they describe somebody else than
 * registration does.
 */
export async function filedForNextHolders(
  reportKeys: readonly string[],
  { identities, reports, site }: Pick<FileDependencies, 'identities' | 'reports' | 'site'>,
): Promise<readonly WaitingMessage[]> {
  const messages: WaitingMessage[] = [];
  for (const reportKey of reportKeys) {
    const latest = await reports.latest(reportKey);
    if (latest === undefined) continue;
    const described = new Map<string, KnownPatient | undefined>();
    const keys = patientsOf(latest.report).flatMap(patientKeysOf);
    const links = await followLinks(new Map(), keys, identities, [], described);
    const isMeant = (part: ReportPart): boolean => {
      const { patient } = part;
      if (patient === undefined || survivorsOf(part, links).length === 0) return false;
      const known = described.get(patient.key);
      const accepted = descriptionsFor(part, known?.accepted ?? [], links, described);
      const { placeholderNames } = site.patients;
      return (
        mayBeOfNextHolder(part, { links, described }, placeholderNames) ||
        isMergedIntoNobody(part, { links, described }, placeholderNames) ||
        isCertainlySomebodyElse({ accepted, birthOrders: known?.birthOrders }, patient, placeholderNames)
      );
    };
    messages.push(...(await messagesOf(reportKey, { reports: { latest: async () => latest } }, isMeant)));
  }
  return messages;
}
