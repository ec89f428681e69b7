import type { Concept } from './concept.ts';
import type { Specimen } from './specimen.ts';

/** The type in one word, by which specimens are compared. A specimen of OBR-15 is compared by the words of its type. */
export const typeNameOf = ({ at, type }: Pick<Specimen, 'at' | 'type'>): string | undefined => {
  const code = type?.codings[0]?.code;
  return at === undefined ? (type?.text ?? code) : (code ?? type?.text);
};

/** The place in the body and its modifiers, as one text in lower case. Undefined if none is named. */
export const siteNameOf = ({
  bodySite,
  bodySiteModifiers = [],
}: Pick<Specimen, 'bodySite' | 'bodySiteModifiers'>): string | undefined =>
  placeNameOf(bodySite === undefined ? bodySiteModifiers : [bodySite, ...bodySiteModifiers]);

export function placeNameOf(places: readonly Concept[]): string | undefined {
  const names = places.map(({ codings: [first], text }) => first?.code ?? text ?? '');
  return names.length === 0 ? undefined : names.join(' ').trim().toLowerCase();
}
