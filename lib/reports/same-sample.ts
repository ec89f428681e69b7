import { loincCodesOf } from '../model/analyte.ts';
import type { Concept } from '../model/concept.ts';
import type { Observation } from '../model/observation.ts';
import type { ReportPart } from '../model/report.ts';
import type { Specimen } from '../model/specimen.ts';
import { areOneCode, sentCodes } from './equal-codes.ts';
import { compareTypes, type TypeRelation, typeRelations } from './specimen-types.ts';

/** A result with the part that states it. */
export interface SampleResult {
  readonly part: Pick<ReportPart, 'specimens'>;
  readonly observation: Observation;
}

/**
 * Whether two systems measured one test of one sample. Another type of the specimen (SPM-4, OBR-15), another LOINC code
 * or another OBX-4 shows that they did not, also if the number of the tube is the same.
 */
export const isOfSameSample = (a: SampleResult, b: SampleResult): boolean =>
  isSameTest(a.observation, b.observation) && !haveOtherTypes(a.part.specimens, b.part.specimens);

/** Whether any of these results is of the same test and sample as the one that is asked about. */
export function sampleFinder(all: readonly SampleResult[]): (one: SampleResult) => boolean {
  const byCode = Map.groupBy(
    all.flatMap((other) => codesOf(other).map((code) => ({ code, other }))),
    ({ code }) => code,
  );
  return (one) =>
    codesOf(one).some((code) => byCode.get(code)?.some(({ other }) => isOfSameSample(one, other)) === true);
}

const codesOf = ({ observation }: SampleResult): readonly string[] =>
  sentCodes(observation.code.codings).map(({ code }) => code);

function isSameTest(a: Observation, b: Observation): boolean {
  if (a.subId !== undefined && b.subId !== undefined && a.subId !== b.subId) return false;
  return (
    areOneCode(sentCodes(a.code.codings), sentCodes(b.code.codings)) &&
    shareOneOrLack(loincsOf(a.code), loincsOf(b.code))
  );
}

/** The LOINC codes of a test, as sent or from the site's map: a map may have one for each type of specimen. */
const loincsOf = (code: Concept): readonly string[] => [
  ...loincCodesOf(code),
  ...code.codings.flatMap((one) => (one.isMapped === true ? [one.code] : [])),
];

/** No order has so many specimens. The types of more are not compared. */
const MAX_SPECIMENS = 64;

/**
 * How the types (SPM-4, OBR-15) of two parts' specimens compare: as the closest two do. Types are compared between
 * specimens with a number in common; if there are none, between all.
 */
export function compareSpecimens(some: readonly Specimen[], others: readonly Specimen[]): TypeRelation {
  if (some.length > MAX_SPECIMENS || others.length > MAX_SPECIMENS) return 'one';
  const pairs = some.flatMap((one) => others.map((other) => ({ one, other })));
  const numbered = pairs.filter(({ one, other }) => shareOne(numbersOf(one), numbersOf(other)));
  const compared = numbered.length === 0 ? pairs : numbered;
  const relations = new Set(compared.map(({ one, other }) => compareTypes(one.type, other.type)));
  return typeRelations.find((relation) => relations.has(relation)) ?? 'one';
}

/** Whether the types show that two parts are of two specimens. */
export const haveOtherTypes = (some: readonly Specimen[], others: readonly Specimen[]): boolean =>
  compareSpecimens(some, others) !== 'one';

const numbersOf = ({ placerId, fillerId, containerId, accessionId }: Specimen): readonly string[] =>
  [placerId, fillerId, containerId, accessionId].flatMap((id) => id?.value ?? []);

const shareOneOrLack = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === 0 || b.length === 0 || shareOne(a, b);

const shareOne = (a: readonly string[], b: readonly string[]): boolean => a.some((one) => b.includes(one));
