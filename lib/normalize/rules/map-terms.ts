import type { Coding, Concept } from '../../model/concept.ts';
import type { Observation, ReferenceRange, Value } from '../../model/observation.ts';
import type { Specimen } from '../../model/specimen.ts';
import type { UnmappedTerm } from '../../model/unmapped-term.ts';
import type { Source } from '../../site/site.ts';
import { LOINC_SYSTEM } from '../../terminology/loinc.ts';
import { TermMap } from '../../terminology/term-map.ts';
import { type Conversion, convert } from '../../terminology/units.ts';

/** A result as sent, with the codes that the source's map adds. */
export interface MappedObservation {
  readonly observation: Observation;
  /** Undefined if its code and its unit are known. */
  readonly unmapped: Omit<UnmappedTerm, 'source' | 'messageId'> | undefined;
  readonly isUnitMismatch: boolean;
}

/** Each source's maps, indexed once. */
const indexed = new WeakMap<Source, TermMap>();

function mapOf(source: Source): TermMap {
  const known = indexed.get(source);
  if (known !== undefined) return known;
  const made = new TermMap(source.terms);
  indexed.set(source, made);
  return made;
}

/** The words by which a map distinguishes specimens: the codes and texts of SPM-4. */
export const specimenWords = (specimens: readonly Specimen[]): string[][] => specimens.map(wordsFor);

/**
 * Adds the LOINC code, the UCUM unit, and the value in the unit that the site asks for. The data as sent are
 * kept.
 */
export function mapObservation(
  observation: Observation,
  {
    specimens,
    sub,
  }: {
    readonly specimens: readonly (readonly string[])[];
    /** The sub-code of an analyte or reading, which has lines of its own in the map. */
    readonly sub?: string | undefined;
  },
  source: Source,
): MappedObservation {
  const { code, values } = observation;
  // a value may have its own unit (CQ)
  const ofValue = values.map((value) => (value.kind === 'quantity' ? value.unit : undefined)).find(isThere);
  const unit = ofValue ?? observation.unit;
  const [sentUnit] = unit?.codings ?? [];
  const unitText = sentUnit?.code ?? unit?.text;
  const mapped = mapOf(source).look({
    codings: code.codings,
    sub,
    unit: unitText,
    isUcum: sentUnit?.system?.toUpperCase() === 'UCUM',
    isQuantity: values.some(({ kind }) => kind === 'quantity' || kind === 'range'),
    specimens,
  });
  const { loinc, ucum, isUnitMismatch } = mapped;
  const isKnownUnit = ucum !== undefined || unitText === undefined;
  return {
    observation: {
      ...observation,
      code:
        loinc === undefined || mapped.isSent ? code : withCoding(code, { ...loinc, system: LOINC_SYSTEM }),
      ...(ofValue === undefined
        ? { unit: withUcum(observation.unit, ucum) }
        : {
            values: values.map((value) =>
              value.kind === 'quantity' && value.unit === ofValue
                ? { ...value, unit: withUcum(ofValue, ucum) }
                : value,
            ),
          }),
      converted:
        mapped.conversion === undefined || isUnitMismatch
          ? undefined
          : toConverted(observation, mapped.conversion),
    },
    unmapped:
      loinc !== undefined && isKnownUnit
        ? undefined
        : {
            lacks: isKnownUnit ? 'loinc' : loinc === undefined ? 'both' : 'ucum',
            code: code.codings[0]?.code ?? code.text ?? '',
            system: code.codings[0]?.system,
            display: code.codings[0]?.display,
            unit: unitText,
            ucum,
            at: observation.at,
          },
    isUnitMismatch,
  };
}

const isThere = (unit: Concept | undefined): unit is Concept => unit !== undefined;

const withUcum = (unit: Concept | undefined, ucum: string | undefined): Concept | undefined =>
  ucum === undefined ? unit : withCoding(unit, { code: ucum, system: 'UCUM' });

/** The service of an order, with the codes that the same map adds. */
export function mapService(service: Concept | undefined, source: Source): Concept | undefined {
  if (service === undefined) return undefined;
  const sent = { codings: service.codings, unit: undefined, isUcum: false, isQuantity: false, specimens: [] };
  const { loinc, isSent } = mapOf(source).look(sent);
  return loinc === undefined || isSent ? service : withCoding(service, { ...loinc, system: LOINC_SYSTEM });
}

const wordsFor = ({ type }: Specimen): string[] =>
  [...(type?.codings ?? []).flatMap(({ code, display }) => [code, display]), type?.text].filter(
    (word) => word !== undefined,
  );

/** Adds the coding after those that were sent, unless they already contain it. */
function withCoding(concept: Concept | undefined, coding: Coding): Concept {
  const codings = concept?.codings ?? [];
  const isThere = codings.some(({ code, system }) => code === coding.code && system === coding.system);
  return isThere && concept !== undefined
    ? concept
    : { ...concept, codings: [...codings, { ...coding, isMapped: true }] };
}

/** Undefined if no value is a number. */
function toConverted(observation: Observation, conversion: Conversion): Observation['converted'] {
  const values = observation.values.map((value) => convertValue(value, conversion));
  if (values.length === 0 || values.includes(undefined)) return undefined;
  const unit = { codings: [{ code: conversion.to, system: 'UCUM', isMapped: true as const }] };
  const { referenceRange } = observation;
  return {
    values: values.filter((value) => value !== undefined),
    unit,
    referenceRange:
      referenceRange === undefined ? undefined : convertRange(referenceRange, observation.unit, conversion),
  };
}

function convertValue(value: Value, conversion: Conversion): Value | undefined {
  if (value.kind === 'range') {
    const [low, high] = [convert(value.low, conversion), convert(value.high, conversion)];
    return { kind: 'range', low, high, text: `${low}-${high}` };
  }
  // a value with its own unit does not use the observation's unit
  if (value.kind !== 'quantity' || value.unit !== undefined) return undefined;
  const number = convert(value.number, conversion);
  return { ...value, number, text: `${value.comparator ?? ''}${number}` };
}

/**
 * Converts a range. A range of words keeps its words and gets the original unit; a range with its own unit is
 * not changed.
 */
function convertRange(
  range: ReferenceRange,
  unit: Concept | undefined,
  conversion: Conversion,
): ReferenceRange {
  // the conversion does not apply to the range's own unit
  if (range.unit !== undefined) return range;
  const limit = (number: string | undefined) =>
    number === undefined ? undefined : convert(number, conversion);
  const [low, high] = [limit(range.low), limit(range.high)];
  if (low === undefined && high === undefined) {
    const name = unit?.codings[0]?.code ?? unit?.text;
    return { text: name === undefined ? range.text : `${range.text} (${name})` };
  }
  if (low !== undefined && high !== undefined) return { text: `${low}-${high}`, low, high };
  const { isExclusive } = range;
  const sign = isExclusive === true ? '' : '=';
  return low === undefined
    ? { text: `<${sign}${high}`, high, isExclusive }
    : { text: `>${sign}${low}`, low, isExclusive };
}
