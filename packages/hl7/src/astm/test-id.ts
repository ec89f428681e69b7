/**
 * Code and name of a universal test id (LIS2-A2 §6.6.1). Component 4 is the manufacturer's code, followed by
 * its name. Instruments that leave component 4 empty send code and name in components 1 and 2, or a code
 * alone in a later one.
 */
export function testOf(components: readonly string[]): readonly (string | undefined)[] {
  const at = [4, 1, 2, 5, 3].find((number) => (components[number - 1] ?? '') !== '');
  if (at === undefined) return [];
  const names: Readonly<Record<number, string | undefined>> = {
    1: components[1],
    2: components[4],
    4: components[4] || components[1],
  };
  const name = names[at];
  return name === undefined || name === '' ? [components[at - 1]] : [components[at - 1], name];
}
