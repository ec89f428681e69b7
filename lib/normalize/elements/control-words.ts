import type { Cwe } from '@labwire/hl7/datatypes/coded';

/** HL7 v2.5.1 §2.A.13 limits a text to 199. */
const MAX_TEXT_LENGTH = 200;

/**
 * Words that begin like control material and are about a patient: the level of a drug at a follow-up, a method without
 * calibrators, the patient's own blood with a mitogen, and a technician's remark about a control (`QC failed, repeated`).
 */
const aboutPatient = [
  /^controls? levels? (?:of|for) /i,
  /^calibrat(?:or|ion)s?-free\b/i,
  /^(?:i?qc )?(?:[a-z]{1,30} )?(?:mitogen|nil) controls?\b/i,
  /^i?qc ?[-:,.]? ?(?:fail|pass|ok\b|okay|accept|repeat|rerun|redraw|recollect|review|check|within|out of|in range)/i,
];

/** A text without the words at its beginning that are about a patient, as far as it is read. */
export function withoutPatientWords(sent: string): string {
  const text = sent.slice(0, MAX_TEXT_LENGTH).trim().replaceAll(/\s+/g, ' ');
  const found = aboutPatient.find((words) => words.test(text));
  return found === undefined ? text : text.replace(found, '');
}

/**
 * *Control* alone is left out, because a remark may mean the follow-up of a patient. What follows the words keeps
 * `QCX` and `Calibrated` out.
 */
const controlRemark =
  /^(?:i?qc|quality controls?|controls? (?:level|lot|material)s?|calibrat(?:or|ion)s?|proficiency)(?:$|[-_ .:,#/]|\d{1,3}$)/i;

/** Whether a remark about an order begins with words for control material. */
export const isAboutControlMaterial = (remark: string): boolean =>
  controlRemark.test(withoutPatientWords(remark));

/**
 * Whether a service is named as control material, by its words or by its code. The code does not count if it only
 * abbreviates other words: `QC^Quantitative culture`.
 */
export function isServiceOfControl(service: Cwe | undefined): boolean {
  const { code, text, alternateCode, alternateText, originalText } = service ?? {};
  const words = [text, alternateText, originalText].flatMap((one) => one ?? []);
  if (words.some(isAboutControlMaterial)) return true;
  const codes = [code, alternateCode].flatMap((one) => one ?? []);
  return codes.some((one) => isAboutControlMaterial(one) && !words.some((text) => explains(text, one)));
}

/** Whether a text has the letters of a code as the first letters of its words, or says that it is about a patient. */
function explains(text: string, code: string): boolean {
  const initials = text
    .slice(0, MAX_TEXT_LENGTH)
    .toLowerCase()
    .split(/[^\p{L}\d]+/u)
    .map((word) => word.slice(0, 1))
    .join('');
  return (
    initials.startsWith(code.toLowerCase()) ||
    withoutPatientWords(text) !== text.trim().replaceAll(/\s+/g, ' ')
  );
}
