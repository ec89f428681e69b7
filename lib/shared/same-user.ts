const normalName = (name: string): string =>
  name
    .normalize('NFKC')
    .replaceAll(/\p{Cf}/gu, '')
    .trim()
    .replaceAll(/\s+/g, ' ')
    .toLowerCase();

/**
 * Whether two names of users may be of one person: `ines`, `Ines` and ` ines ` are. Wherever two persons are demanded, this is
 * asked.
 */
export const isSameUser = (one: string, other: string): boolean => normalName(one) === normalName(other);
