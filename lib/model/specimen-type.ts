import type { Specimen } from './specimen.ts';

/** The type in one word, by which specimens are compared. A specimen of OBR-15 is compared by the words of its type. */
export const typeNameOf = ({ at, type }: Pick<Specimen, 'at' | 'type'>): string | undefined => {
  const code = type?.codings[0]?.code;
  return at === undefined ? (type?.text ?? code) : (code ?? type?.text);
};
