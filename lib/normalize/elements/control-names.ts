import type { Xpn } from '@labwire/hl7/datatypes/names';
import materialWordList from './material-words.json' with { type: 'json' };

/** Names that instruments and middleware give a control, a calibrator or a proficiency test where HL7 wants a person. */
const controlName =
  /^(?:i?qc|n?eqas?|controls?|ctrl|[ck]ontrolle?|contr[oô]le|controlo?|quality controls?|[ck]alibrat(?:or|ion|eur)|proficiency|ringversuch|survey)(?:$|[-_ .:#/]|\d{1,3}$)/i;

/** Words for control material that are family names, too, alone or with another name behind a hyphen. */
const familyNames: ReadonlySet<string> = new Set(['control', 'survey']);

/** Words that stand beside those for control material, and the makers of such material: they name no person. */
const materialWords: ReadonlySet<string> = new Set(materialWordList);

const MAX_NAME_LENGTH = 200;

/**
 * Whether the family name or the given name is a word for control material: `CONTROL^LEVEL 1`, `CAP^SURVEY`. Control and
 * Survey are family names, too: with a birth date to the day and a given name of letters alone, they name a person.
 */
export function isNameOfControl({ family, given }: Xpn, birthDate: string | undefined): boolean {
  const isMaterial = (part: string | undefined) => part !== undefined && controlName.test(shortened(part));
  if (isMaterial(given)) return true;
  return isMaterial(family) && !(isDay(birthDate) && isFamilyName(family ?? '') && isGivenName(given));
}

const shortened = (part: string): string => part.slice(0, MAX_NAME_LENGTH).trim();

/** A day of table 0529. The first of January stands for an unknown day. */
const isDay = (birthDate = ''): boolean => /^\d{8}/.test(birthDate) && !/^\d{4}0101/.test(birthDate);

function isFamilyName(family: string): boolean {
  const [first = '', ...others] = shortened(family).split('-');
  return familyNames.has(first.toLowerCase()) && others.every(isGivenName);
}

function isGivenName(given = ''): boolean {
  const words = shortened(given).toLowerCase().split(/[ -]+/);
  return words.every((word) => /^\p{L}[\p{L}'’.]{1,40}$/u.test(word) && !materialWords.has(word));
}
