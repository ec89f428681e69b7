import type { Cwe } from '@labwire/hl7/datatypes/coded';
import type { Concept } from '../../model/concept.ts';
import { toUcum } from '../../terminology/units.ts';
import { toConcept } from './concept.ts';

/**
 * A coded unit (OBX-6, CQ.2) as a concept. A power is often sent without escaping its `^`, so that it
 * arrives as two components: `x10^3/uL`, `mL/min/1.73m^2`, `cells/mm^3`. Read apart, the unit would be
 * another one. A bare number is no unit, unless it is UCUM's `1`. Undefined where nothing is left.
 */
export function toUnit(sent: Cwe | undefined): Concept | undefined {
  if (sent === undefined) return undefined;
  const first = joined([sent.code, sent.text, sent.system, sent.alternateCode], hasMore(sent));
  const unit =
    first === undefined ? withAlternateJoined(sent) : { originalText: sent.originalText, ...first };
  const concept = toConcept({
    ...unit,
    ...namesOnly(unit.code, unit.text),
    ...alternate(namesOnly(unit.alternateCode, unit.alternateText)),
  });
  return concept === undefined || (concept.codings.length === 0 && concept.text === undefined)
    ? undefined
    : concept;
}

/** Whether something of a unit is a number that names none. */
export const holdsBareNumber = ({ code, text, alternateCode, alternateText }: Cwe): boolean =>
  [code, text, alternateCode, alternateText].some((one) => one !== undefined && named(one) === undefined);

/** A number may be the code of a unit that its text names; alone, and as the text of a code, it names none. */
function namesOnly(code: string | undefined, text: string | undefined): Pick<Cwe, 'code' | 'text'> {
  if (named(text) === undefined) return { code: named(code), text: undefined };
  return text?.trim() === '1' && code !== undefined ? { code: named(code), text: undefined } : { code, text };
}

const alternate = ({
  code,
  text,
}: Pick<Cwe, 'code' | 'text'>): Pick<Cwe, 'alternateCode' | 'alternateText'> => ({
  alternateCode: code,
  alternateText: text,
});

/** Two triplets: what stands behind a caret was not moved by it. */
const hasMore = ({ alternateText, alternateSystem }: Cwe): boolean =>
  alternateText !== undefined || alternateSystem !== undefined;

const withAlternateJoined = (sent: Cwe): Cwe => {
  if (sent.code !== undefined) return sent;
  const { alternateCode, alternateText, alternateSystem } = sent;
  const alternate = joined([alternateCode, alternateText, alternateSystem, undefined], false);
  return alternate === undefined
    ? sent
    : {
        ...sent,
        alternateCode: alternate.code,
        alternateText: alternate.text,
        alternateSystem: alternate.system,
      };
};

/** The second component, where it is what stands behind a caret: `3/uL`, `2`, `-1`, `2/24h`. */
const power = /^[+-]?\d{1,2}(?!\d)/;
/** What is never a whole unit before a number. */
const ten = /^(?:.*[^\d.,])?10$/;
const length = /^(?:.*[^a-z])?[dcmuµn]?m$/i;
/** Areas and volumes. */
const areaOrVolume = /^[23](?!\d)/;

/**
 * A unit that an unescaped `^` cut in two, whole again, with its name and its system one component
 * further on; undefined where it was not cut.
 */
function joined(
  [front, back, third, fourth]: readonly (string | undefined)[],
  hasAlternate: boolean,
): Pick<Cwe, 'code' | 'text' | 'system'> | undefined {
  // the name of a code, cut: `10*3/uL^10^3/uL^UCUM`
  if (front !== undefined && back !== undefined && ten.test(back) && third !== undefined && power.test(third))
    return { code: front, text: `${back}^${third}`, system: fourth };
  if (front === undefined || back === undefined || !power.test(back)) return undefined;
  const isCut =
    ten.test(front) ||
    back.startsWith('-') ||
    (length.test(front) && areaOrVolume.test(back)) ||
    (third === undefined && named(front) !== undefined && toUcum(front) === undefined);
  if (!isCut) return undefined;
  // a caret for a slash: `X10^3^uL`
  if (third !== undefined && fourth === undefined && toUcum(third) !== undefined)
    return { code: `${front}^${back}^${third}` };
  const code = `${front}^${back}`;
  if (hasAlternate) return { code, system: third };
  return fourth === undefined ? { code, system: third } : { code, text: third, system: fourth };
}

/** Undefined where it is a number, and not the unit of numbers alone, or a dash. */
const named = (text: string | undefined): string | undefined =>
  text !== undefined && text.trim() !== '1' && /^\s*(?:[+-]?\d+(?:[.,]\d*)?|[-._]+)\s*$/.test(text)
    ? undefined
    : text;
