import type { PatientLink } from './patient.ts';

/** The name of a link: its kind and its survivor. Of two links with one name, the newer counts. */
export const linkName = ({ survivor, rule }: PatientLink): string => {
  if (rule?.renumbers !== undefined) {
    const { kind, from, to } = rule.renumbers;
    return `renumbered ${kind}|${survivor.key}|${JSON.stringify([from, to].map(({ scope, value }) => [scope, value]))}`;
  }
  const kind = rule?.ends === true ? 'end' : rule?.isAlias === true ? 'alias' : (rule?.only?.kind ?? 'merge');
  const of = rule?.only === undefined ? '' : `|${rule.only.id.scope}|${rule.only.id.value}`;
  return `${kind}|${survivor.key}${of}`;
};

export const isSameLink = (a: PatientLink, b: PatientLink): boolean => linkName(a) === linkName(b);
