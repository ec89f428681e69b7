/** A number with its noun: `1 message`, `2 messages`, `1 entry`, `2 entries`. */
export const counted = (number: number, one: string, many = `${one}s`): string =>
  `${number} ${number === 1 ? one : many}`;
