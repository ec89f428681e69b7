import { componentsOf, type Reader, unlessEmpty } from './read.ts';

/** CE, CF, CNE, CWE: a code, its alternate code, and the original text (HL7 v2.5.1 §2.A.13). */
export interface Cwe {
  readonly code?: string | undefined;
  readonly text?: string | undefined;
  readonly system?: string | undefined;
  readonly alternateCode?: string | undefined;
  readonly alternateText?: string | undefined;
  readonly alternateSystem?: string | undefined;
  readonly originalText?: string | undefined;
}

export const readCwe: Reader<Cwe> = (segment, field, repetition) => {
  if (!segment.isFilled(field)) return undefined;
  const component = componentsOf(segment, field, repetition);
  return unlessEmpty({
    code: component(1),
    text: component(2),
    system: component(3),
    alternateCode: component(4),
    alternateText: component(5),
    alternateSystem: component(6),
    originalText: component(9),
  });
};

/** All codes and texts of a coded element, in the order of its components. */
export interface Naming {
  /** The code of each triplet: components 1, 4 and, from v2.7 on, 10. */
  readonly codes: readonly string[];
  /** The text of each triplet, and the original text: components 2, 5, 11 and 9. */
  readonly texts: readonly string[];
}

/** The codes and texts of a CWE; `component` reads its components. Undefined if all are empty. */
export function namingOf(component: (number: number) => string | undefined): Naming | undefined {
  const all = (numbers: readonly number[]) => numbers.flatMap((number) => component(number) ?? []);
  const naming = { codes: all([1, 4, 10]), texts: all([2, 5, 11, 9]) };
  return naming.codes.length + naming.texts.length === 0 ? undefined : naming;
}

export const readNaming: Reader<Naming> = (segment, field, repetition) =>
  namingOf(componentsOf(segment, field, repetition));
