import { componentsOf, type Reader, unlessEmpty } from './read.ts';

/** CE, CF, CNE, CWE: a code, its alternate, and the text it was chosen for (HL7 v2.5.1 §2.A.13). */
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
