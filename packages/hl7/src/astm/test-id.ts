import { isLoincCode } from '../datatypes/loinc.ts';

/**
 * A universal test id (LIS2-A2 §6.6.1) as components of CWE. Component 4 is the manufacturer's code. Instruments that
 * leave it empty send their code in component 1 or 2, or a code alone in a later one. A LOINC code beside it becomes
 * the alternate code.
 */
export function testOf(components: readonly string[]): readonly (string | undefined)[] {
  const at = [4, 1, 2, 5, 3].find((number) => (components[number - 1] ?? '') !== '');
  if (at === undefined) return [];
  const names: Readonly<Record<number, readonly (string | undefined)[]>> = {
    1: [components[1]],
    2: [components[4]],
    4: [components[4], components[1]],
  };
  const name = names[at]?.find((text) => text !== undefined && isName(text));
  return codedTest(components[at - 1], name, loincIn(components, at));
}

/** Code, name and LOINC code as components of CWE, without empty ones at the end. */
export function codedTest(
  code: string | undefined,
  name: string | undefined,
  loinc: string | undefined,
): readonly (string | undefined)[] {
  if (loinc !== undefined) return [code, name, undefined, loinc, undefined, 'LN'];
  return name === undefined ? [code] : [code, name];
}

/**
 * Whether a text can be the name of a test. Instruments also send dilutions (`10`), kinds of measurement (`M`, `C`)
 * and LOINC codes there.
 */
const isName = (text: string): boolean => /\p{L}{2}/u.test(text);

/**
 * The LOINC code in one of the components that may name the test. Shorter numbers than of three digits are more often
 * numbers of the instrument.
 */
export const loincIn = (components: readonly string[], codeAt?: number): string | undefined =>
  [1, 2, 3, 5]
    .filter((number) => number !== codeAt)
    .map((number) => components[number - 1] ?? '')
    .find((text) => text.length >= 5 && isLoincCode(text));

/**
 * Tells results of one test apart: the aspect or analyte, which follows the name of the test. Lots and serial numbers
 * stand there too and are left out; otherwise every new lot would be another analyte.
 */
export function subIdOf(components: readonly string[]): string | undefined {
  const aspects = components.slice(6).filter((part) => part !== '' && !isLot(part));
  return aspects.length === 0 ? undefined : aspects.join(' ');
}

/** `47804`, `81594FZ00`: one word with four digits in a row. `2009 H1N1` and `IS1081-IS6110` are names. */
const isLot = (text: string): boolean => /\d{4}/.test(text) && /^[A-Za-z0-9]+$/.test(text);
