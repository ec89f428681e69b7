import type { Naming } from '@labwire/hl7/datatypes/coded';
import type { Source } from '../../site/site.ts';

/** What a source calls roles of specimens, in the form of `normalized`: roles of HL7 table 0369. */
export type RoleWords = ReadonlyMap<string, string>;

export const PATIENT = 'P';

/** Table 0369 without P: blind, calibrator, electronic QC, proficiency, group, pool, operator, control, replicate, verifier. */
export const controlRoles: ReadonlySet<string> = new Set([...'BCEFGLOQRV']);

/**
 * How senders write P in words; PSN is a person in HL7 v3. *Control* is not read as a role: in several
 * languages it is a patient's follow-up.
 */
const patientWords = ['patient', 'pat', 'patient specimen', 'patient sample', 'human patient', 'psn'];

/** What every source may say. */
export const knownRoleWords: RoleWords = new Map([
  ...[PATIENT, ...controlRoles].map((role) => [role.toLowerCase(), role] as const),
  ...patientWords.map((word) => [word, PATIENT] as const),
]);

/** The source's own words go before those that are known everywhere. */
export const wordsOfRoles = ({ roles }: Pick<Source, 'roles'>): RoleWords =>
  new Map([
    ...knownRoleWords,
    ...Object.entries(roles).map(([word, role]) => [normalized(word), role] as const),
  ]);

/** A text that would contradict a code that says patient. */
const soundsLikeControl = /\b(?:controls?|qc|calibrat(?:or|ion)s?|proficiency|pool(?:ed)?)\b/i;

/**
 * The role that one repetition of SPM-11, or OBR-15.7, names: a letter of HL7 table 0369 by whichever of
 * its triplets can be read. What cannot be read, and what names a patient and something else, comes
 * back as it was sent, which is no letter of the table.
 */
export function roleOf(naming: Naming, words: RoleWords): string {
  const said = [...naming.codes, ...naming.texts];
  const roles = new Set(said.flatMap((one) => words.get(normalized(one)) ?? []));
  const isPatient = roles.has(PATIENT);
  const isContradicted =
    isPatient && (roles.size > 1 || naming.texts.some((text) => soundsLikeControl.test(text)));
  const [role] = roles;
  return role === undefined || isContradicted ? asSent(said) : role;
}

/** Several words never are one letter. */
const asSent = (said: readonly string[]): string =>
  said.length === 1 ? (said[0] ?? '').toUpperCase() : [...new Set(said)].join(' / ');

const normalized = (word: string): string => word.trim().replaceAll(/\s+/g, ' ').toLowerCase();
