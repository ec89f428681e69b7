import type { Dialect } from './dialect.ts';

/** Whether a flag of the instrument asks for a review of the result. */
export const asksForReview = (flags: readonly string[], rules: Dialect['flags']): boolean =>
  flags.some((flag) => rules?.some((rule) => rule.review === true && isSame(rule.flag, flag)) === true);

/** The flags of HL7 table 0078 for those of the instrument, and the words for them. */
export function flagsBy(
  flags: readonly string[],
  rules: Dialect['flags'],
): { readonly flags: readonly string[]; readonly notes: readonly string[] } {
  if (rules === undefined) return { flags, notes: [] };
  const found = flags.map((flag) => ({ flag, rule: rules.find((rule) => isSame(rule.flag, flag)) }));
  return {
    flags: [...new Set(found.map(({ flag, rule }) => rule?.as ?? flag))],
    notes: found.flatMap(({ flag, rule }) => (rule?.text === undefined ? [] : [`${flag}: ${rule.text}`])),
  };
}

const isSame = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();
