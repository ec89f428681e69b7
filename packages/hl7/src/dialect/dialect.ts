import type { TextPattern } from './pattern.ts';
import type { Mark, Place } from './place.ts';

/**
 * How one instrument uses the standard: plain data. Everything that it leaves out is read by the standard. Places
 * with one letter are in ASTM records, places with three letters in HL7 segments, so one dialect serves both.
 */
export interface Dialect {
  /** Marks of control material, in addition to those of the standards. */
  readonly controls?: { readonly marks: readonly Mark[] } | undefined;
  readonly specimen?: SpecimenRules | undefined;
  /** Fields of ORC and OBR that hold no number of an order, but an ordinal of the message, for example. */
  readonly orders?: { readonly none: readonly Place[] } | undefined;
  /** Where the numbers of the patient stand in P; the first filled one leads. Default: P-3, P-4, P-5. */
  readonly patient?: { readonly id: readonly Place[] } | undefined;
  readonly query?: { readonly layouts: readonly QueryLayout[] } | undefined;
  readonly results?: ResultRules | undefined;
  /** Where the code of a result stands. The first layout that applies is used. */
  readonly codes?: readonly CodeLayout[] | undefined;
  readonly values?: ValueRules | undefined;
  /** Texts in the place of the unit that are no unit. */
  readonly units?: { readonly none: readonly string[] } | undefined;
  readonly ranges?: RangeRules | undefined;
  /** The instrument's own flags (R-7, OBX-8). */
  readonly flags?: readonly FlagRule[] | undefined;
}

/** How the number of a tube is written. */
export interface SpecimenRules {
  /**
   * Where the number of the tube stands in an order record of ASTM, or in OBR or ORC of HL7 without SPM. The first
   * filled place counts; without places, a record has no number of a tube. Default: by the standard.
   */
  readonly id?: readonly Place[] | undefined;
  /** Words that stand where HL7 names the assigner of a number, and name none: `4711&BARCODE`. */
  readonly labels?: readonly string[] | undefined;
}

/** One form of Q-3 of a host query, and what its answer must repeat. Numbers are components of Q-3. */
export interface QueryLayout {
  /** Marks of the Q record; all must fit. Default: the layout applies if the tube's component is filled. */
  readonly when?: readonly Mark[] | undefined;
  /** The component with the number of the tube. */
  readonly specimen: number;
  readonly reply?: QueryReply | undefined;
}

/** What the answer to a host query must contain besides the work. */
export interface QueryReply {
  /**
   * Fields with a text of the instrument. `^` separates components; `{id}` stands for H-3 of the question, `{2}` for
   * component 2 of its Q-3.
   */
  readonly fields?: readonly { readonly at: Place; readonly text: string }[] | undefined;
  /** Components of Q-3 that O-4 repeats, in this order. */
  readonly echo?: readonly number[] | undefined;
  /** One O record with all tests of a tube, or one O record for each. Default: one for each. */
  readonly tests?: 'together' | 'apart' | undefined;
  /** O-5 of a test; `{code}` stands for its code. Default: `^^^{code}`. */
  readonly test?: string | undefined;
  /** A tube without work: an O record without tests, or no record at all. Default: none. */
  readonly none?: 'order' | 'nothing' | undefined;
}

/** Which rows are results for the chart, and which are readings of the instrument about a result. */
export interface ResultRules {
  /** If given, only rows with one of these marks are for the chart. */
  readonly chart?: readonly Mark[] | undefined;
  /** Rows with one of these marks are readings. */
  readonly readings?: readonly Mark[] | undefined;
  /** A field of R that the standard lacks: the fields behind it stand one further back than there. */
  readonly extraField?: number | undefined;
  /** Readings that destinations receive too, under a code of their own. */
  readonly shown?: readonly Mark[] | undefined;
}

/** Where the parts of a result's code stand. */
export interface CodeLayout {
  /** Marks of the result; all must fit. Default: the layout applies if the place of the code is filled. */
  readonly when?: readonly Mark[] | undefined;
  readonly code: Place;
  /** The code is one part of the text: part 1 of `10/10/not`, cut at `/`. */
  readonly cut?: { readonly at: string; readonly part: number } | undefined;
  /** The name of the test. Default: none. */
  readonly name?: Place | undefined;
  /** The LOINC codes that the instrument sends beside its codes are those of other tests. */
  readonly loinc?: false | undefined;
  /** The parts that name an analyte or reading of the test. */
  readonly sub?: readonly Place[] | undefined;
}

/** How values are written. */
export interface ValueRules {
  /** The components of a value. The first layout that applies is used. */
  readonly parts?: readonly ValueLayout[] | undefined;
  /** Codes of qualitative results in words. */
  readonly words?: readonly { readonly value: string; readonly text: string }[] | undefined;
  /** Texts that say that there is no result, and why. */
  readonly none?: readonly (TextPattern & { readonly reason: string })[] | undefined;
  /** What stands between the thousands of a number: `161,152`. Default: nothing. */
  readonly thousands?: ',' | '.' | "'" | ' ' | undefined;
  /** A second number in parentheses: `2.52E+3 (3.40)`. */
  readonly aside?: Further | undefined;
  /** Texts of message codes that stand beside a value. */
  readonly messages?: readonly { readonly code: string; readonly text: string }[] | undefined;
}

/** One form of a value with several components. Numbers are components of R-4 or OBX-5. */
export interface ValueLayout {
  /** Marks of the result; all must fit. Default: the layout applies if the components of the value are filled. */
  readonly when?: readonly Mark[] | undefined;
  readonly value: number;
  /** A message code about the value, kept as a note. */
  readonly note?: number | undefined;
  /** Second measurements of the same result. */
  readonly further?: readonly (Further & { readonly component: number })[] | undefined;
}

/** A second measurement in the value of a result. It becomes a reading of its own with this sub-code. */
export interface Further {
  readonly sub: string;
  /** Destinations receive it too. */
  readonly shown?: true | undefined;
}

/** The descriptions that tell several ranges apart. */
export interface RangeRules {
  readonly normal?: readonly string[] | undefined;
  readonly critical?: readonly string[] | undefined;
}

/** One flag of the instrument. */
export interface FlagRule {
  readonly flag: string;
  /** The flag of HL7 table 0078 that takes its place. Default: it stays as sent. */
  readonly as?: string | undefined;
  /** The meaning in words, kept as a note. */
  readonly text?: string | undefined;
  /** The result must be reviewed before it counts: it is not final (OBX-11 R). */
  readonly review?: true | undefined;
}
