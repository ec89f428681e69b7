import type { Coding } from '../model/concept.ts';
import { isLoincSystem } from './loinc.ts';
import type { Term } from './term.ts';
import { type Conversion, toUcum } from './units.ts';

/** The codes, unit and specimens of a result as its sender states them. */
export interface SentTerm {
  readonly codings: readonly Coding[];
  /** The sub-code of an analyte or reading. It has lines of its own, and never those of its test. */
  readonly sub?: string | undefined;
  /** Code or text of the unit. */
  readonly unit: string | undefined;
  /** The sender says that the unit is UCUM. */
  readonly isUcum: boolean;
  /** The value is a number, which means nothing without its unit. */
  readonly isQuantity: boolean;
  /** Codes and words of SPM-4, for each specimen. */
  readonly specimens: readonly (readonly string[])[];
}

export interface MappedTerm {
  /** The LOINC code, and its name if the map has one. */
  readonly loinc: { readonly code: string; readonly display: string | undefined } | undefined;
  /** The LOINC code was sent with the result. */
  readonly isSent: boolean;
  readonly ucum: string | undefined;
  /** The map has this code in other units only. */
  readonly isUnitMismatch: boolean;
  readonly conversion: Conversion | undefined;
}

/** The maps of one source, indexed for lookup. */
export class TermMap {
  readonly #byCode = new Map<string, Term[]>();
  readonly #units = new Map<string, Term>();

  constructor(terms: readonly Term[]) {
    for (const term of terms) {
      if (term.code === undefined) this.#units.set(term.unit ?? '', term);
      else this.#byCode.set(term.code, [...(this.#byCode.get(term.code) ?? []), term]);
    }
  }

  /**
   * The meaning of a result by the map, otherwise by its own codes. Two lines that contradict each other are
   * ignored.
   */
  look(sent: SentTerm): MappedTerm {
    const lines = this.#linesFor(sent);
    const sentUcum = this.#ucumOf(sent);
    const fits = lines.filter((line) => fitsUnit(line, sent, sentUcum));
    const line = mostSpecific(fits);
    const own = sent.codings.find(({ system }) => isLoincSystem(system));
    const loinc =
      line?.loinc === undefined
        ? own && { code: own.code, display: own.display }
        : { code: line.loinc, display: line.display };
    const namesUnits =
      lines.length > 0 && lines.every(({ unit, ucum }) => unit !== undefined || ucum !== undefined);
    return {
      loinc,
      isSent: line?.loinc === undefined && own !== undefined,
      ucum: line?.ucum ?? sentUcum,
      isUnitMismatch: sent.isQuantity && namesUnits && fits.length === 0,
      conversion: line?.conversion,
    };
  }

  #linesFor({ codings, sub, specimens }: SentTerm): Term[] {
    for (const { code, system } of codings) {
      const lines = (this.#byCode.get(code) ?? []).filter(
        (line) =>
          line.sub?.toLowerCase() === sub?.toLowerCase() &&
          (line.system === undefined || line.system === system) &&
          isForAll(line.specimens, specimens),
      );
      if (lines.length > 0) return lines;
    }
    return [];
  }

  #ucumOf({ unit, isUcum }: SentTerm): string | undefined {
    if (unit === undefined) return undefined;
    return (isUcum ? undefined : this.#units.get(unit)?.ucum) ?? toUcum(unit, isUcum);
  }
}

/** A line with specimens applies only if every specimen of the result is one of them. */
const isForAll = (
  wanted: readonly string[] | undefined,
  specimens: readonly (readonly string[])[],
): boolean =>
  wanted === undefined ||
  (specimens.length > 0 && specimens.every((words) => wanted.some((one) => includesWord(words, one))));

const includesWord = (words: readonly string[], word: string): boolean =>
  words.some((one) => one.toLowerCase() === word.toLowerCase());

function fitsUnit({ unit, ucum }: Term, sent: SentTerm, sentUcum: string | undefined): boolean {
  if (unit !== undefined) return sent.unit === unit || (sentUcum !== undefined && sentUcum === ucum);
  return ucum === undefined || sent.unit === undefined || sentUcum === ucum;
}

const specificity = ({ system, unit, specimens, ucum }: Term): number =>
  [system, unit ?? ucum, specimens].filter((part) => part !== undefined).length;

function mostSpecific(lines: readonly Term[]): Term | undefined {
  const most = Math.max(...lines.map(specificity));
  const [first, ...others] = lines.filter((line) => specificity(line) === most);
  const isSame = (other: Term) => other.loinc === first?.loinc && other.ucum === first?.ucum;
  return first !== undefined && others.every(isSame) ? first : undefined;
}
