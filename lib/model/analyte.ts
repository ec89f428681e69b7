import type { Concept } from './concept.ts';

/**
 * The key by which a patient's results are grouped: the LOINC code, as sent or from the site's map; otherwise
 * the sender's own code.
 */
export function analyteOf({ codings, text }: Concept): string {
  const loinc = codings.find(({ isMapped }) => isMapped === true) ?? codings.find(isLoinc);
  return (loinc ?? codings[0])?.code ?? text ?? '';
}

/** The LOINC codes of a concept, whatever name its senders give the coding system. */
export const loincCodesOf = ({ codings }: Concept): readonly string[] =>
  codings.filter(isLoinc).map(({ code }) => code);

const isLoinc = ({ system }: Concept['codings'][number]): boolean =>
  /^(?:LN|LOINC|http:\/\/loinc\.org)$/i.test(system ?? '');
