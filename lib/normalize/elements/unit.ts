import type { Cwe } from '@labwire/hl7/datatypes/coded';
import type { Concept } from '../../model/concept.ts';
import { toUcum } from '../../terminology/units.ts';
import { toConcept } from './concept.ts';

/**
 * A coded unit (OBX-6, CQ.2) as a concept. Senders often do not escape the `^` of a power, so that the unit
 * arrives as two components: `x10^3/uL`, `mL/min/1.73m^2`, `cells/mm^3`. These are joined, because the parts
 * would be another unit. A bare number is not a unit, except UCUM's `1`. Undefined if nothing is left.
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

/** Whether a part of the unit is a bare number. */
export const holdsBareNumber = ({ code, text, alternateCode, alternateText }: Cwe): boolean =>
  [code, text, alternateCode, alternateText].some((one) => one !== undefined && named(one) === undefined);

/**
 * Removes bare numbers. A number stays as a code if the text names the unit; it does not stay alone, or as
 * the text of a code.
 */
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

/** A second triplet: the text after a caret was not moved into it. */
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

/** The second component if it is the text after a caret: `3/uL`, `2`, `-1`, `2/24h`. */
const power = /^[+-]?\d{1,2}(?!\d)/;
/** Text before a power of ten; it is not a unit by itself. */
const ten = /^(?:.*[^\d.,])?10$/;
const length = /^(?:.*[^a-z])?[dcmuµn]?m$/i;
/** Powers of areas and volumes. */
const areaOrVolume = /^[23](?!\d)/;

/**
 * Joins a unit that an unescaped `^` split in two; its name and its system stand one component later.
 * Undefined if it was not split.
 */
function joined(
  [front, back, third, fourth]: readonly (string | undefined)[],
  hasAlternate: boolean,
): Pick<Cwe, 'code' | 'text' | 'system'> | undefined {
  // the name of a code was split: `10*3/uL^10^3/uL^UCUM`
  if (front !== undefined && back !== undefined && ten.test(back) && third !== undefined && power.test(third))
    return { code: front, text: `${back}^${third}`, system: fourth };
  if (front === undefined || back === undefined || !power.test(back)) return undefined;
  const isCut =
    ten.test(front) ||
    back.startsWith('-') ||
    (length.test(front) && areaOrVolume.test(back)) ||
    (third === undefined && named(front) !== undefined && toUcum(front) === undefined);
  if (!isCut) return undefined;
  // a caret in place of a slash: `X10^3^uL`
  if (third !== undefined && fourth === undefined && toUcum(third) !== undefined)
    return { code: `${front}^${back}^${third}` };
  const code = `${front}^${back}`;
  if (hasAlternate) return { code, system: third };
  return fourth === undefined ? { code, system: third } : { code, text: third, system: fourth };
}

/** The text. Undefined if it is a dash or a number other than `1`. */
const named = (text: string | undefined): string | undefined =>
  text !== undefined && text.trim() !== '1' && /^\s*(?:[+-]?\d+(?:[.,]\d*)?|[-._]+)\s*$/.test(text)
    ? undefined
    : text;
