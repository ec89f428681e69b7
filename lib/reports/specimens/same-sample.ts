import { loincCodesOf } from '../../model/analyte.ts';
import type { Concept } from '../../model/concept.ts';
import type { Observation } from '../../model/observation.ts';
import type { ReportPart } from '../../model/report.ts';
import type { Specimen } from '../../model/specimen.ts';
import { areOneCode, sentCodes } from '../results/equal-codes.ts';
import { areTwoSites, type BodySite, siteOfResult, siteOfSpecimen } from './body-sites.ts';
import { compareTypes } from './specimen-types.ts';

/** A result with the part that states it. */
export interface SampleResult {
  readonly part: Pick<ReportPart, 'specimens'>;
  readonly observation: Observation;
}

/**
 * Whether two systems measured one test of one sample. Another type of the specimen (SPM-4, OBR-15), another place in the
 * body (SPM-8, OBX-20), another LOINC code or another OBX-4 shows that they did not, also if the number of the tube is
 * the same.
 */
export const isOfSameSample = (a: SampleResult, b: SampleResult): boolean =>
  isSameTest(a.observation, b.observation) &&
  !areTwoSites(siteOfResult(a.observation), siteOfResult(b.observation)) &&
  !areOtherSpecimens(a.part.specimens, b.part.specimens);

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

/**
 * How two specimens compare, closest first: as their types do, and between `kin` and `unlike` if only the place in the
 * body tells them apart.
 */
const specimenRelations = ['one', 'kin', 'elsewhere', 'unlike', 'other'] as const;
export type SpecimenRelation = (typeof specimenRelations)[number];

/** No order has so many kinds of specimens. More are not compared. */
const MAX_KINDS = 64;

/**
 * How the types (SPM-4, OBR-15) and places (SPM-8, OBR-15.4) of two parts' specimens compare: as the closest two do. They
 * are compared between specimens with a number in common; if there are none, between all.
 */
export function compareSpecimens(some: readonly Specimen[], others: readonly Specimen[]): SpecimenRelation {
  const [ours, theirs] = [kindsOf(some), kindsOf(others)];
  if (ours.all.length > MAX_KINDS || theirs.all.length > MAX_KINDS) return 'one';
  const numbered = kindsWithNumberInCommon(ours, theirs);
  const compared = numbered.length === 0 ? pairsOf(ours.all, theirs.all) : numbered;
  const relations = new Set<SpecimenRelation>();
  for (const [one, other] of compared) relations.add(compareKinds(one, other));
  return specimenRelations.find((relation) => relations.has(relation)) ?? 'one';
}

/** Whether the types or the places show that two parts are of two specimens. */
export const areOtherSpecimens = (some: readonly Specimen[], others: readonly Specimen[]): boolean =>
  compareSpecimens(some, others) !== 'one';

/** The type and the place of specimens. */
interface Kind {
  readonly type: Specimen['type'];
  readonly site: BodySite | undefined;
}

/** The kinds of some specimens, each once. */
interface Kinds {
  readonly all: readonly Kind[];
  readonly byNumber: ReadonlyMap<string, ReadonlySet<Kind>>;
}

const knownKinds = new WeakMap<readonly Specimen[], Kinds>();

function kindsOf(specimens: readonly Specimen[]): Kinds {
  const before = knownKinds.get(specimens);
  if (before !== undefined) return before;
  const kinds = new Map<string, Kind>();
  const byNumber = new Map<string, Set<Kind>>();
  for (const specimen of specimens) {
    const { type, bodySite, bodySiteModifiers } = specimen;
    const name = JSON.stringify([type, bodySite, bodySiteModifiers]);
    const kind = kinds.get(name) ?? { type, site: siteOfSpecimen(specimen) };
    kinds.set(name, kind);
    for (const number of numbersOf(specimen))
      byNumber.set(number, (byNumber.get(number) ?? new Set()).add(kind));
  }
  const found = { all: [...kinds.values()], byNumber };
  knownKinds.set(specimens, found);
  return found;
}

/** The kinds of specimens with a number in common, each pair once. */
function kindsWithNumberInCommon(ours: Kinds, theirs: Kinds): readonly (readonly [Kind, Kind])[] {
  const pairs = new Map<Kind, Set<Kind>>();
  for (const [number, some] of ours.byNumber)
    for (const other of theirs.byNumber.get(number) ?? [])
      for (const one of some) pairs.set(one, (pairs.get(one) ?? new Set()).add(other));
  return [...pairs].flatMap(([one, others]) => [...others].map((other) => [one, other] as const));
}

function compareKinds(one: Kind, other: Kind): SpecimenRelation {
  const relation = compareTypes(one.type, other.type);
  const isNear = relation === 'one' || relation === 'kin';
  return isNear && areTwoSites(one.site, other.site) ? 'elsewhere' : relation;
}

const pairsOf = <T>(some: readonly T[], others: readonly T[]): readonly (readonly [T, T])[] =>
  some.flatMap((one) => others.map((other) => [one, other] as const));

const numbersOf = ({ placerId, fillerId, containerId, accessionId }: Specimen): readonly string[] =>
  [placerId, fillerId, containerId, accessionId].flatMap((id) => id?.value ?? []);

const shareOneOrLack = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === 0 || b.length === 0 || shareOne(a, b);

const shareOne = (a: readonly string[], b: readonly string[]): boolean => a.some((one) => b.includes(one));
