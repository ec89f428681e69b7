import type { Naming } from '@labwire/hl7/datatypes/coded';
import type { Source } from '../../site/site.ts';
import { withoutPatientWords } from './control-words.ts';

/** A source's own words for specimen roles, as `normalized` returns them. Values: roles of HL7 table 0369. */
export type RoleWords = ReadonlyMap<string, string>;

export const PATIENT = 'P';

/**
 * HL7 table 0369 without P: blind, calibrator, electronic QC, proficiency, group, pool, operator, control,
 * replicate, verifier.
 */
export const controlRoles: ReadonlySet<string> = new Set([...'BCEFGLOQRV']);

/**
 * The words that senders write for P; PSN is a person in HL7 v3. *Control* is not read as a role, because in
 * several languages it means the follow-up of a patient.
 */
const patientWords = ['patient', 'pat', 'patient specimen', 'patient sample', 'human patient', 'psn'];

/** Words that are valid for every source. */
export const knownRoleWords: RoleWords = new Map([
  ...[PATIENT, ...controlRoles].map((role) => [role.toLowerCase(), role] as const),
  ...patientWords.map((word) => [word, PATIENT] as const),
]);

/** The source's own words override those that are valid for every source. Most sources have none. */
export function wordsOfRoles({ roles }: Pick<Source, 'roles'>): RoleWords {
  const own = Object.entries(roles).map(([word, role]) => [normalized(word), role] as const);
  return own.length === 0 ? knownRoleWords : new Map([...knownRoleWords, ...own]);
}

/** Text that contradicts a code for patient. */
const soundsLikeControl = /\b(?:controls?|qc|calibrat(?:or|ion)s?|proficiency|pool(?:ed)?)\b/i;

/**
 * Words for control material as the type of a specimen. *Control* alone counts only if nothing stands beside
 * it: an infection control swab is a patient's.
 */
const controlMaterial =
  /^(?:controls?|ctrl)$|\b(?:qc|quality controls?|controls? (?:material|specimen|sample|serum|plasma|blood|urine|solution|level)s?|calibrat(?:or|ion)s?|proficiency)\b/i;

/** Whether a specimen's type, in codes or words, is control material, a calibrator or a proficiency test. */
export const namesControlMaterial = (type: string): boolean =>
  controlMaterial.test(withoutPatientWords(type));

/** `CONTROL-1`, `QC_LOT7`, `QC12`, `BACKGROUND`. A longer number, as in `QC20391`, is an ordinary one. */
const controlNumber =
  /^(?:controls?|ctrl|qc|calibrator|proficiency|background|blank)(?:$|[-_ .:#]|\d{1,3}$)/i;

/** Whether a specimen's number begins with a word for control material. */
export const isNumberedAsControl = (number: string): boolean => controlNumber.test(number.slice(0, 20));

/**
 * The role in one repetition of SPM-11 or OBR-15.7: a letter of HL7 table 0369, from any of its triplets that
 * can be read. If no triplet can be read, or if they name a patient and something else, the text is returned
 * as sent; it is never a letter of the table.
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

/** Joins several words with ` / `, so that the text cannot be mistaken for a letter of the table. */
const asSent = (said: readonly string[]): string =>
  said.length === 1 ? (said[0] ?? '').toUpperCase() : [...new Set(said)].join(' / ');

const normalized = (word: string): string => word.trim().replaceAll(/\s+/g, ' ').toLowerCase();
