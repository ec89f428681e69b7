import type { Concept } from './concept.ts';

/** What a patient's results are put together by: the LOINC code, ours or as sent, else the sender's own. */
export function analyteOf({ codings, text }: Concept): string {
  const loinc = codings.find(({ isMapped }) => isMapped === true) ?? codings.find(isLoinc);
  return (loinc ?? codings[0])?.code ?? text ?? '';
}

const isLoinc = ({ system }: Concept['codings'][number]): boolean =>
  /^(?:LN|LOINC|http:\/\/loinc\.org)$/i.test(system ?? '');
